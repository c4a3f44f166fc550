/** Finds the browser that a user would use, or says how to install it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Debian's path first, then those of other distributions and of macOS. */
const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Loads nothing but the editor under test. A container has neither a sandbox nor a graphics card. */
const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Starts Chromium without a window. `CHROMIUM` overrides the usual paths.
 *
 * @throws Error that says how to install it, if there is none. On CI, as root, it is installed automatically.
 */
export async function startChromium(): Promise<Browser> {
	const executablePath = installedChromium() ?? installChromium();
	return await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

function installedChromium(): string | undefined {
	return [process.env.CHROMIUM ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));
}

function installChromium(): string {
	if (process.env.CI && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']])
			spawnSync('apt-get', args, { stdio: 'inherit' });
	}
	const installed = installedChromium();
	if (installed) return installed;
	throw new Error(
		'The browser tests need Chromium, which is not installed. On Debian or Ubuntu: sudo apt-get install chromium. ' +
			'If it is somewhere else, name its program file: CHROMIUM=/path/to/chromium npm run test:browser',
	);
}
