/** One line for each check, and a picture of the screen where one did not pass. */
import path from 'node:path';
import type { Editor } from './editor.mts';

/** What all checks of a run come to. */
export class Tally {
	passed = 0;

	/** Of those that passed, the ones that had to be tried again. */
	again = 0;

	failed = 0;

	/** Pictures of what went wrong. */
	pictures = 0;

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

	/**
	 * Runs one check. What it throws is printed, and the other checks go on, on a page that was loaded again.
	 * n8n's editor loses a click now and then, so a check that fails is tried once more. The summary counts these.
	 */
	async check(name: string, work: () => Promise<void>): Promise<void> {
		const { tally } = this;
		const started = Date.now();
		const first = await this.attempt(work);
		if (first !== undefined) {
			console.log(`  again   ${this.title}: ${name}${first}`);
			const second = await this.attempt(work);
			if (second !== undefined) {
				tally.failed += 1;
				console.log(`  FAILED  ${this.title}: ${name}${second}`);
				return;
			}
			tally.again += 1;
		}
		tally.passed += 1;
		const seconds = ((Date.now() - started) / 1000).toFixed(1);
		console.log(`  passed  ${this.title}: ${name} (${seconds} s)`);
	}

	/** @returns what went wrong, in lines to print, or nothing. */
	private async attempt(work: () => Promise<void>): Promise<string | undefined> {
		const { tally, editor } = this;
		try {
			await work();
			return undefined;
		} catch (cause) {
			const { message, stack = '' } = cause as Error;
			const step = stack.split('\n').find((line) => line.includes('/test/browser/'));
			tally.pictures += 1;
			const file = path.join(tally.folder, `failed-${tally.pictures}.png`);
			await editor.page.screenshot({ path: file }).catch(() => undefined);
			// A picture stays on the machine that runs the checks, which may be somebody else's.
			const messages = await editor.messages().catch(() => []);
			editor.startOver();
			return [...message.split('\n'), step?.trim(), `Screen: ${file}`, ...messages]
				.filter((line) => line !== undefined)
				.map((line) => `\n          ${line}`)
				.join('');
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
