/** n8n's editor as a user sees it. The `data-test-id` values are those of n8n 2.41. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errors, type Locator, type Page, type PageScreenshotOptions } from 'playwright-core';
import type { Owner } from '../../demo/client.mts';
import { projectFolder } from '../../demo/install.mts';

/** The viewport, in CSS pixels. */
export const SCREEN = { width: 1280, height: 800 };

/** Wide enough for a table in the output. */
const WIDE = { width: 1600, height: 800 };

/** Large enough for an example of a dozen nodes at half size, or for a few nodes at full size. */
const CANVAS = { width: 2000, height: 1200 };
const WHOLE_CANVAS = { width: 3400, height: 1700 };

/** White space around a picture of the canvas, and below it, with room for a two-line name. */
const CANVAS_MARGIN = 48;
const BELOW_CANVAS = 88;

/** Hides what covers the canvas. */
const OVER_CANVAS =
	'[data-test-id="canvas-controls"], [data-test-id="execute-workflow-button"], [class*="executionButtons"], [class*="nodeButtonsWrapper"], [class*="tabs"] { visibility: hidden !important; }';

/** Hides the neighbors of the open node, which n8n shows at the edges of its window. */
const NEIGHBORS = '[data-test-id="floating-node"] { visibility: hidden !important; }';

/** Hides the notes, since a picture of a few nodes would show pieces of them. */
const NOTES = '[data-test-id="sticky"] { visibility: hidden !important; }';

/** Tall enough for the longest form, so that a picture shows all of it. */
const TALL = { width: 1280, height: 2600 };

/** Height of a node in the search results, with a three-line description. */
const NODE_FOUND = 80;

/** How long n8n's menu may take to open a workflow, in milliseconds. */
const MENU_PATIENCE = 15_000;

/** White space below the last field in a picture of a form. */
const FORM_MARGIN = 16;

export class Editor {
	/** Whether the page has to be loaded: at the start, or after a check left it in an unknown state. */
	private isLost = true;

	constructor(
		readonly page: Page,
		readonly url: string,
	) {}

	/** A visible part of the editor. */
	part(mark: string, within: Page | Locator = this.page): Locator {
		return within.locator(`[data-test-id="${mark}"]:visible`);
	}

