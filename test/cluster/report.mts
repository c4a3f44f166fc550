/** Tables for the terminal and for the documentation, and their targets. */
import { readFile, writeFile } from 'node:fs/promises';

/** A target, and whether it was reached. */
export interface Goal {
	text: string;
	measured: string;
	reached: boolean;
}

/** A Markdown table; all columns but the first are numbers. */
export function markdown(heads: string[], rows: string[][]): string {
	return [heads, heads.map((_head, index) => (index ? '---:' : '---')), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

export function goalTable(goals: Goal[]): string {
	return markdown(
		['target', 'measured', ''],
		goals.map(({ text, measured, reached }) => [
			text,
			measured,
			reached ? 'reached' : '**not reached**',
		]),
	);
}

/**
 * Inserts text between `<!-- marker -->` and `<!-- /marker -->` on a page.
 *
 * @throws Error if the page has no such place.
 */
export async function writeInto(page: string, marker: string, text: string): Promise<void> {
	const [start, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
	const old = await readFile(page, 'utf8');
	if (!old.includes(start) || !old.includes(end))
		throw new Error(`${page} has no place for the tables: ${start} and ${end}`);
	await writeFile(page, `${old.split(start)[0]}${start}\n${text}\n${end}${old.split(end)[1]}`);
}
