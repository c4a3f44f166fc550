/** Kills a real n8n while it creates customers, and does what users do then: `npm run test:crash -- --help`. */
import { parseArgs } from 'node:util';
import { progressLine } from '../../demo/terminal.mts';
import { seededRandom } from '../../sandbox/faults.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { httpRequest, own, plain, type Contender } from '../cluster/contenders.mts';
import { markdown, writeInto } from '../cluster/report.mts';
import { noticeSoon, prepareProduct, startSite } from '../cluster/site.mts';
import { creations } from '../engine/providers.mts';
import { playEmails, prepareExample, type Welcome } from './emails.mts';
import { cases, playRound, prepareWorkflows, type Trial } from './rounds.mts';

const contenders: Record<string, Contender> = { own, 'http-request': httpRequest, plain };
const modes = { one: 0, queue: 2 };
const titleOf = { one: 'one process', queue: 'queue mode' };

const help = `Kills (SIGKILL) a real n8n at a random moment while it creates customers at all providers, or lets an execution
fail halfway, and then selects Retry or runs the list again, as a user would. The providers are the sandbox, whose
records show which customers have two accounts, and which have none.

  --rounds 5         rounds for this package's nodes, and for the onboarding example
  --others 2         rounds for the other kinds of nodes (the first ones of those rounds)
  --customers 200    in each execution
  --seed 1           a different number kills n8n at different moments
  --mode one         only n8n in one process, or only queue mode
  --only own         only some kinds of nodes (can be repeated): ${Object.keys(contenders).join(', ')};
                     or the onboarding example, and who gets a second email from it: emails
  --quick            this package's nodes and the example only, one round, fewer customers: under five minutes
  --write            writes the table to docs/reliability.md
  --help             prints this help`;

