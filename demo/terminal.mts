/** Formats the demo's output. */
import type { Say } from './install.mts';

/** If lines can't be overwritten (in a log file), replaceable lines are printed only this often, in milliseconds. */
const QUIET = 10_000;

/** Prints lines. On a terminal, the next line overwrites a replaceable one. */
export function progressLine(stream: NodeJS.WriteStream): Say {
	let replaceableOnScreen = false;
	let last = Date.now();
	return (line, replaceable = false) => {
		if (stream.isTTY) {
			if (replaceableOnScreen) stream.write('\r\x1b[2K');
			stream.write(replaceable ? line.slice(0, stream.columns - 1) : `${line}\n`);
			replaceableOnScreen = replaceable;
		} else if (!replaceable || Date.now() - last > QUIET) {
			stream.write(`${line}\n`);
			last = Date.now();
		}
	};
}

/** Rows under headings, in columns as wide as their widest cell, indented by two spaces. */
export function table(headings: string[], rows: string[][]): string {
	const widths = headings.map((heading, column) =>
		Math.max(heading.length, ...rows.map((row) => row[column].length)),
	);
	const line = (cells: string[]) =>
		`  ${cells.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd();
	return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
		'\n',
	);
}
