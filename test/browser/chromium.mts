/** Finds the browser that a person would use, or says how to get it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Debian's first; the others are the places where a Mac and other distributions keep theirs. */
const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing but the editor under test is to be loaded, and a container has neither a sandbox nor a graphics card. */
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
 * Starts Chromium without a window. `CHROMIUM` names another one than the usual.
 *
 * @throws Error with a sentence on how to install it, when there is none. On CI, as root, it is installed instead.
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