	/** Creates the first account of a new n8n through its own form, which also signs in. */
	async signUp(owner: Owner): Promise<void> {
		await this.page.goto(`${this.url}/setup`);
		await this.page.fill('#email', owner.email);
		await this.page.fill('#firstName', owner.firstName);
		await this.page.fill('#lastName', owner.lastName);
		await this.page.fill('#password', owner.password);
		await this.part('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.startsWith('/setup'));
	}

	async signIn(owner: Owner): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.fill('input[type=email]', owner.email);
		await this.page.fill('input[type=password]', owner.password);
		await this.part('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.startsWith('/signin'));
	}

	/** Reloads the page before the next workflow. */
	startOver(): void {
		this.isLost = true;
	}

	/** Opens an empty workflow through the menu, since loading the page takes several times as long. */
	async newWorkflow(): Promise<void> {
		// While n8n is saving automatically, the menu may do nothing.
		if (this.isLost || !(await this.newByMenu())) {
			await this.page.setViewportSize(SCREEN);
			await this.page.emulateMedia({ colorScheme: 'light' });
			const credentials = this.page.waitForResponse(/\/rest\/credentials\/for-workflow/);
			await Promise.all([credentials, this.page.goto(`${this.url}/workflow/new`)]);
			this.isLost = false;
		}
		await this.part('canvas-plus-button').waitFor();
	}

	/** @returns whether a different workflow is open now. */
	private async newByMenu(): Promise<boolean> {
		if ((await this.part('ndv').count()) > 0) await this.closeNode();
		const before = new URL(this.page.url()).pathname.split('/')[2];
		const another = `location.pathname.split('/')[2] !== ${JSON.stringify(before)}`;
		const leave = this.page.getByRole('button', { name: 'Leave without saving' });
		const patience = { timeout: MENU_PATIENCE };
		await this.part('universal-add').click();
		await this.part('navigation-menu-item')
			.filter({ hasText: exactly('New workflow') })
			.click();
		try {
			await this.page.waitForFunction(
				`${another} || document.body.innerText.includes('Leave without saving')`,
				undefined,
				patience,
			);
			// n8n asks if it hasn't saved the workflow automatically yet.
			if (await leave.isVisible()) await leave.click(patience);
			await this.page.waitForFunction(another, undefined, patience);
			return true;
		} catch (cause) {
			if (cause instanceof errors.TimeoutError) return false;
			throw cause;
		}
	}

	/** Pastes nodes into the open workflow, as copied from another workflow or from a page. */
	async paste(nodes: object): Promise<void> {
		// Does what the keyboard shortcut does. All pages share the clipboard itself.
		await this.page.evaluate(`(() => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', ${JSON.stringify(JSON.stringify(nodes))});
			document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
		})()`);
	}

	/**
	 * Searches for nodes, and waits until the node is found. Without words, the panel shows n8n's initial suggestions.
	 */
	async searchNodes(words: string, name: string): Promise<Locator> {
		const search = this.part('node-creator-search-bar');
		if ((await search.count()) === 0) await this.part('node-creator-plus-button').click();
		const found = this.part('node-creator-item-name')
			.filter({ hasText: exactly(name) })
			.first();
		const typed = await search.inputValue();
		if (typed !== '' && typed !== words) {
			// The results of the previous search must not count.
			await search.fill('');
			await found.waitFor({ state: 'hidden' });
		}
		await search.fill(words);
		await found.waitFor();
		return found;
	}

	/** Adds a node from the search through one of its actions, and waits for its form. */
	async addNode(name: string, action: string): Promise<void> {
		await (await this.searchNodes(name, name)).click();
		await this.takeAction(action);
	}

	/** Adds a node after one on the canvas, through one of its actions. */
	async addActionAfter(before: string, name: string, action: string): Promise<void> {
		await this.part('canvas-handle-plus', this.canvasNode(before)).click();
		await (await this.searchNodes(name, name)).click();
		await this.takeAction(action);
	}

	private async takeAction(action: string): Promise<void> {
		const item = this.part('node-creator-item-name').filter({ hasText: exactly(action) });
		// On an empty canvas, n8n collapses the actions of a provider that also has a trigger.
		const actions = this.part('node-creator-category-item').filter({ hasText: /^\s*Actions/ });
		await item.or(actions).first().waitFor();
		if (!(await item.isVisible())) await actions.click();
		await item.click();
		await this.part('node-parameters').waitFor();
	}

	/** Adds a node to an empty canvas as `addNode` does, and makes sure that n8n has selected a credential. */
	async addSignedIn(name: string, action: string): Promise<void> {
		await this.addNode(name, action);
		if (!(await this.part('node-credentials-empty-state').isVisible())) return;
		// n8n was still loading the credentials, so it selected none.
		this.startOver();
		await this.newWorkflow();
		await this.addNode(name, action);
	}

	/** Adds a trigger to an empty canvas through one of its events, and waits for its form. */
	async addTrigger(words: string, name: string, event: string): Promise<void> {
		await (await this.searchNodes(words, name)).click();
		await this.part('node-creator-item-name')
			.filter({ hasText: exactly(event) })
			.first()
			.click();
		await this.part('node-parameters').waitFor();
	}

	/** Opens the form of a node on the canvas. */
	async openNode(name: string): Promise<Form> {
		await this.canvasNode(name).dblclick();
		await this.part('ndv').waitFor();
		return this.form;
	}

	async closeNode(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.part('ndv').waitFor({ state: 'detached' });
	}

	/** The form of the open node. */
	get form(): Form {
		return new Form(this, this.part('ndv'));
	}

	/** The window for filling in a credential. */
	get credential(): CredentialWindow {
		return new CredentialWindow(this);
	}

	/** Adds a node after one on the canvas. */
	async addAfter(before: string, name: string): Promise<void> {
		await this.part('canvas-handle-plus', this.canvasNode(before)).click();
		await this.part('node-creator-search-bar').fill(name);
		await this.part('node-creator-item-name')
			.filter({ hasText: exactly(name) })
			.first()
			.click();
		await this.part('node-parameters').waitFor();
	}

	/** Imports a workflow file into the open workflow, through the menu. */
	async importFile(file: string): Promise<void> {
		await this.part('workflow-menu').click();
		await this.part('workflow-menu-item-import').hover();
		const chooser = this.page.waitForEvent('filechooser');
		await this.part('workflow-menu-item-import-from-file').click();
		await (await chooser).setFiles(file);
	}

	canvasNode(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).first();
	}