const { values } = parseArgs({
	options: {
		rounds: { type: 'string' },
		others: { type: 'string' },
		customers: { type: 'string' },
		seed: { type: 'string', default: String(Date.now() % 100_000) },
		mode: { type: 'string', multiple: true, default: Object.keys(modes) },
		only: { type: 'string', multiple: true },
		quick: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(help);
	process.exit(0);
}

const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const others = Number(values.others ?? rounds);
const customers = Number(values.customers ?? (values.quick ? 40 : 200));
const emails = 'emails';
const parts =
	values.only ?? (values.quick ? ['own', emails] : [...Object.keys(contenders), emails]);
const playing = Object.keys(contenders).filter((name) => parts.includes(name));
const roundsOf = (name: string) => (name === 'own' ? rounds : others);
const say = progressLine(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.on(signal, () => process.exit(1));

const started = Date.now();
say(`Seed ${values.seed}: rounds with the same seed kill after the same number of requests.`);
const sandbox = await startSandbox();
const product = await prepareProduct(say);
const trials: Trial[] = [];
const welcomes: Array<Welcome & { mode: string }> = [];
try {
	for (const mode of values.mode as Array<keyof typeof modes>) {
		const home = `crash-${mode}`;
		const environment = noticeSoon;
		const site = await startSite({
			...product,
			home,
			workers: modes[mode],
			environment,
			sandbox,
			say,
		});
		try {
			for (const name of playing) {
				const scene = {
					site,
					sandbox,
					mode: titleOf[mode],
					contender: contenders[name],
					customers,
					random: seededRandom(Number(values.seed)),
				};
				const workflows = await prepareWorkflows(scene);
				for (let round = 1; round <= roundsOf(name); round += 1)
					for (const trial of await playRound(scene, workflows, round)) {
						trials.push(trial);
						say(lineOf(trial));
					}
			}
			// The quick version runs it in one process only.
			if (parts.includes(emails) && !(values.quick && mode === 'queue')) {
				const example = await prepareExample(site);
				const random = seededRandom(Number(values.seed));
				for (let round = 1; round <= rounds; round += 1)
					for (const interruption of ['killed', 'failed'] as const) {
						const way = {
							interruption,
							count: values.quick ? 1 : 4,
							round: welcomes.length,
							random,
						};
						const welcome = await playEmails(site, sandbox, example, way);
						welcomes.push({ ...welcome, mode: titleOf[mode] });
						say(emailLineOf(titleOf[mode], round, welcome));
					}
			}
		} finally {
			await site.close();
		}
	}
} finally {
	await sandbox.close();
}

function lineOf({ mode, contender, round, row, story, twice, without, ...trial }: Trial): string {
	return `  ${mode}, ${contender.title}, round ${round}, ${row.title}, ${trial.case}: ${story.join('; ')} → ${twice} twice, ${without} without`;
}

function emailLineOf(mode: string, round: number, welcome: Welcome): string {
	const { customers: all, story, twice, without, told, duplicates } = welcome;
	return `  ${mode}, onboarding example, round ${round}: ${story.join('; ')} → of ${all} customers, ${twice} got a second email, ${without} got none, ${told} are named in the email to the team instead; ${duplicates} second accounts`;
}

const sum = <Row extends object>(of: Row[], what: keyof Row) =>
	of.reduce((total, row) => total + Number(row[what]), 0);

/** What became of all customers, by kind of node, case and provider. */
function tableOf(all: Trial[]): string {
	const columns = playing.flatMap((name) =>
		(values.mode as Array<keyof typeof modes>).map((mode) => ({ name, mode: titleOf[mode] })),
	);
	const rows = cases.flatMap((one) =>
		creations.map((row) => [
			`${one}: ${row.title}`,
			...columns.map(({ name, mode }) => {
				const cell = all.filter(
					(trial) =>
						trial.mode === mode &&
						trial.case === one &&
						trial.row === row &&
						trial.contender === contenders[name],
				);
				return `${sum(cell, 'twice')} / ${sum(cell, 'without')}`;
			}),
		]),
	);
	const heads = columns.map(
		({ name, mode }) =>
			`${contenders[name].title}, ${mode}, ${(roundsOf(name) * customers).toLocaleString('en-US')} customers each`,
	);
	return markdown(['Customers with two accounts / without one', ...heads], rows);
}

/** What became of the customers of the onboarding example. */
function emailTableOf(all: typeof welcomes): string {
	const rows = (values.mode as Array<keyof typeof modes>).flatMap((mode) =>
		(['killed', 'failed'] as const).flatMap((interruption) => {
			const mine = all.filter(
				(one) => one.mode === titleOf[mode] && one.interruption === interruption,
			);
			if (mine.length === 0) return [];
			const sums = (['customers', 'duplicates', 'twice', 'told', 'without'] as const).map((what) =>
				sum(mine, what).toLocaleString('en-US'),
			);
			return [[`${titleOf[mode]}, ${interruption} ${mine.length} times`, ...sums]];
		}),
	);
	return markdown(
		[
			'Onboarding example',
			'customers',
			'second accounts',
			'second emails',
			'named to the team instead',
			'without any email',
		],
		rows,
	);
}

const tables = [
	...(trials.length > 0 ? [tableOf(trials)] : []),
	...(welcomes.length > 0 ? [emailTableOf(welcomes)] : []),
];
const text = tables.join('\n\n');
console.log(`\n${text}\n`);
if (values.write) await writeInto('docs/reliability.md', 'crash', text);
console.log(`Took ${Math.round((Date.now() - started) / 1000)} s.`);
const mine = trials.filter(({ contender }) => contender === own);
const [twice, without] = [sum(mine, 'twice'), sum(mine, 'without')];
console.log(
	`This package's nodes: of ${mine.length * customers} customers, ${twice} have two accounts and ${without} have none.`,
);
// When n8n is killed, nobody can know whether the email in flight was sent.
const broken = welcomes.filter(
	({ interruption, ...one }) =>
		one.twice > (interruption === 'killed' ? 1 : 0) || one.without > 0 || one.duplicates > 0,
);
console.log(
	`The onboarding example: ${welcomes.length - broken.length} of ${welcomes.length} rounds without a second account, and with one email for or about each customer but the one at work.`,
);
process.exit(twice + without + broken.length > 0 ? 1 : 0);
