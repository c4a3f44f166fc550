/**
 * Every list that a form loads from a provider, where the editor may request it before it has selected the credential:
 * in a node after another one, in a node pasted without a credential, and in a tool.
 */
import type { INodeParameters } from 'n8n-workflow';
import { tealUsers } from '../../sandbox/providers/teal.mts';
import type { Checks } from './checks.mts';
import type { Editor, Form } from './editor.mts';

const PACKAGE = 'n8n-nodes-partner-onboarding';
const TRIGGER = 'When clicking ‘Execute workflow’';

interface List {
	parameter: string;
	entry: string;
	/** Text to type into a searchable list. Without it, the list shows all entries. */
	words?: string;
	/** The button and the entry that add the list to the form. */
	added?: [string, string];
}

interface NodeWithLists {
	name: string;
	type: string;
	action: string;
	/** Parameters of the pasted node: its operation, and an empty value for each list. */
	parameters: INodeParameters;
	/** In this order, since a list may depend on the entry selected in another. */
	lists: List[];
}

const empty = { __rl: true, mode: 'list', value: '' };
const customer = { words: '000007', entry: 'Customer 000007' };
const user = { parameter: 'userId', words: 'James', entry: "James O'Connor" };

const nodes: NodeWithLists[] = [
	{
		name: 'Yardstik',
		type: 'yardstik',
		action: 'Create subaccount',
		parameters: {
			resource: 'subaccount',
			operation: 'create',
			permissiblePurposeId: empty,
			additionalFields: { permissiblePurposeIds: [], accountPackageIds: [] },
		},
		lists: [
			{ parameter: 'permissiblePurposeId', words: 'Employ', entry: 'Employment' },
			{
				parameter: 'permissiblePurposeIds',
				added: ['Add Field', 'Permissible Purpose Names or IDs'],
				entry: 'Tenant Screening',
			},
			{
				parameter: 'accountPackageIds',
				added: ['Add Field', 'Account Package Names or IDs'],
				entry: 'Basic Criminal',
			},
		],
	},
	{
		name: 'Yardstik',
		type: 'yardstik',
		action: 'Get subaccount',
		parameters: { resource: 'subaccount', operation: 'get', subaccountId: empty },
		lists: [{ parameter: 'subaccountId', ...customer }],
	},
	{
		name: 'Checkr',
		type: 'checkr',
		action: 'Create account',
		parameters: { resource: 'account', operation: 'create', companyDetails: { industry: empty } },
		lists: [
			{
				parameter: 'industry',
				added: ['Add Company Detail', 'Industry'],
				words: 'food',
				entry: 'Accommodation and Food Services (72)',
			},
		],
	},
	{
		name: 'SoftwareOne',
		type: 'softwareOne',
		action: 'Create account',
		parameters: {
			resource: 'account',
			operation: 'create',
			address: { country: empty },
			additionalFields: { groups: [] },
		},
		lists: [
			{ parameter: 'country', words: 'switz', entry: 'Switzerland (CH)' },
			{ parameter: 'groups', added: ['Add Field', 'Group Names or IDs'], entry: 'Administrators' },
		],
	},
	{
		name: 'SoftwareOne',
		type: 'softwareOne',
		action: 'Get account',
		parameters: { resource: 'account', operation: 'get', accountId: empty },
		lists: [{ parameter: 'accountId', ...customer }],
	},
	{
		name: 'Teal',
		type: 'teal',
		action: 'Create account',
		parameters: {
			resource: 'account',
			operation: 'create',
			userId: empty,
			payrollProvider: empty,
			additionalFields: { authorisationId: empty },
		},
		lists: [
			user,
			{ parameter: 'payrollProvider', words: 'quick', entry: 'QuickBooks' },
			{
				parameter: 'authorisationId',
				added: ['Add Field', 'Authorisation'],
				words: 'Accepted',
				entry: 'Accepted on',
			},
		],
	},
	{
		name: 'Teal',
		type: 'teal',
		action: 'Submit MFA answer',
		parameters: { resource: 'account', operation: 'submitMfa', userId: empty, accountId: empty },
		lists: [
			{ ...user, words: 'Sarah', entry: 'Sarah Chen' },
			{ parameter: 'accountId', words: 'hero', entry: 'hero' },
		],
	},
	{
		name: 'Teal',
		type: 'teal',
		action: 'Create authorisation',
		parameters: {
			resource: 'authorisation',
			operation: 'create',
			userId: { __rl: true, mode: 'id', value: tealUsers[1].userId },
			additionalFields: { termId: '' },
		},
		lists: [
			{
				parameter: 'termId',
				added: ['Add Field', 'Term Name or ID'],
				entry: 'Teal One-Time Check',
			},
		],
	},
];

export async function tellLists(editor: Editor, checks: Checks): Promise<void> {
	for (const { name, action, lists } of nodes) {
		await checks.check(`${name}, "${action}": loads lists in a node after another`, async () => {
			await editor.newWorkflow();
			await (await editor.searchNodes('', 'Trigger manually')).click();
			await editor.canvasNode(TRIGGER).waitFor();
			await editor.addActionAfter(TRIGGER, name, action);
			for (const list of lists) {
				if (list.added) await editor.form.add(...list.added);
				await fill(editor.form, list);
			}
		});
	}

	for (const kind of ['node', 'tool'] as const) {
		for (const name of new Set(nodes.map((node) => node.name))) {
			const own = nodes.filter((node) => node.name === name);
			await checks.check(`${name}: loads lists in a ${kind} without a credential`, async () => {
				await editor.newWorkflow();
				await editor.paste(pasted(own, kind));
				await editor.canvasNode(own[0].action).waitFor();
				await editor.fitCanvas();
				for (const { action, lists } of own) {
					const form = await editor.openNode(action);
					for (const list of lists) await fill(form, list);
					await editor.closeNode();
				}
			});
		}
	}
}

async function fill(form: Form, { parameter, words, entry }: List): Promise<void> {
	if (words === undefined) {
		await form.offers(parameter, entry);
		return;
	}
	await form.search(parameter, words, entry);
	await form.take(entry);
}

/** The nodes, or the same nodes as tools of an MCP server, as copied from a page. */
function pasted(own: NodeWithLists[], kind: 'node' | 'tool'): object {
	const [root, connection] =
		kind === 'tool'
			? [{ name: 'Tools', type: '@n8n/n8n-nodes-langchain.mcpTrigger', typeVersion: 2 }, 'ai_tool']
			: [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 }, 'main'];
	const link = (node: string) => [[{ node, type: connection, index: 0 }]];
	return {
		nodes: [
			{ ...root, parameters: {}, position: [0, 0], id: 'root' },
			...own.map(({ type, action, parameters }, index) => ({
				name: action,
				type: `${PACKAGE}.${type}${kind === 'tool' ? 'Tool' : ''}`,
				typeVersion: 1,
				parameters,
				position: [240 + 240 * index, kind === 'tool' ? 240 : 0],
				id: String(index),
			})),
		],
		connections:
			kind === 'tool'
				? Object.fromEntries(own.map(({ action }) => [action, { ai_tool: link(root.name) }]))
				: { [root.name]: { main: link(own[0].action) } },
	};
}
