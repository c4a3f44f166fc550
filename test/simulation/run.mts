/** Simulates many processes that share one rate limit, in virtual time: `npm run simulate -- --help`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, goals, measures, median, tables } from './scenarios.mts';
import { backoff, fixed, paced, type MakeSender } from './senders.mts';
import type { Result, Scenario } from './simulate.mts';

const help = `Simulates processes that share a provider's rate limit without communicating.

  --seeds 5  number of runs per scenario (the results are medians)
  --check    exits with 1 if a target isn't reached
  --write    writes the tables to docs/scaling.md
  --help     prints this help`;

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '5' },
		check: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(help);
	process.exit(0);
}
const seeds = Number(values.seeds);
const page = join(import.meta.dirname, '../../docs/scaling.md');
const [start, end] = ['<!-- simulation -->', '<!-- /simulation -->'];

const contenders: Record<string, MakeSender> = {
	'this package': paced,
	'5 at once, 5 tries': fixed,
	'backoff with jitter': backoff,
};

const table = (heads: string[], rows: string[][]) =>
	[heads, heads.map((_head, index) => (index > 1 ? '---:' : '---')), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
const labels = {
	refused: 'requests rejected',
	requests: 'requests per item',
	time: 'time',
	used: 'rate used',
	fairness: 'fairness',
};
const percent = (share: number) => `${(100 * share).toFixed(share < 0.095 ? 1 : 0)} %`;

function rowsOf(name: string, scenario: Scenario): string[][] {
	return Object.entries(contenders).map(([contender, makeSender], index) => {
		const result = median(scenario, seeds, makeSender);
		const value = (measure: keyof typeof measures) => measures[measure].of(result);
		return [
			index === 0 ? name : '',
			contender,
			`${result.created.toLocaleString('en')} of ${result.items.toLocaleString('en')}`,
			percent(value('refused')),
			// If some items were given up, the others finish early.
			result.created < result.items ? '–' : value('time').toFixed(2),
			percent(value('used')),
			scenario.processes === 1 ? '' : value('fairness').toFixed(2),
		];
	});
}

const parts = Object.entries(tables).map(([heading, scenarios]) => {
	const rows = Object.entries(scenarios).flatMap(([name, scenario]) => rowsOf(name, scenario));
	const heads = ['', '', 'created', 'rejected', 'time', 'rate used', 'fairness'];
	return `### ${heading}\n\n${table(heads, rows)}\n`;
});

const shown = ({ measure, value }: { measure: string; value: number }) =>
	measure === 'refused' || measure === 'used' ? percent(value) : value.toFixed(2);
const checked = goals.flatMap((goal) => {
	const result: Result = median(goal.scenario, seeds);
	const all = result.created === goal.scenario.items && result.mostInFlight <= 20;
	return compare(goal, result).map((bound) => ({ goal, ...bound, reached: bound.reached && all }));
});
const goalTable = table(
	['target', '', 'bound', 'measured', ''],
	checked.map(({ goal, measure, value, bound, better, reached }) => [
		goal.text,
		labels[measure],
		`${better === 'less' ? '≤' : '≥'} ${shown({ measure, value: bound })}`,
		shown({ measure, value }),
		reached ? 'reached' : '**not reached**',
	]),
);
const text = `${parts.join('\n')}\n### What must be reached\n\n${goalTable}\n`;
console.log(text);

if (values.write) {
	const old = await readFile(page, 'utf8');
	if (!old.includes(start) || !old.includes(end))
		throw new Error(`${page} has no place for the tables: ${start} and ${end}`);
	await writeFile(page, `${old.split(start)[0]}${start}\n${text}${end}${old.split(end)[1]}`);
}
const missed = checked.filter(({ reached }) => !reached);
console.log(missed.length ? `Not reached: ${missed.length}` : 'Everything is reached.');
process.exitCode = values.check && missed.length ? 1 : 0;
