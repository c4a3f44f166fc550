import type { INodeProperties } from 'n8n-workflow';
import { email, length, oneOf, uuid } from '../../shared/checks';
import { listedOrTyped } from '../../shared/fields';
import type { Check } from '../../shared/types';

export const accountId: INodeProperties = {
	displayName: 'Account',
	name: 'accountId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The account to work on',
	...listedOrTyped('searchAccounts', 'an account', 'e.g. ACC-1671-0642'),
};

export const accountName: INodeProperties = {
	displayName: 'Account Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Acme Corporation',
	description: 'Name of the account, up to 500 characters',
	routing: { send: { type: 'body', property: 'name' } },
};

const accountStatus: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: [
		{ name: 'Active', value: 'Active' },
		{ name: 'Disabled', value: 'Disabled' },
		{ name: 'Enabled', value: 'Enabled' },
	],
	default: 'Enabled',
	description: 'SoftwareOne may set the status by itself, whatever is asked for',
	routing: { send: { type: 'body', property: 'status' } },
};

export const accountAddress: INodeProperties = {
	displayName: 'Address',
	name: 'address',
	type: 'collection',
	placeholder: 'Add Address Field',
	// All of them are there from the start. n8n can't do that for a fixed collection: its editor trips over the default.
	default: { addressLine1: '', addressLine2: '', city: '', country: { __rl: true, mode: 'list', value: '' }, postCode: '', state: '' },
	options: [
		{
			displayName: 'Address Line 1',
			name: 'addressLine1',
			type: 'string',
			default: '',
			placeholder: 'e.g. Bahnhofstrasse 1',
			routing: { send: { type: 'body', property: 'address.addressLine1' } },
		},
		{
			displayName: 'Address Line 2',
			name: 'addressLine2',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3rd Floor',
			routing: { send: { type: 'body', property: 'address.addressLine2' } },
		},
		{
			displayName: 'City',
			name: 'city',
			type: 'string',
			default: '',
			placeholder: 'e.g. Zurich',
			routing: { send: { type: 'body', property: 'address.city' } },
		},
		{
			displayName: 'Country',
			name: 'country',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: 'Country of the address, by its two-letter code',
			...listedOrTyped('searchCountries', 'a country', 'e.g. CH', 'Code'),
			routing: { send: { type: 'body', property: 'address.country' } },
		},
		{
			displayName: 'Postcode',
			name: 'postCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 8001',
			routing: { send: { type: 'body', property: 'address.postCode' } },
		},
		{
			displayName: 'State',
			name: 'state',
			type: 'string',
			default: '',
			placeholder: 'e.g. ZH',
			routing: { send: { type: 'body', property: 'address.state' } },
		},
	],
};

/** What both creating and changing an account take beyond its name. Alphabetical by label, as n8n shows collections. */
export const accountDetails: INodeProperties[] = [
	{
		displayName: 'Default Language Code',
		name: 'defaultLanguageCode',
		type: 'string',
		default: '',
		placeholder: 'e.g. en-US',
		description: 'Language and country, joined by a hyphen',
		routing: { send: { type: 'body', property: 'defaultLanguageCode' } },
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. Client since 2020',
		description: 'Up to 2,000 characters',
		routing: { send: { type: 'body', property: 'description' } },
	},
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4711',
		description: 'Number of the account in the systems of SoftwareOne: for a vendor the manufacturer code, for a client the customer number. Ask SoftwareOne before you use it for a number of your own.',
		routing: { send: { type: 'body', property: 'externalId' } },
	},
	{
		displayName: 'External Name',
		name: 'externalName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Acme Corp.',
		description: 'Name of the account in your own system. SoftwareOne may replace it.',
		routing: { send: { type: 'body', property: 'externalName' } },
	},
	{
		displayName: 'Group Names or IDs',
		name: 'groups',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getGroups' },
		default: [],
		description:
			'User groups of the account. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		routing: { send: { type: 'body', property: 'groups' } },
	},
	{
		displayName: 'May Order as Client',
		name: 'eligibilityClient',
		type: 'boolean',
		default: true,
		description: 'Whether the account may order for itself. Only for accounts of type Client.',
		routing: { send: { type: 'body', property: 'eligibility.client' } },
	},
	{
		displayName: 'May Order as Partner',
		name: 'eligibilityPartner',
		type: 'boolean',
		default: false,
		description: 'Whether the account may order as a partner. Only for accounts of type Client.',
		routing: { send: { type: 'body', property: 'eligibility.partner' } },
	},
	{
		displayName: 'PyraCloud Tenant ID',
		name: 'pyraTenantId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71',
		description: 'ID of the same customer in PyraCloud, the earlier platform of SoftwareOne',
		routing: { send: { type: 'body', property: 'externalIds.pyraTenantId' } },
	},
	accountStatus,
	{
		displayName: 'Technical Support Email',
		name: 'technicalSupportEmail',
		type: 'string',
		default: '',
		placeholder: 'e.g. support@example.com',
		routing: { send: { type: 'body', property: 'technicalSupportEmail' } },
	},
	{
		displayName: 'Website',
		name: 'website',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://www.example.com',
		routing: { send: { type: 'body', property: 'website' } },
	},
];

/** The limits that the document sets, by request path. */
export const accountChecks: Record<string, Check> = {
	name: length(1, 500),
	status: oneOf(['Active', 'Enabled', 'Disabled']),
	externalId: length(1, 250),
	'externalIds.pyraTenantId': uuid,
	technicalSupportEmail: (value) => email(value) ?? length(1, 320)(value),
	website: length(1, 2000),
	description: length(1, 2000),
};

/** For what SoftwareOne adds to an account or leaves out on request. */
export const selectOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Select',
			name: 'select',
			type: 'string',
			default: '',
			placeholder: 'e.g. +audit,+groups',
			description: 'Which parts of an account to add (+) or leave out (-). To see them, turn off Simplify.',
			routing: { send: { type: 'query', property: 'select' } },
		},
	],
};

/**
 * The part of a query string for the fields of `order` or `select`, or '' where there are none. SoftwareOne takes a name
 * without a sign as one with a plus, which would have to be encoded.
 */
export function fieldList(parameter: 'order' | 'select', names: unknown, ...more: string[]): string {
	const all = [...String(names ?? '').split(','), ...more].map((name) => name.trim().replace(/^\+/, '')).filter((name) => name);
	return all.length > 0 ? `${parameter}=${[...new Set(all)].join(',')}` : '';
}

/** The most useful fields of an account, for Simplify. */
export const simpleAccount: Record<string, string> = {
	id: 'id',
	name: 'name',
	type: 'type',
	status: 'status',
	externalId: 'externalId',
	city: 'address.city',
	country: 'address.country',
	technicalSupportEmail: 'technicalSupportEmail',
	website: 'website',
	description: 'description',
};

/** Groups are entered by ID and sent as objects. */
export function groupsById(body: { groups?: unknown }): void {
	if (Array.isArray(body.groups)) body.groups = body.groups.map((id: unknown) => ({ id }));
}
