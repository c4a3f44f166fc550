/**
 * `npm run test:browser`: a new user in a real browser with a real n8n, from signing up to the onboarding example. The
 * same run takes the pictures in docs/pictures/. Arguments limit the run: `npm run test:browser -- checkr`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { N8nClient } from '../../demo/client.mts';
import { demoCredentials, formLogin } from '../../demo/credentials.mts';
import { demoFolder } from '../../demo/install.mts';
import { owner, setEmptyStage } from '../../demo/stage.mts';
import { progressLine } from '../../demo/terminal.mts';
import { Checks, Tally } from './checks.mts';
import { startChromium } from './chromium.mts';
import { Editor, SCREEN } from './editor.mts';
import { tellExamples } from './examples.mts';
import { tellLists } from './lists.mts';
import { tellMessages } from './messages.mts';
import { stories } from './nodes.mts';
import { tell } from './story.mts';
import { tellTriggers } from './triggers.mts';

/** How long the editor may take for one step on a busy machine, in milliseconds. */
const PATIENCE = 60_000;

/** Pages that run in parallel: most of the time, a page waits. */
const PAGES = 2;

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

/** A part of the run. */
interface Part {
	title: string;
	tell(editor: Editor, checks: Checks): Promise<void>;
}

const browser = await startChromium();
const stage = await setEmptyStage('browser-home', progressLine(process.stdout));
try {
	const windows: BrowserContextOptions = {
		viewport: SCREEN,
		colorScheme: 'light',
		locale: 'en-US',
		httpCredentials: { username: formLogin.user, password: formLogin.password },
	};
	/** A page in a separate window: Chromium slows down a page behind another one to a third of its speed. */
	const openEditor = async (storageState?: BrowserContextOptions['storageState']) => {
		const context = await browser.newContext({ ...windows, storageState });
		context.setDefaultTimeout(PATIENCE);
		return new Editor(await context.newPage(), stage.n8n.url);
	};
	const editor = await openEditor();
	const folder = path.join(demoFolder, 'browser-home', 'screens');
	await mkdir(folder, { recursive: true });
	const tally = new Tally(folder);
	const client = new N8nClient(stage.n8n.url);

	await new Checks('n8n', editor, tally).check(
		'signs up a new user, and signs in again',
		async () => {
			await editor.signUp(owner);
			await editor.page.context().clearCookies();
			await editor.signIn(owner);
		},
	);
	const signedIn = await editor.page.context().storageState();
	const editors = [editor];
	while (editors.length < PAGES) editors.push(await openEditor(signedIn));
	/** Each page takes the next part, until none is left. */
	const tellAll = async (parts: Part[]) => {
		const left = [...parts];
		const onPage = async (editor: Editor) => {
			for (let part = left.shift(); part; part = left.shift())
				await part.tell(editor, new Checks(part.title, editor, tally));
		};
		await Promise.all(editors.map(onPage));
	};

	await client.logIn(owner.email, owner.password);
	const types = await client.nodeTypes();
	// The longest first.
	const longest = [...stories].sort((a, b) => b.others.length - a.others.length);
	await tellAll(
		longest
			.filter(({ slug }) => isWanted(slug))
			.map((story) => ({
				title: story.name,
				tell: async (page, checks) => await tell(story, page, checks, stage, types),
			})),
	);

	// The credentials that no node of the package has asked for yet.
	const made = stories
		.filter(({ slug }) => isWanted(slug))
		.flatMap(({ credentials }) => credentials.map(({ type }) => type));
	for (const { type, name, data } of demoCredentials(stage.sandbox, stage.mail))
		if (!made.includes(type)) await client.createCredential(type, name, data);
	stage.sandbox.reset();
	// Alone: each event must be the only one.
	if (isWanted('triggers'))
		await tellTriggers(editor, new Checks('Triggers', editor, tally), stage.sandbox);
	stage.sandbox.reset();
	for (const { prepare } of stories) prepare?.(stage.sandbox);
	const rest: Record<string, Part> = {
		lists: { title: 'Lists', tell: tellLists },
		examples: { title: 'Examples', tell: tellExamples },
		messages: {
			title: 'Messages',
			tell: async (page, checks) => await tellMessages(page, checks, client, stage),
		},
	};
	await tellAll(
		Object.keys(rest)
			.filter(isWanted)
			.map((name) => rest[name]),
	);
	const again = tally.again > 0 ? ` (${tally.again} when tried again)` : '';
	console.log(`\n${tally.passed} passed${again}, ${tally.failed} failed`);
	process.exitCode = tally.failed > 0 ? 1 : 0;
} finally {
	await browser.close();
	await stage.close();
}
