/** Prints one line per check, and takes a screenshot if it fails. */
import path from 'node:path';
import type { Editor } from './editor.mts';

/** The results of all checks in a run. */
export class Tally {
	passed = 0;

	/** How many of those that passed needed a second attempt. */
	again = 0;

	failed = 0;

	/** Number of failure screenshots. */
	pictures = 0;

	/** @param folder for failure screenshots. */
	constructor(readonly folder: string) {}
}

/** The checks of one part of a run, such as a provider, on one page. Several parts run in parallel. */
export class Checks {
	constructor(
		private readonly title: string,
		private readonly editor: Editor,
		private readonly tally: Tally,
	) {}

	/**
	 * Runs one check. Prints what it throws, and continues with the other checks on a reloaded page. n8n's editor loses a
	 * click now and then, so a failed check is retried once. The summary counts these.
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

	/** @returns what went wrong, as lines to print; undefined if the check passed. */
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
			// The screenshot stays on the machine that runs the checks, which may be somebody else's.
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

/** Runs work that only one page may do at a time, in the order of the calls. */
export async function alone(work: () => Promise<void>): Promise<void> {
	const mine = turn.then(work);
	turn = mine.catch(() => undefined);
	await mine;
}

/** @throws Error that shows both, if the text doesn't match. */
export function expectMatch(text: string, expected: RegExp): void {
	if (!expected.test(text)) throw new Error(`Expected ${expected}, but it reads: ${text}`);
}

/** @throws Error that names what is missing. */
export function expectAll<Entry>(present: Entry[], wanted: Entry[]): void {
	const missing = wanted.filter((entry) => !present.includes(entry));
	if (missing.length > 0)
		throw new Error(`Missing: ${missing.join(', ')}. There is: ${present.join(', ')}`);
}