	async nodesOnCanvas(): Promise<string[]> {
		return await this.page
			.locator('[data-test-id="canvas-node"]')
			.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name') ?? ''));
	}

	/** Brings the whole workflow into view, with nothing selected. */
	async fitCanvas(): Promise<void> {
		await this.part('zoom-to-fit').click();
		await this.page.locator('.vue-flow__pane').click({ position: { x: 20, y: 20 } });
	}

	/** The empty space below the text of each note, in canvas pixels, by the note's heading. */
	async noteGaps(): Promise<Array<[string, number]>> {
		return await this.page
			.evaluate(`[...document.querySelectorAll('[data-test-id="sticky"]')].map((note) => {
			const [heading] = note.querySelectorAll('h2');
			const last = [...note.querySelectorAll('h2, p')].at(-1);
			const box = note.getBoundingClientRect();
			const gap = box.bottom - last.getBoundingClientRect().bottom;
			return [heading.textContent, Math.round((gap / box.height) * note.offsetHeight)];
		})`);
	}

	/** Starts the workflow from one of its triggers. */
	async execute(trigger: string): Promise<void> {
		await this.canvasNode(trigger).hover();
		await this.part(`execute-workflow-button-${trigger}`).click();
	}

	/** Waits for the message that the workflow has finished. */
	async finished(): Promise<void> {
		await this.page
			.locator('.el-notification:visible')
			.getByText('Workflow executed successfully')
			.waitFor();
		await this.closeMessages();
	}

	/** Does something in the editor's dark theme. */
	async dark(work: () => Promise<void>): Promise<void> {
		// A new user has the system theme, and the editor follows a change of it immediately.
		await this.page.emulateMedia({ colorScheme: 'dark' });
		await work();
		await this.page.emulateMedia({ colorScheme: 'light' });
	}

	/** Selects an entry from an open list. */
	async pick(entry: string): Promise<void> {
		// An entry may have a description below its name.
		await this.page
			.locator('[role=option]:visible')
			.filter({ has: this.page.getByText(entry, { exact: true }) })
			.first()
			.click();
	}

