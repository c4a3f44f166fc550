/**
 * `npm run test:browser`: a new user in a real browser with a real n8n, from signing up to the onboarding example.
 * The same run takes the pictures in docs/pictures/. Words after the command narrow it: `npm run test:browser -- checkr`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { N8nClient } from '../../demo/client.mts';
import { demoCredentials, formLogin } from '../../demo/credentials.mts';
import { demoFolder } from '../../demo/install.mts';
import { owner, setEmptyStage } from '../../demo/stage.mts';
import { progressLine } from '../../demo/terminal.mts';
import { Checks } from './checks.mts';
import { startChromium } from './chromium.mts';
import { Editor, SCREEN } from './editor.mts';
import { tellExamples } from './examples.mts';
import { stories } from './nodes.mts';
import { tell } from './story.mts';

/** How long the editor may take for one step on a busy machine, in milliseconds. */
const PATIENCE = 30_000;

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

const browser = await startChromium();
const stage = await setEmptyStage('browser-home', progressLine(process.stdout));
try {
	const context = await browser.newContext({
		viewport: SCREEN,
		colorScheme: 'light',
		locale: 'en-US',
		httpCredentials: { username: formLogin.user, password: formLogin.password },
	});
	context.setDefaultTimeout(PATIENCE);
	const editor = new Editor(await context.newPage(), stage.n8n.url);
	const folder = path.join(demoFolder, 'browser-home', 'screens');
	await mkdir(folder, { recursive: true });
	const checks = new Checks(editor.page, folder);
	const client = new N8nClient(stage.n8n.url);

	await checks.check('a new user signs up, and signs in again', async () => {
		await editor.signUp(owner);
		await context.clearCookies();
		await editor.signIn(owner);
	});
	await client.logIn(owner.email, owner.password);
	const types = await client.nodeTypes();
	for (const story of stories) if (isWanted(story.slug)) await tell(story, editor, checks, stage, types);
	if (isWanted('examples')) {
		// The credentials that no node of the package has asked for yet.
		const made = stories.filter(({ slug }) => isWanted(slug)).flatMap(({ credentials }) => credentials.map(({ type }) => type));
		for (const { type, name, data } of demoCredentials(stage.sandbox, stage.mail)) if (!made.includes(type)) await client.createCredential(type, name, data);
		stage.sandbox.reset();
		await tellExamples(editor, checks);
	}
	console.log(`\n${checks.passed} passed, ${checks.failed} failed`);
	process.exitCode = checks.failed > 0 ? 1 : 0;
} finally {
	await browser.close();
	await stage.close();
}
