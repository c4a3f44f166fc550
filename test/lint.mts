/**
 * Runs the checks of the sources in parallel, and shows the result of each; with `--package`, also n8n's scanner, which
 * checks the built package too. Exits with 1 if any of them finds something.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { packagesFolder } from '../packaging/project.mts';

const root = join(import.meta.dirname, '..');
const checks = [
	['tsc', '-p', '.'],
	['n8n-node', 'lint'],
	['prettier', '--log-level', 'warn', '--check', '.'],
	['cspell', '--no-progress', '--quiet', '.'],
	...(process.argv.includes('--package') ? [['tsx', 'test/lint-package.mts']] : []),
];

/** Runs one of the packages' commands, and returns whether it found nothing. */
async function passes([name, ...args]: string[]): Promise<boolean> {
	const started = performance.now();
	const child = spawn(join(root, 'node_modules/.bin', name), args, { cwd: root });
	const ended = new Promise<number | null>((resolve, reject) =>
		child.on('close', resolve).on('error', reject),
	);
	const [code, ...said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
	const seconds = ((performance.now() - started) / 1000).toFixed(0);
	console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${[name, ...args].join(' ')} (${seconds} s)`);
	if (code !== 0) console.log(said.join('').trim());
	return code === 0;
}

// ESLint would also read the packages' copies of the sources, and its configuration has to stay as n8n has it.
rmSync(packagesFolder, { recursive: true, force: true });

const passed = await Promise.all(checks.map(passes));
process.exitCode = passed.every(Boolean) ? 0 : 1;