	/** The notifications, and what the output of the open node shows. */
	async messages(): Promise<string[]> {
		const shown = this.page.locator(
			'.el-notification:visible, [data-test-id="output-panel"]:visible',
		);
		return (await shown.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
	}

	/** Closes all notifications, including those that appear meanwhile, so that they cover nothing. */
	async closeMessages(): Promise<void> {
		await this.page.waitForFunction(`(() => {
			document.querySelectorAll('.el-notification__closeBtn').forEach((button) => button.click());
			return document.querySelector('.el-notification') === null;
		})()`);
	}

	/**
	 * Saves the visible screen, or a part of it, to docs/pictures/. Several parts make one picture, with what is between.
	 */
	async picture(name: string, ...parts: Locator[]): Promise<void> {
		const clip = parts.length > 0 ? await this.around(parts) : undefined;
		await this.screenshot(name, { clip });
	}

	/** Saves the results of a node search to docs/pictures/. */
	async searchPicture(name: string): Promise<void> {
		const panel = await this.part('node-creator').boundingBox();
		const last = await this.part('node-creator-item-name').last().boundingBox();
		if (!panel || !last) throw new Error('No node is found.');
		const height = last.y + NODE_FOUND - panel.y;
		await this.screenshot(name, { clip: { ...panel, height } });
	}

	/** Saves the visible part of the open node's form to docs/pictures/, on its own. */
	async panelPicture(name: string): Promise<void> {
		await this.picture(name, ...this.panel);
	}

	/** The same with its output on the right. */
	async outputPicture(name: string): Promise<void> {
		await this.page.setViewportSize(WIDE);
		await this.picture(name, ...this.panel, this.part('output-panel'));
		await this.page.setViewportSize(SCREEN);
	}

	/** The same with its input on the left. */
	async inputPicture(name: string): Promise<void> {
		await this.picture(name, this.part('ndv-input-panel'), ...this.panel);
	}

	/** The form of the open node, with its tabs. */
	private get panel(): Locator[] {
		return [
			this.part('tab-params').or(this.part('tab-settings')).first(),
			this.part('node-execute-button'),
			this.part('node-parameters'),
		];
	}

	/**
	 * Saves the canvas to docs/pictures/.
	 *
	 * @param names of the nodes to show at full size; all nodes and notes if omitted.
	 */
	async canvasPicture(name: string, names?: string[]): Promise<void> {
		await this.page.setViewportSize(names ? WHOLE_CANVAS : CANVAS);
		await this.fitCanvas();
		const shown = names
			? names.map((node) => this.canvasNode(node))
			: await this.page.locator('.vue-flow__node').all();
		// A connection that leads back runs below everything. A level one has no bounding box, and lies between two nodes.
		const lines = names ? [] : await this.page.locator('.vue-flow__edge-path').all();
		for (const line of lines) if (await line.boundingBox()) shown.push(line);
		const clip = await this.around(shown, CANVAS_MARGIN, BELOW_CANVAS);
		await this.screenshot(name, { clip, style: OVER_CANVAS + (names ? NOTES : '') });
		await this.page.setViewportSize(SCREEN);
		await this.fitCanvas();
	}

	/** The bounding box of several parts of the page. */
	private async around(
		parts: Locator[],
		margin = 0,
		below = margin,
	): Promise<NonNullable<PageScreenshotOptions['clip']>> {
		const boxes = await Promise.all(parts.map(async (part) => await part.boundingBox()));
		const there = boxes.filter((box) => box !== null);
		if (there.length < parts.length) throw new Error('A part of the picture is not there.');
		const x = Math.max(0, Math.min(...there.map((box) => box.x)) - margin);
		const y = Math.max(0, Math.min(...there.map((box) => box.y)) - margin);
		const right = Math.max(...there.map((box) => box.x + box.width)) + margin;
		const bottom = Math.max(...there.map((box) => box.y + box.height)) + below;
		return { x, y, width: right - x, height: bottom - y };
	}

	/** Saves all fields of the open form to docs/pictures/, however long it is. */
	async formPicture(name: string): Promise<void> {
		await this.page.setViewportSize(TALL);
		await this.page.mouse.move(0, 0);
		await this.page.evaluate('document.activeElement.blur()');
		const fields = this.part('node-parameters');
		const last = fields
			.locator(
				'.parameter-item, [data-test-id="collection-parameter-add"], [data-test-id="fixed-collection-add"]',
			)
			.locator('visible=true')
			.last();
		const top = await fields.boundingBox();
		const bottom = await last.boundingBox();
		if (!top || !bottom) throw new Error('The form shows no fields.');
		const height = bottom.y + bottom.height - top.y + FORM_MARGIN;
		await this.screenshot(name, { clip: { x: top.x, y: top.y, width: top.width, height } });
		await this.page.setViewportSize(SCREEN);
	}

	private async screenshot(name: string, options: PageScreenshotOptions): Promise<void> {
		const file = path.join(projectFolder, 'docs', 'pictures', `${name}.png`);
		await mkdir(path.dirname(file), { recursive: true });
		await this.page.screenshot({
			style: NEIGHBORS,
			...options,
			path: file,
			animations: 'disabled',
		});
	}
}

/** The form of a node, with its input on the left and its output on the right. */
export class Form {
	constructor(
		private readonly editor: Editor,
		private readonly root: Locator,
	) {}

	/** The field of a parameter. */
	field(parameter: string): Locator {
		return this.editor.part(`parameter-input-${parameter}`, this.root).first();
	}

	/** Types into a field and waits until the editor has saved the value, as `saves` if that differs from the text. */
	async type(parameter: string, text: string, saves = text): Promise<void> {
		await this.enter(this.field(parameter).locator('input, textarea').first(), text, saves);
	}

	private async enter(box: Locator, text: string, saves: string): Promise<void> {
		// The editor applies a value and saves the workflow a moment after typing. A user is slower than that.
		const saved = this.editor.page.waitForRequest(
			(request) =>
				request.method() !== 'GET' && (request.postData() ?? '').includes(JSON.stringify(saves)),
		);
		await Promise.all([saved, box.fill(text).then(async () => await box.blur())]);
	}

	/** Selects an entry from a list that opens on a click. */
	async choose(parameter: string, entry: string): Promise<void> {
		await this.field(parameter).click();
		await this.editor.pick(entry);
	}

