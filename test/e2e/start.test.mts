/** `npm start` as a user runs it: it prints where n8n is and every login and key, and exits on Ctrl+C. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { demoCredentials, formLogin, webhookHeader } from '../../demo/credentials.mts';
import { projectFolder } from '../../demo/install.mts';
import { owner } from '../../demo/stage.mts';
import type { ProviderName } from '../../sandbox/types.mts';

/** n8n may have to be installed first. */
const START_TIMEOUT = 25 * 60_000;

it(
	'prints the URL, every login and every key, and exits on SIGINT',
	async () => {
		const tsx = path.join(projectFolder, 'node_modules', '.bin', 'tsx');
		const demo = spawn(tsx, ['demo/run.mts', '--open'], { cwd: projectFolder });
		let said = '';
		const ended = new Promise<number | null>((resolve) => demo.on('close', resolve));
		const open = new Promise<void>((resolve) => {
			const hear = (text: Buffer) => {
				said += String(text);
				if (said.includes('Press Ctrl+C')) resolve();
			};
			demo.stdout.on('data', hear);
			demo.stderr.on('data', hear);
		});
		await Promise.race([open, ended]);
		try {
			expect(said).toMatch(/n8n stays open: http:\S+\/workflow\/\w+/);
			const url = {} as Record<ProviderName, string>;
			const keys = demoCredentials({ url }, { host: '', port: 0 })
				.filter(({ type }) => type.endsWith('Api'))
				.flatMap(({ data }) => Object.entries(data))
				.filter(([field]) => !['environment', 'baseUrl'].includes(field))
				.map(([, value]) => String(value));
			const logins = [
				owner.email,
				owner.password,
				formLogin.user,
				formLogin.password,
				webhookHeader.name,
				webhookHeader.value,
			];
			for (const word of [...logins, ...keys]) expect(said).toContain(word);
		} finally {
			demo.kill('SIGINT');
		}
		expect(await ended).toBe(0);
	},
	START_TIMEOUT,
);
