/** Compares this package with what people use today: `npm run bench -- --help`. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installN8n } from '../../demo/install.mts';
import type { Report } from './report.mts';
import { startStage } from './stage.mts';
import { works } from './works.mts';

const help = `Compares this package's nodes with n8n's HTTP Request node, a plain declarative node, and plain fetch.

  --rounds 3      number of rounds
  --only create1k only these benchmarks (can be repeated): ${Object.keys(works).join(', ')}
  --check         exits with 1 if a target isn't reached
  --write         writes the tables of these benchmarks to docs/performance.md
  --help          prints this help`;

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '3' },
		only: { type: 'string', multiple: true, default: Object.keys(works) },
		check: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(help);
	process.exit(0);
}

const page = join(import.meta.dirname, '../../docs/performance.md');
const [start, end] = ['<!-- bench -->', '<!-- /bench -->'];

const table = (heads: string[], rows: string[][]) =>
	[heads, heads.map((_head, index) => (index ? '---:' : '---')), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');

function textOf({ title, text, heads, rows, goals }: Report): string {
	const reached = goals.map((goal) => [
		goal.text,
		goal.measured,
		goal.reached ? 'reached' : '**not reached**',
	]);
	return `### ${title}\n\n${text}\n\n${table(heads, rows)}\n\n${table(['target', 'measured', ''], reached)}\n`;
}

/** The machine, the versions and the command, without a date. */
function surroundings(): string {
	const versionOf = (name: string) =>
		(createRequire(import.meta.filename)(`${name}/package.json`) as { version: string }).version;
	const [{ model }] = cpus();
	return `${cpus().length} cores (${model.trim()}), Node.js ${process.version}, n8n-core ${versionOf('n8n-core')}, n8n-workflow ${versionOf('n8n-workflow')}; \`npm run bench -- --rounds ${values.rounds}\`. Medians, with the smallest and the largest in brackets.`;
}

// The HTTP Request node comes with n8n itself.
await installN8n((line, replaceable) => replaceable || console.log(line));
const stage = await startStage();
const reports: Report[] = [];
for (const name of values.only) {
	if (!works[name])
		throw new Error(`There is no work named ${name}: ${Object.keys(works).join(', ')}`);
	const report = await works[name](stage, Number(values.rounds));
	console.log(textOf(report));
	reports.push(report);
}
await stage.close();

if (values.write) {
	const text = await readFile(page, 'utf8');
	if (!text.includes(start) || !text.includes(end))
		throw new Error(`${page} has no place for the tables: ${start} and ${end}`);
	const [before, tables] = text.split(start);
	const [inside, after] = tables.split(end);
	const [, ...written] = inside.split(/^(?=### )/m).map((section) => section.trimEnd());
	for (const report of reports) {
		const section = textOf(report).trimEnd();
		const known = written.findIndex((other) => other.startsWith(`### ${report.title}\n`));
		written.splice(known < 0 ? written.length : known, known < 0 ? 0 : 1, section);
	}
	await writeFile(
		page,
		`${before}${start}\n${[surroundings(), ...written].join('\n\n')}\n${end}${after}`,
	);
}
const missed = reports.flatMap(({ title, goals }) =>
	goals.filter(({ reached }) => !reached).map(({ text }) => `${title}: ${text}`),
);
console.log(missed.length ? `Not reached:\n${missed.join('\n')}` : 'Everything is reached.');
// n8n's engine leaves timers behind.
process.exit(values.check && missed.length ? 1 : 0);