	/** Opens a searchable list, types into its search, and waits for an entry. */
	async search(parameter: string, words: string, entry: string | RegExp): Promise<void> {
		const locator = this.editor.part(`resource-locator-${parameter}`, this.root);
		await this.editor.part('rlc-input', locator).click();
		await this.editor.part('rlc-search').fill(words);
		await this.editor.part('rlc-item').filter({ hasText: entry }).first().waitFor();
	}

	/** Selects what a search has found. */
	async take(entry: string | RegExp): Promise<void> {
		await this.editor.part('rlc-item').filter({ hasText: entry }).first().click();
	}

	/** Enters a record's ID instead of selecting the record from a list. */
	async enterId(parameter: string, id: string): Promise<void> {
		const locator = this.editor.part(`resource-locator-${parameter}`, this.root);
		await this.editor.part('rlc-mode-selector', locator).click();
		await this.editor.pick('By ID');
		const box = this.editor
			.part('rlc-input', locator)
			.locator('input')
			.or(this.editor.part('rlc-input', locator).and(this.editor.page.locator('input')));
		await this.enter(box.first(), id, id);
	}

	/** Opens a list, waits for an entry, and closes the list. */
	async offers(parameter: string, entry: string | RegExp): Promise<void> {
		const box = this.field(parameter);
		// The list can't be opened while it is loading.
		await box.locator('input:enabled').first().waitFor();
		await box.click();
		await this.editor.page
			.locator('[role=option]:visible')
			.filter({ hasText: entry })
			.first()
			.waitFor();
		await this.editor.page.keyboard.press('Escape');
	}

	/** Adds an optional field with the button labeled `button`. */
	async add(button: string, entry: string): Promise<void> {
		await this.root
			.locator(`[data-test-id="collection-parameter-add"]:visible`)
			.filter({ has: this.editor.page.locator(`input[placeholder="${button}"]`) })
			.click();
		await this.editor.pick(entry);
	}

	/** Clicks "Execute step" and waits for its outcome. Throws what the output shows if it is the other outcome. */
	async run(outcome: 'success' | 'danger'): Promise<void> {
		await this.editor.part('node-execute-button', this.root).click();
		const status = (which: string) => this.editor.part(`node-run-status-${which}`, this.output);
		await status('success').or(status('danger')).first().waitFor();
		await this.editor.page.locator('.el-notification:visible').first().waitFor();
		if (!(await status(outcome).isVisible()))
			throw new Error(`The step did not end as expected: ${await this.output.innerText()}`);
		await this.editor.closeMessages();
	}

	/** Selects an entry in a multi-select list. */
	async chooseAlso(parameter: string, entry: string): Promise<void> {
		const { page } = this.editor;
		const option = page
			.locator('[role=option]:visible')
			.filter({ has: page.getByText(entry, { exact: true }) })
			.first();
		// n8n closes a list that is opened while its entries are still loading.
		for (let left = 5; left > 0 && !(await option.isVisible()); left -= 1) {
			await this.field(parameter).click();
			await option.waitFor({ timeout: 5_000 }).catch(() => undefined);
		}
		await option.click();
		await page.keyboard.press('Escape');
	}

	/** Copies a trigger's URL to the clipboard through the form, and returns it. */
	async copyUrl(which: 'test' | 'production'): Promise<string> {
		const urls = this.root.locator('.webhook-url:visible');
		if ((await urls.count()) === 0)
			await this.root.getByText('Webhook URLs', { exact: true }).click();
		await this.editor.part(`radio-button-${which}`, this.root).click();
		await urls.first().click();
		await this.editor.page
			.locator('.el-notification:visible')
			.getByText('URL copied')
			.first()
			.waitFor();
		return (await this.editor.page.evaluate('navigator.clipboard.readText()')) as string;
	}

	/** Clicks "Listen for test event", and waits until n8n says that it is listening. */
	async listen(): Promise<void> {
		await this.editor.part('node-execute-button', this.root).first().click();
		await this.root.getByText('Listening for test event').first().waitFor();
	}

	/** Waits until a test event has arrived. */
	async arrived(): Promise<void> {
		await this.editor.part('node-run-status-success', this.output).waitFor();
		await this.editor.closeMessages();
	}

	/** Opens the settings tab. */
	async openSettings(): Promise<void> {
		await this.editor.part('tab-settings', this.root).click();
	}

	/** Selects an option of a setting that every node has. */
	async set(setting: string, entry: string): Promise<void> {
		await this.editor
			.part('parameter-item', this.root)
			.filter({ hasText: setting })
			.locator('input')
			.first()
			.click();
		await this.editor.pick(entry);
	}

