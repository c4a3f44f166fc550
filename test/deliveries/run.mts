/** Delivers provider events to executions of a real n8n: `npm run test:deliveries -- --help`. */
import { parseArgs } from 'node:util';
import { progressLine, table } from '../../demo/terminal.mts';
import { seededRandom } from '../../sandbox/faults.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { prepareProduct, startSite } from '../cluster/site.mts';
import { endingsAtRandom, playRounds, settle, type Ending } from './campaign.mts';
import { openChannels } from './channels.mts';

const help = `Triggers hundreds of events at the sandbox, which fails at random, while a real n8n is killed, restarted, or published
again. Then compares the events with the executions. None may be missing that was delivered or is in a polled list. With
polling, none may be repeated. With webhooks, none may start an execution that the provider did not sign.

  --rounds 20        rounds, each with some events and one ending
  --events 10        max number of events per trigger at a time
  --seed 1           a different number changes events, faults, and times
  --only "kill"      only some endings (can be repeated): kill, kill while polling, restart, publish again, wait
  --quick            one round of each ending except wait, with fewer events and faults
  --help             prints this help`;

const { values } = parseArgs({
	options: {
		rounds: { type: 'string' },
		events: { type: 'string' },
		seed: { type: 'string', default: String(Date.now() % 100_000) },
		only: { type: 'string', multiple: true },
		quick: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(help);
	process.exit(0);
}

const say = progressLine(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.on(signal, () => process.exit(1));

const started = Date.now();
const quick: Ending[] = ['kill', 'publish again', 'kill while polling', 'restart'];
const random = seededRandom(Number(values.seed));
const rounds = values.quick
	? quick
	: endingsAtRandom(Number(values.rounds ?? 20), random, values.only as Ending[] | undefined);
say(`Seed ${values.seed}`);

const sandbox = await startSandbox();
// A day of Checkr's retries takes as long as two restarts of n8n.
sandbox.events.speed = 2_000;
const site = await startSite({
	...(await prepareProduct(say)),
	home: 'deliveries',
	workers: 0,
	sandbox,
	say,
});
let failed = false;
try {
	const scene = {
		site,
		sandbox,
		channels: await openChannels(site, sandbox, random),
		events: Number(values.events ?? (values.quick ? 4 : 10)),
		// If most responses fail, publishing alone takes minutes.
		faults: values.quick ? 0.3 : 0.5,
		random,
		say,
	};
	const { endings, faults } = await playRounds(scene, rounds);
	say('Waiting for the last events');
	const verdicts = await settle(scene);
	failed = verdicts.some(
		({ lost, twice, foreign, registered }) =>
			lost.length + twice.length + foreign.length + registered.length,
	);
	const counted = Object.entries(endings).map(([ending, count]) => `${ending} ${count}`);
	console.log(
		`\n${rounds.length} rounds: ${counted.join(', ')}; ${faults} faults; seed ${values.seed}\n`,
	);
	console.log(
		table(
			[
				'Trigger',
				'Events',
				'To arrive',
				'Executions',
				'Lost',
				'Twice',
				'Not signed',
				'Webhooks',
				'Dropped at the start of n8n',
			],
			verdicts.map(
				({ title, happened, events, executions, lost, twice, foreign, registered, swallowed }) => [
					title,
					...[happened, events, executions, lost.length, twice.length, foreign.length].map(String),
					registered.length > 0 ? 'wrong' : 'right',
					String(swallowed),
				],
			),
		),
	);
	for (const { title, ...found } of verdicts)
		for (const what of ['lost', 'twice', 'foreign', 'registered'] as const)
			for (const event of found[what].slice(0, 10)) console.log(`  ${title}, ${what}: ${event}`);
} finally {
	await site.close();
	await sandbox.close();
}
console.log(`\nTook ${Math.round((Date.now() - started) / 1000)} s.`);
process.exit(failed ? 1 : 0);
