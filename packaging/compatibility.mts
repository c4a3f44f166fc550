/** The table of versions that the tests were run on. Its data is in `docs/compatibility.json`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './project.mts';

/** What a run of tests covers, as the table describes it. */
const COVERS = {
	engine: "Nodes and credentials in n8n's engine",
	app: 'The whole of n8n: installation, credentials, examples, editor',
};

/** Tests that passed on one n8n and one Node.js. */
export interface TestedOn {
	/** Version of n8n, such as `2.41.1`. */
	n8n: string;
	/** Version of Node.js, such as `24.21.0`. */
	node: string;
	tests: keyof typeof COVERS;
	/** The day they last passed: `YYYY-MM-DD`. */
	date: string;
}

const dataFile = path.join(projectFolder, 'docs/compatibility.json');

/** All test runs that passed, the newest n8n first. */
export function testedOn(): TestedOn[] {
	return JSON.parse(readFileSync(dataFile, 'utf8')) as TestedOn[];
}

/** Records that tests passed. Replaces the entry for the same n8n, major version of Node.js, and tests. */
export function record(entry: TestedOn): void {
	const others = testedOn().filter(
		({ n8n, node, tests }) =>
			!(n8n === entry.n8n && tests === entry.tests && major(node) === major(entry.node)),
	);
	const entries = [...others, entry].sort(
		(one, other) =>
			compare(other.n8n, one.n8n) ||
			one.tests.localeCompare(other.tests) ||
			compare(one.node, other.node),
	);
	writeFileSync(dataFile, `${JSON.stringify(entries, null, '\t')}\n`);
}

/** The table as Markdown: one row per n8n and kind of test, with the versions of Node.js on which it passed. */
export function compatibilityTable(entries = testedOn()): string {
	const rows = new Map<string, string[]>();
	for (const { n8n, node, tests } of entries) {
		const row = `${n8n} | ${COVERS[tests]}`;
		rows.set(row, [...(rows.get(row) ?? []), major(node)]);
	}
	return [
		'| n8n | Tested | With Node.js |',
		'|---|---|---|',
		...[...rows].map(([row, nodes]) => `| ${row} | ${nodes.join(', ')} |`),
	].join('\n');
}

/** Inserts text between the two comments `<!-- name -->` and `<!-- /name -->` on a page. */
export function between(page: string, name: string, text: string): string {
	const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`);
	if (!marked.test(page)) throw new Error(`The page has no place for ${name}.`);
	return page.replace(marked, (_, start: string, end: string) => start + text + end);
}

function major(version: string): string {
	return version.split('.')[0];
}

function compare(one: string, other: string): number {
	return one.localeCompare(other, 'en', { numeric: true });
}