	/** The selected value of a searchable list. */
	async listValue(parameter: string): Promise<string> {
		return await this.editor
			.part('rlc-input', this.editor.part(`resource-locator-${parameter}`, this.root))
			.inputValue();
	}

	/**
	 * Drags a field of the input to the drop area for new fields of "Edit Fields".
	 *
	 * @returns the resulting expression.
	 */
	async mapFirst(field: string): Promise<string> {
		const pill = this.root.locator(
			`[data-test-id="run-data-schema-node-name"][data-value="{{ $json.${field} }}"]`,
		);
		await pill.dragTo(this.editor.part('assignment-collection-drop-area', this.root));
		return await this.editor.part('assignment-value', this.root).first().innerText();
	}

	get output(): Locator {
		return this.editor.part('output-panel', this.root);
	}

	/** The error message and description that the output shows in place of data. */
	async refusal(): Promise<string> {
		const sentence = await this.editor.part('node-error-message', this.output).innerText();
		const advice = await this.editor.part('node-error-description', this.output).innerText();
		return `${sentence}\n${advice}`;
	}

	/**
	 * Switches the output to the table.
	 *
	 * @returns its headings and its rows.
	 */
	async table(): Promise<{ headings: string[]; rows: string[][] }> {
		await this.editor.part('radio-button-table', this.output).click();
		const table = this.output.locator('table').first();
		await table.locator('tbody tr').first().waitFor();
		const headings = (await table.locator('thead th').allInnerTexts())
			.map((heading) => heading.trim())
			.filter((heading) => heading !== '');
		const rows = [];
		for (const row of await table.locator('tbody tr').all())
			rows.push((await row.locator('td').allInnerTexts()).map((cell) => cell.trim()));
		return { headings, rows };
	}
}

/** The window of one credential. */
export class CredentialWindow {
	private readonly root: Locator;

	constructor(private readonly editor: Editor) {
		this.root = editor.part('editCredential-modal');
	}

	/**
	 * Creates another credential from a node's form, whether or not it already has one.
	 *
	 * @param way the sign-in method to select in the window, if the node has several.
	 */
	async openNew(way?: string): Promise<void> {
		const first = this.editor.part('node-credentials-empty-state').locator('button').first();
		const chosen = this.editor.part('node-credentials-select');
		await first.or(chosen).first().waitFor();
		if ((await first.count()) > 0) {
			await first.click();
		} else {
			await chosen.click();
			await this.editor.part('node-credentials-select-item-new').click();
		}
		await this.root.waitFor();
		if (way === undefined) return;
		await this.editor.part('credential-mode-dropdown-trigger', this.root).click();
		await this.editor.page
			.locator('[role=menuitem]:visible')
			.filter({ hasText: exactly(way) })
			.click();
	}

	/** Opens the node's credential. */
	async openExisting(): Promise<void> {
		await this.editor.part('credential-edit-button').click();
		await this.root.waitFor();
	}

	async type(field: string, text: string): Promise<void> {
		await this.editor.part(`parameter-input-${field}`, this.root).locator('input').fill(text);
	}

	async choose(field: string, entry: string): Promise<void> {
		await this.editor.part(`parameter-input-${field}`, this.root).click();
		await this.editor.pick(entry);
	}

	/** Saves values that are rejected, and returns n8n's message about them. */
	async saveRefused(): Promise<string> {
		await this.editor.part('credential-save-button', this.root).click();
		await this.root.getByText('More details').click();
		return await this.root.innerText();
	}

	/** Saves values that are accepted: n8n then closes the window. */
	async save(): Promise<void> {
		await this.editor.part('credential-save-button', this.root).click();
		await this.root.waitFor({ state: 'detached' });
		await this.editor.closeMessages();
	}

	/** Waits for the green message of the test that n8n runs when a credential is opened. */
	async accepted(): Promise<void> {
		await this.editor.part('credentials-config-container-test-success', this.root).waitFor();
	}

	async close(): Promise<void> {
		await this.root.getByRole('button', { name: 'Close this dialog' }).click();
		await this.root.waitFor({ state: 'detached' });
	}

	get window(): Locator {
		return this.root;
	}
}

/** Matches text that consists of exactly these words. */
export function exactly(words: string): RegExp {
	return new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
