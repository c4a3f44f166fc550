/**
 * One workflow per node, with all of its operations, as a user would build and save it: a button, a customer, and the
 * operations one after the other. They run against the sandbox. `save.mts` saves them for each release.
 */
import { createHash } from 'node:crypto';
import type { INode, INodeParameters, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import type { WorkflowFile } from '../../demo/client.mts';
import { project } from '../../packaging/project.mts';
import { yardstikPurposes } from '../../sandbox/providers/yardstik.mts';

/** One operation in a workflow. */
interface Step {
	/** The node's name on the canvas. */
	name: string;
	/** The type of credential that it uses. */
	credential: string;
	parameters: INodeParameters;
}

/** The value of a resource locator that is set to By ID. */
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** An expression for a field of an earlier node's output. */
const from = (node: string, field: string) => `={{ $('${node}').first().json.${field} }}`;

const CUSTOMER = 'Customer';

const customer = {
	company: 'Acme Corporation',
	firstName: 'Jeanette',
	lastName: 'Hughes',
	email: 'jeanette.hughes@example.com',
	taxId: '123456789',
	street: '123 Main Street',
	city: 'San Francisco',
	state: 'CA',
	zip: '94107',
	crm: 'CRM-4711',
};

const ofCustomer = (field: keyof typeof customer) => from(CUSTOMER, field);

/** The customer's email address, with a prefix that makes it a different one. */
const otherEmail = (word: string) => `={{ '${word}.' + $('${CUSTOMER}').first().json.email }}`;

const gustoAdministrator = {
	companyName: ofCustomer('company'),
	firstName: ofCustomer('firstName'),
	lastName: ofCustomer('lastName'),
};

/** The steps, by node name. Each node has all of its operations. */
const steps: Record<string, Step[]> = {
	checkr: [
		{
			name: 'Create account',
			credential: 'checkrApi',
			parameters: {
				resource: 'account',
				operation: 'create',
				clientId: '56269e3411a549fd07ed8d92',
				name: ofCustomer('company'),
				purpose: 'tenant',
				fullName: `={{ $json.firstName }} {{ $json.lastName }}`,
				email: ofCustomer('email'),
				companyAddress: {
					street: ofCustomer('street'),
					city: ofCustomer('city'),
					state: ofCustomer('state'),
					zipcode: ofCustomer('zip'),
				},
				companyDetails: { taxId: ofCustomer('taxId'), website: 'https://acme.example.com' },
				additionalFields: { oauthAuthorize: true },
			},
		},
		{
			name: 'Get account',
			credential: 'checkrApi',
			parameters: { resource: 'account', operation: 'get', simplify: false },
		},
		{
			name: 'Get packages',
			credential: 'checkrApi',
			parameters: { resource: 'package', operation: 'getAll', limit: 2 },
		},
	],
	gusto: [
		{
			name: 'Get token info',
			credential: 'gustoSystemApi',
			parameters: { resource: 'token', operation: 'getInfo' },
		},
		{
			name: 'Provision company',
			credential: 'gustoSystemApi',
			parameters: {
				...gustoAdministrator,
				resource: 'company',
				operation: 'provision',
				email: otherEmail('first'),
				states: ['CA'],
				address: {
					street1: ofCustomer('street'),
					city: ofCustomer('city'),
					state: ofCustomer('state'),
					zip: ofCustomer('zip'),
				},
				additionalFields: { ein: ofCustomer('taxId') },
			},
		},
		{
			name: 'Create partner managed company',
			credential: 'gustoSystemApi',
			parameters: {
				...gustoAdministrator,
				resource: 'company',
				operation: 'createPartnerManaged',
				email: otherEmail('second'),
				additionalFields: { tradeName: 'Acme' },
			},
		},
		{
			name: 'Create legacy account',
			credential: 'gustoApi',
			parameters: {
				...gustoAdministrator,
				resource: 'account',
				operation: 'create',
				email: otherEmail('third'),
				states: ['CA', 'WA'],
			},
		},
	],
	softwareOne: [
		{
			name: 'Create account',
			credential: 'softwareOneApi',
			parameters: {
				resource: 'account',
				operation: 'create',
				name: ofCustomer('company'),
				type: 'Client',
				address: {
					addressLine1: ofCustomer('street'),
					city: ofCustomer('city'),
					postCode: ofCustomer('zip'),
					country: { __rl: true, mode: 'code', value: 'US' },
				},
				additionalFields: {
					externalId: ofCustomer('crm'),
					technicalSupportEmail: ofCustomer('email'),
				},
			},
		},
		{
			name: 'Update account',
			credential: 'softwareOneApi',
			parameters: {
				resource: 'account',
				operation: 'update',
				accountId: byId(from('Create account', 'id')),
				updateFields: { description: 'A customer since today' },
			},
		},
		{
			name: 'Disable account',
			credential: 'softwareOneApi',
			parameters: {
				resource: 'account',
				operation: 'disable',
				accountId: byId(from('Create account', 'id')),
			},
		},
		{
			name: 'Enable account',
			credential: 'softwareOneApi',
			parameters: {
				resource: 'account',
				operation: 'enable',
				accountId: byId(from('Create account', 'id')),
			},
		},
		{
			name: 'Get account',
			credential: 'softwareOneApi',
			parameters: {
				resource: 'account',
				operation: 'get',
				accountId: byId(from('Create account', 'id')),
			},
		},
		{
			name: 'Find accounts',
			credential: 'softwareOneApi',
			parameters: {
				resource: 'account',
				operation: 'getAll',
				returnAll: true,
				filters: { externalId: ofCustomer('crm'), type: 'Client' },
				sort: { order: 'name' },
			},
		},
	],
	teal: [
		{
			name: 'Create user',
			credential: 'tealApi',
			parameters: {
				resource: 'user',
				operation: 'create',
				forename: ofCustomer('firstName'),
				surname: ofCustomer('lastName'),
				dateOfBirth: '1978-12-03',
				postCodes: ['B1 1TT'],
				payrollPeriodMonths: 6,
				additionalFields: { extId: ofCustomer('crm') },
			},
		},
		{
			name: 'Get user',
			credential: 'tealMemberApi',
			parameters: {
				authentication: 'tealMemberApi',
				resource: 'user',
				operation: 'get',
				userId: byId(from('Create user', 'user_id')),
			},
		},
		{
			name: 'Get users',
			credential: 'tealApi',
			parameters: { resource: 'user', operation: 'getAll', simplify: false },
		},
		{
			name: 'Get providers',
			credential: 'tealApi',
			parameters: { resource: 'provider', operation: 'getAll' },
		},
		{
			name: 'Create authorisation',
			credential: 'tealApi',
			parameters: {
				resource: 'authorisation',
				operation: 'create',
				userId: byId(from('Create user', 'user_id')),
				userAgent: 'Mozilla/5.0',
				additionalFields: { ipAddress: '203.0.113.7' },
			},
		},
		{
			name: 'Get authorisations',
			credential: 'tealApi',
			parameters: {
				resource: 'authorisation',
				operation: 'getAll',
				userId: byId(from('Create user', 'user_id')),
			},
		},
		{
			name: 'Create account',
			credential: 'tealApi',
			parameters: {
				resource: 'account',
				operation: 'create',
				userId: byId(from('Create user', 'user_id')),
				payrollProvider: byId('quickbooks'),
				userName: 'happy_mfa',
				password: 'sandbox-payroll-password',
				additionalFields: { authorisationId: byId(from('Create authorisation', 'id')) },
			},
		},
		{
			name: 'Submit MFA',
			credential: 'tealApi',
			parameters: {
				resource: 'account',
				operation: 'submitMfa',
				accountId: byId(from('Create account', 'account_id')),
				mfa: '140295',
			},
		},
		{
			name: 'Get account',
			credential: 'tealApi',
			parameters: {
				resource: 'account',
				operation: 'get',
				accountId: byId(from('Create account', 'account_id')),
			},
		},
		{
			name: 'Get accounts',
			credential: 'tealApi',
			parameters: {
				resource: 'account',
				operation: 'getAll',
				userId: byId(from('Create user', 'user_id')),
			},
		},
		{
			name: 'Revoke authorisation',
			credential: 'tealApi',
			parameters: {
				resource: 'authorisation',
				operation: 'revoke',
				authorisationId: byId(from('Create authorisation', 'id')),
			},
		},
		{
			name: 'Delete account',
			credential: 'tealApi',
			parameters: {
				resource: 'account',
				operation: 'delete',
				accountId: byId(from('Create account', 'account_id')),
			},
		},
		{
			name: 'Delete user',
			credential: 'tealApi',
			parameters: {
				resource: 'user',
				operation: 'delete',
				userId: byId(from('Create user', 'user_id')),
			},
		},
	],
	yardstik: [
		{
			name: 'Create subaccount',
			credential: 'yardstikApi',
			parameters: {
				resource: 'subaccount',
				operation: 'create',
				accountName: ofCustomer('company'),
				firstName: ofCustomer('firstName'),
				lastName: ofCustomer('lastName'),
				emailAddress: ofCustomer('email'),
				permissiblePurposeId: {
					__rl: true,
					mode: 'list',
					value: yardstikPurposes[0].id,
					cachedResultName: yardstikPurposes[0].name,
				},
				address: {
					line1: ofCustomer('street'),
					city: ofCustomer('city'),
					state: ofCustomer('state'),
					zipCode: ofCustomer('zip'),
				},
			},
		},
		{
			name: 'Get subaccount',
			credential: 'yardstikApi',
			parameters: {
				resource: 'subaccount',
				operation: 'get',
				subaccountId: byId(from('Create subaccount', 'id')),
			},
		},
		{
			name: 'Get subaccounts',
			credential: 'yardstikApi',
			parameters: {
				resource: 'subaccount',
				operation: 'getAll',
				returnAll: true,
				filters: { createdAfter: '2020-01-01T00:00:00Z' },
			},
		},
		{
			name: 'Get packages',
			credential: 'yardstikApi',
			parameters: { resource: 'package', operation: 'getAll' },
		},
	],
};

/** What a user fills in for a trigger, besides all of its events: one entry for each way to set it up. */
const triggers: Record<string, INodeParameters[]> = {
	checkrTrigger: [{ source: 'application' }, { source: 'account', simplify: false }],
	gustoTrigger: [{}],
	softwareOneTrigger: [{}],
	tealTrigger: [{ options: { includePayload: true } }],
	yardstikPollingTrigger: [{}],
	yardstikTrigger: [{ webhookTypes: ['1'], statuses: '' }],
};

/**
 * The workflows as n8n stores them after a user saved them in the editor, by node name. A regular node's workflow has
 * all of its operations. A trigger's workflow has only the trigger, in each way to set it up.
 *
 * @param types the package's nodes.
 */
export function savedWorkflows(types: INodeType[]): Record<string, WorkflowFile> {
	return Object.fromEntries(
		types.map((type) => [
			type.description.name,
			type.description.group.includes('trigger') ? withTriggers(type) : withOperations(type),
		]),
	);
}

function withOperations(type: INodeType): WorkflowFile {
	const { displayName, name } = type.description;
	const nodes: INode[] = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}, 0),
		node(
			CUSTOMER,
			'n8n-nodes-base.set',
			3.4,
			{ mode: 'raw', jsonOutput: JSON.stringify(customer), options: {} },
			1,
		),
		...(steps[name] ?? []).map((step, index): INode => {
			const made = node(
				step.name,
				`${project.name}.${name}`,
				latest(type),
				step.parameters,
				index + 2,
			);
			const credential = { id: step.credential, name: `My ${step.credential}` };
			// Every step is for the one customer, even after a list of many.
			return { ...made, executeOnce: true, credentials: { [step.credential]: credential } };
		}),
	];
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((target, index) => [
				nodes[index].name,
				{ main: [[{ node: target.name, type: 'main' as const, index: 0 }]] },
			]),
	);
	const stored = nodes.map((each) => (each.credentials ? asStored(each, type) : each));
	return { name: `All of ${displayName}`, nodes: stored, connections, settings: {} };
}

