/** What a user does with each trigger: find it by name, set it up from its form alone, and test it with an event. */
import { waitFor } from '../../demo/client.mts';
import { addEvent } from '../../sandbox/events/gusto.mts';
import { pollingTriggers } from '../engine/polling-triggers.mts';
import { webhookTriggers } from '../engine/webhook-triggers.mts';
import { checkrEvent } from '../../sandbox/events/checkr.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { expectAll, expectMatch, type Checks } from './checks.mts';
import type { Editor, Form } from './editor.mts';

interface TriggerStory {
	/** Folder for its pictures. */
	slug: string;
	/** Prefix of the pictures' names. */
	picture: string;
	/** What the user types in the nodes panel. */
	words: string;
	/** Its name in the panel. */
	found: string;
	/** Its event in the panel. */
	event: string;
	/** Fills in what else its form asks for. */
	fill?: (form: Form) => Promise<void>;
	/** Set if the URL has to be copied from the form and pasted at the provider. */
	paste?: (url: string, sandbox: Sandbox) => void;
	/** Whether it listens for a test event. The others fetch one. */
	listens?: boolean;
	/** Triggers an event at the provider. */
	happen: (sandbox: Sandbox) => unknown;
	/** Headings of the output table. */
	headings: string[];
	cell: string;
}

const item = ['event_id', 'event', 'event_name', 'occurred_at'];

const stories: TriggerStory[] = [
	{
		slug: 'checkr',
		picture: 'trigger',
		words: 'Checkr',
		found: 'Checkr',
		event: 'On account credentialed',
		paste(url, { books }) {
			books.checkr.applicationUrl = url;
		},
		listens: true,
		happen: async ({ events }) =>
			await events.emit(
				'checkr',
				checkrEvent('account.credentialed', {
					id: '2f8f5d5b3c1e4a7d9b60c84e',
					name: 'Acme Corporation',
					authorized: true,
				}),
			),
		headings: [...item, 'id', 'name', 'authorized'],
		cell: 'Account credentialed',
	},
	{
		slug: 'gusto',
		picture: 'trigger',
		words: 'Gusto',
		found: 'Gusto',
		event: 'On company approved',
		happen: ({ books }) => addEvent(books.gusto.feed, 'company.approved'),
		headings: [...item, 'company_uuid'],
		cell: 'Company approved',
	},
	{
		slug: 'teal',
		picture: 'trigger',
		words: 'Teal',
		found: 'Teal',
		event: 'On payroll submitted',
		listens: true,
		happen: async (sandbox) =>
			await sandbox.events.emit('teal', webhookTriggers(() => sandbox).teal.event()),
		headings: [...item, 'account_id', 'user_id'],
		cell: 'User payroll submitted',
	},
	{
		slug: 'softwareone',
		picture: 'trigger',
		words: 'SoftwareOne',
		found: 'SoftwareOne',
		event: 'On account became active',
		happen(sandbox) {
			sandbox.seed('softwareone', 1);
			const { id } = sandbox.books.softwareone.accounts[0];
			sandbox.advance('softwareone', id, { status: 'Active' });
		},
		headings: [...item, 'id', 'name', 'status'],
		cell: 'Account became active',
	},
	{
		slug: 'yardstik',
		picture: 'trigger',
		words: 'Yardstik',
		found: 'Yardstik',
		event: 'On subaccount updated',
		fill: async (form) => await form.chooseAlso('webhookTypes', 'Account'),
		listens: true,
		happen: async (sandbox) =>
			await sandbox.events.emit('yardstik', webhookTriggers(() => sandbox).yardstik.event()),
		headings: [...item, 'id', 'account_name', 'status'],
		cell: 'Account credentialed',
	},
	{
		slug: 'yardstik',
		picture: 'polling-trigger',
		words: 'Yardstik Polling',
		found: 'Yardstik Polling',
		event: 'On subaccount created',
		happen: (sandbox) =>
			pollingTriggers(() => sandbox)
				.at(-1)!
				.happen(),
		headings: [...item, 'id', 'account_name', 'status'],
		cell: 'Subaccount created',
	},
];

/** Tells the stories of all triggers, with the credentials that n8n has. */
export async function tellTriggers(
	editor: Editor,
	checks: Checks,
	sandbox: Sandbox,
): Promise<void> {
	await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	for (const story of stories) {
		const { slug, words, found, event, fill, paste, listens, happen, headings, cell } = story;
		const picture = (what = '') => `${slug}/${story.picture}${what}`;
		await checks.check(
			`${found}: finds, sets up, and tests "${event}" with a ${listens ? 'sent' : 'fetched'} event`,
			async () => {
				await editor.newWorkflow();
				await editor.addTrigger(words, found, event);
				const { form } = editor;
				await fill?.(form);
				if (paste) {
					expectMatch(await form.copyUrl('production'), /\/webhook\/[\w-]+\/webhook$/);
					await editor.closeMessages();
				}
				await editor.formPicture(picture());
				if (listens) {
					// Checkr has one URL per application, so the user pastes the test URL temporarily.
					if (paste) paste(await form.copyUrl('test'), sandbox);
					await editor.closeMessages();
					await form.listen();
					await waitFor('n8n to be listening', async () =>
						paste !== undefined ||
						Object.values(webhookTriggers(() => sandbox)).some(
							(trigger) => trigger.provider === slug && trigger.registered().length > 0,
						)
							? true
							: undefined,
					);
					await happen(sandbox);
					await form.arrived();
				} else {
					await happen(sandbox);
					await form.run('success');
				}
				const { headings: shown, rows } = await form.table();
				expectAll(shown, headings);
				if (!rows.flat().includes(cell)) throw new Error(`No cell holds "${cell}"`);
				await editor.outputPicture(picture('-output'));
			},
		);
	}
}
