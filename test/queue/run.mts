/** Tests a real n8n in queue mode, and in one process for comparison: `npm run test:queue -- --help`. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { progressLine } from '../../demo/terminal.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { creations } from '../engine/providers.mts';
import { httpRequest, httpRequestWithRetries, own } from '../cluster/contenders.mts';
import { publish } from '../cluster/onboarding.mts';
import { goalTable, markdown, writeInto, type Goal } from '../cluster/report.mts';
import { noticeSoon, prepareProduct, startSite, type Site } from '../cluster/site.mts';
import { burst, burstGoals, burstHeads, burstRow, type Burst } from './bursts.mts';
import { checks } from './checks.mts';

const help = `Starts n8n in queue mode (Redis, PostgreSQL, a main process, workers, a webhook processor) with the
package installed, and n8n in a single process, and checks the package's promises in both. The providers are the sandbox.

  --workers 3        in queue mode
  --customers 300    in a burst: one webhook call each, all at the same time
  --rate 5           requests per second that the provider accepts (can be repeated, default: 5 and 20)
  --only queue       only the bursts in queue mode, in one process (one), or the checks (can be repeated)
  --quick            fewer customers, one rate, no comparison: under five minutes
  --write            writes the tables to docs/scaling.md
  --help             prints this help`;

const { values } = parseArgs({
	options: {
		workers: { type: 'string', default: '3' },
		customers: { type: 'string' },
		rate: { type: 'string', multiple: true },
		only: { type: 'string', multiple: true, default: ['one', 'queue', 'checks'] },
		quick: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(help);
	process.exit(0);
}

const workers = Number(values.workers);
const customers = Number(values.customers ?? (values.quick ? 120 : 300));
const rates = (values.rate ?? (values.quick ? ['5'] : ['5', '20'])).map(Number);
const contenders = values.quick ? [own] : [own, httpRequest, httpRequestWithRetries];
const parts = new Set(values.only);
const say = progressLine(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.on(signal, () => process.exit(1));

const sandbox = await startSandbox();
const product = await prepareProduct(say);
const [row] = creations;
const table: Burst[] = [];
const goals: Goal[] = [];

/** Plays all bursts on one n8n. The first one, without a limit, shows what the machine can do. */
async function playBursts(site: Site, mode: string, most: number, slowest?: number): Promise<void> {
	for (const contender of contenders) {
		const onboarding = await publish(site, sandbox, row, contender);
		const play = async (rate?: number) => {
			const played = await burst(site, sandbox, onboarding, { mode, contender, customers, rate });
			say(`  ${burstRow(played).join(', ')}`);
			table.push(played);
			return played;
		};
		const free = await play();
		for (const rate of rates) {
			const played = await play(rate);
			if (contender === own) goals.push(...burstGoals(played, free, most, slowest));
		}
	}
}

async function inSite(
	options: { home: string; workers: number },
	use: (site: Site) => Promise<void>,
): Promise<void> {
	const site = await startSite({ ...product, ...options, environment: noticeSoon, sandbox, say });
	try {
		await use(site);
	} finally {
		await site.close();
	}
}

try {
	if (parts.has('one'))
		await inSite({ home: 'queue-none', workers: 0 }, async (site) => {
			await playBursts(site, 'one process', 1.1);
		});
	if (parts.has('queue') || parts.has('checks'))
		await inSite({ home: 'queue', workers }, async (site) => {
			// In a short burst, each process spends most requests on learning the limit, so its time says nothing.
			const slowest = values.quick ? undefined : 1.25;
			if (parts.has('queue'))
				await playBursts(site, `queue mode, ${workers} workers`, 1.3, slowest);
			if (parts.has('checks')) goals.push(...(await checks(site, sandbox, say)));
		});
} finally {
	await sandbox.close();
}

const [{ model }] = cpus();
const text = [
	`${cpus().length} cores (${model.trim()}); \`npm run test:queue${values.quick ? ' -- --quick' : ''}\`.`,
	markdown(burstHeads, table.map(burstRow)),
	goalTable(goals),
].join('\n\n');
console.log(`\n${text}\n`);
if (values.write) await writeInto('docs/scaling.md', 'queue', text);
const missed = goals.filter(({ reached }) => !reached);
console.log(
	missed.length > 0
		? `Not reached:\n${missed.map((goal) => goal.text).join('\n')}`
		: 'Everything is reached.',
);
process.exit(missed.length > 0 ? 1 : 0);
