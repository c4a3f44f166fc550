/** One line for each check, and a picture of the screen where one did not pass. */
import path from 'node:path';
import type { Editor } from './editor.mts';

/** What all checks of a run come to. */
export class Tally {
	passed = 0;

	failed = 0;

	/** @param folder of the pictures of what failed. */
	constructor(readonly folder: string) {}
}

/** The checks of one part of a run, such as a provider, on one page. Several parts run side by side. */
export class Checks {
	constructor(
		private readonly title: string,
		private readonly editor: Editor,
		private readonly tally: Tally,
	) {}

	/** Runs one check. What it throws is printed, and the other checks go on, on a page that was loaded again. */
	async check(name: string, work: () => Promise<void>): Promise<void> {
		const started = Date.now();
		const { tally, editor } = this;
		try {
			await work();
			tally.passed += 1;
			const seconds = ((Date.now() - started) / 1000).toFixed(1);
			console.log(`  passed  ${this.title}: ${name} (${seconds} s)`);
		} catch (cause) {
			tally.failed += 1;
			const file = path.join(tally.folder, `failed-${tally.failed}.png`);
			await editor.page.screenshot({ path: file }).catch(() => undefined);
			// A picture stays on the machine that runs the checks, which may be somebody else's.
			const messages = await editor.messages().catch(() => []);
			editor.startOver();
			console.log(
				`  FAILED  ${this.title}: ${name}\n          ${(cause as Error).message.replaceAll('\n', '\n          ')}\n          What could be seen: ${[file, ...messages].join('\n          ')}`,
			);
		}
	}
}

let turn = Promise.resolve();

/** Work that only one page may do at a time, in the order in which it was asked for. */
export async function alone(work: () => Promise<void>): Promise<void> {
	const mine = turn.then(work);
	turn = mine.catch(() => undefined);
	await mine;
}

/** @throws Error that shows both, when a text does not match. */
export function expectMatch(text: string, expected: RegExp): void {
	if (!expected.test(text)) throw new Error(`Expected ${expected}, but it reads: ${text}`);
}

/** @throws Error that names what is missing. */
export function expectAll<Entry>(present: Entry[], wanted: Entry[]): void {
	const missing = wanted.filter((entry) => !present.includes(entry));
	if (missing.length > 0)
		throw new Error(`Missing: ${missing.join(', ')}. There is: ${present.join(', ')}`);
}