/** Triggers that listen for all of their events. */
function withTriggers(type: INodeType): WorkflowFile {
	const { credentials = [], displayName, name } = type.description;
	const nodes = (triggers[name] ?? []).map((parameters, index): INode => {
		const called = index === 0 ? displayName : `${displayName}${index}`;
		const filled = { ...allEvents(type, parameters), ...parameters };
		const trigger = {
			...node(called, `${project.name}.${name}`, latest(type), filled, 0),
			credentials: Object.fromEntries(
				credentials.map((one) => [one.name, { id: one.name, name: `My ${one.name}` }]),
			),
		};
		return asStored(trigger, type);
	});
	return { name: displayName, nodes, connections: {}, settings: {} };
}

/** All events that a trigger's form offers, and the name of another one if it accepts those. */
function allEvents({ description }: INodeType, filled: INodeParameters): INodeParameters {
	const field = description.properties.find(({ name, displayOptions }) => {
		const sources: unknown[] = displayOptions?.show?.source ?? [filled.source];
		return name === 'events' && sources.includes(filled.source);
	});
	const events = field!.options!.map((option) => ('value' in option ? String(option.value) : ''));
	return { events, ...(events.includes('other') ? { otherEvents: 'something.else' } : {}) };
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	place: number,
): INode {
	const id = createHash('md5').update(`${type} ${name}`).digest('hex');
	return { id, name, type, typeVersion, position: [place * 200, 0], parameters };
}

function latest({ description }: INodeType): number {
	return [description.version].flat().at(-1)!;
}

/**
 * A node as n8n's editor stores it: without default values, so that a later change of a default shows.
 *
 * @throws Error if a step above fills in a field that its form doesn't have.
 */
function asStored(filled: INode, { description }: INodeType): INode {
	const formWith = (defaults: boolean) =>
		NodeHelpers.getNodeParameters(
			description.properties,
			filled.parameters,
			defaults,
			false,
			filled,
			description,
		) ?? {};
	const unknown = missing(filled.parameters, formWith(true));
	if (unknown.length > 0)
		throw new Error(`"${filled.name}" of ${filled.type} has no field ${unknown.join(', ')}.`);
	return { ...filled, parameters: formWith(false) };
}

/** The names of the fields of one form that another one lacks, including those in its collections. */
function missing(filled: INodeParameters, form: INodeParameters): string[] {
	return Object.entries(filled).flatMap(([name, value]) => {
		if (!(name in form)) return [name];
		const isCollection = typeof value === 'object' && !Array.isArray(value) && value !== null;
		return isCollection ? missing(value as INodeParameters, form[name] as INodeParameters) : [];
	});
}
