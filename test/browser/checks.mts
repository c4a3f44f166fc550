/** One line for each check, and a picture of the screen where one did not pass. */
import path from 'node:path';
import type { Page } from 'playwright-core';

export class Checks {
	passed = 0;

	failed = 0;

	constructor(
		private readonly page: Page,
		private readonly folder: string,
	) {}

	/** Runs one check. What it throws is printed, and the other checks go on. */
	async check(name: string, work: () => Promise<void>): Promise<void> {
		const started = Date.now();
		try {
			await work();
			this.passed += 1;
			console.log(`  passed  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
		} catch (cause) {
			this.failed += 1;
			const file = path.join(this.folder, `failed-${this.failed}.png`);
			await this.page.screenshot({ path: file }).catch(() => undefined);
			console.log(`  FAILED  ${name}\n          ${(cause as Error).message.replaceAll('\n', '\n          ')}\n          What could be seen: ${file}`);
		}
	}
}

/** @throws Error that shows both, when a text does not match. */
export function expectMatch(text: string, expected: RegExp): void {
	if (!expected.test(text)) throw new Error(`Expected ${expected}, but it reads: ${text}`);
}

/** @throws Error that names what is missing. */
export function expectAll<Entry>(present: Entry[], wanted: Entry[]): void {
	const missing = wanted.filter((entry) => !present.includes(entry));
	if (missing.length > 0) throw new Error(`Missing: ${missing.join(', ')}. There is: ${present.join(', ')}`);
}
