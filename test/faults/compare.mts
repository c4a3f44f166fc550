import { readFile, writeFile } from 'node:fs/promises';
import { installN8n } from '../../demo/install.mts';
import { endingFaultKinds } from '../../sandbox/faults.mts';
import { creations } from '../engine/providers.mts';
import { campaign, type Options, type Tally } from './runs.mts';
import { httpRequest, own, plain } from './contenders.mts';

const page = 'docs/reliability.md';
const [start, end] = ['<!-- campaign -->', '<!-- /campaign -->'];

/** Plays the same create runs with each kind of node, prints the table, and writes it to the documentation. */
export async function compare(options: Options): Promise<void> {
	// The HTTP Request node comes with n8n itself.
	await installN8n((line, replaceable) => replaceable || console.log(line));
	// A run of the HTTP Request node never ends after a response that breaks off in the middle.
	const kinds = endingFaultKinds.filter((kind) => kind !== 'cut-body');
	const tallies: Array<[string, Tally]> = [];
	for (const contender of [own, plain, httpRequest]) {
		const tally = await campaign({ ...options, contender, kinds, rows: creations });
		tallies.push([contender.title, tally]);
		if (contender !== own) continue;
		for (const words of tally.violations) console.log(words);
		if (tally.violations.length > 0) process.exitCode = 1;
	}
	const heads = ['', ...tallies.map(([title]) => title)];
	const lines: Array<[string, (tally: Tally) => number]> = [
		['Runs', ({ runs }) => runs],
		['Requests sent', ({ requests }) => requests],
		['Accounts created twice', ({ duplicates }) => duplicates],
		['Accounts created that no output and no message mentions', ({ lost }) => lost],
		['Items without an account at the end', ({ items }) => items.failed],
		["Times that the provider's reason was not shown", ({ hidden }) => hidden],
	];
	const rows = [
		heads,
		heads.map((_head, index) => (index ? '---:' : '---')),
		...lines.map(([title, value]) => [
			title,
			...tallies.map(([, tally]) => value(tally).toLocaleString('en-US')),
		]),
	];
	const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	console.log(table);
	const text = await readFile(page, 'utf8');
	if (!text.includes(start) || !text.includes(end))
		throw new Error(`${page} has no place for the table: ${start} and ${end}`);
	await writeFile(page, `${text.split(start)[0]}${start}\n${table}\n${end}${text.split(end)[1]}`);
}
