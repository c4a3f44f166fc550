import type { INodeProperties } from 'n8n-workflow';
import { asciiEmail, length, uuid } from '../../shared/prepare/checks';
import { addressGroup } from '../../shared/form/address';
import { listedOrTyped } from '../../shared/form/fields';
import type { Check } from '../../shared/operation';

export const accountId: INodeProperties = {
	displayName: 'Account',
	name: 'accountId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The account to operate on',
	...listedOrTyped('searchAccounts', 'an account', 'e.g. ACC-1671-0642'),
};

export const accountName: INodeProperties = {
	displayName: 'Account Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Acme Corporation',
	description: 'The name of the account, up to 500 characters',
	routing: { send: { type: 'body', property: 'name' } },
};

export const accountStatuses = [
	{ name: 'Active', value: 'Active' },
	{ name: 'Disabled', value: 'Disabled' },
	{ name: 'Enabled', value: 'Enabled' },
];

const accountStatus: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: accountStatuses,
	default: 'Enabled',
	description: 'The status of the account. SoftwareOne may set a different one.',
	routing: { send: { type: 'body', property: 'status' } },
};

export const accountAddress = addressGroup({ displayName: 'Address', name: 'address' }, [
	{
		displayName: 'Address Line 1',
		name: 'addressLine1',
		path: 'address.addressLine1',
		placeholder: 'e.g. Bahnhofstrasse 1',
	},
	{
		displayName: 'Address Line 2',
		name: 'addressLine2',
		path: 'address.addressLine2',
		placeholder: 'e.g. 3rd Floor',
	},
	{
		displayName: 'City',
		name: 'city',
		path: 'address.city',
		placeholder: 'e.g. Zurich',
	},
	{
		displayName: 'Postcode',
		name: 'postCode',
		path: 'address.postCode',
		placeholder: 'e.g. 8001',
	},
	{
		displayName: 'State',
		name: 'state',
		path: 'address.state',
		placeholder: 'e.g. ZH',
	},
	{
		displayName: 'Country',
		name: 'country',
		path: 'address.country',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'The country, as a two-letter code',
		...listedOrTyped('searchCountries', 'a country', 'e.g. CH', 'Code'),
	},
]);

/** Optional fields for creating and updating an account, in alphabetical order by label, as n8n requires. */
export const accountDetails: INodeProperties[] = [
	{
		displayName: 'Default Language Code',
		name: 'defaultLanguageCode',
		type: 'string',
		default: '',
		placeholder: 'e.g. en-US',
		description: 'The default language of the account, as a language and country code',
		routing: { send: { type: 'body', property: 'defaultLanguageCode' } },
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. Client since 2020',
		description: 'A description of the account, up to 2,000 characters',
		routing: { send: { type: 'body', property: 'description' } },
	},
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4711',
		description:
			"The ID of the account in SoftwareOne's own systems: the manufacturer code of a vendor, or the customer number of a client. Check with SoftwareOne before you use your own IDs.",
		routing: { send: { type: 'body', property: 'externalId' } },
	},
	{
		displayName: 'External Name',
		name: 'externalName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Acme Corp.',
		description: 'The name of the account in your own system. SoftwareOne may replace it.',
		routing: { send: { type: 'body', property: 'externalName' } },
	},
	{
		displayName: 'Group Names or IDs',
		name: 'groups',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getGroups' },
		default: [],
		description:
			'The user groups of the account. If you enter a name instead of an ID, SoftwareOne creates a new group. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'May Order as Client',
		name: 'eligibilityClient',
		type: 'boolean',
		default: true,
		description:
			'Whether the account is allowed to order for itself. Only applies to accounts of type Client.',
		routing: { send: { type: 'body', property: 'eligibility.client' } },
	},
	{
		displayName: 'May Order as Partner',
		name: 'eligibilityPartner',
		type: 'boolean',
		default: false,
		description:
			'Whether the account is allowed to order as a partner. Only applies to accounts of type Client.',
		routing: { send: { type: 'body', property: 'eligibility.partner' } },
	},
	{
		displayName: 'PyraCloud Tenant ID',
		name: 'pyraTenantId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71',
		description: "The ID of the same customer in PyraCloud, SoftwareOne's previous platform",
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

/** The limits in SoftwareOne's API document, by request path. */
export const accountChecks: Record<string, Check> = {
	name: length(1, 500),
	externalId: length(1, 250),
	'externalIds.pyraTenantId': uuid,
	technicalSupportEmail: (value) => asciiEmail(value) ?? length(1, 320)(value),
	website: length(1, 2000),
	description: length(1, 2000),
};

/** Request paths of two-letter codes. */
export const accountCodes = ['address.country'];

/** The option to add fields to the response or remove them. */
export const selectOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Fields',
			name: 'select',
			type: 'string',
			default: '',
			placeholder: 'e.g. +audit,+groups',
			description:
				"The fields to add (+) to or remove (-) from the response. Turn off 'Simplify' to see the added fields.",
			routing: { send: { type: 'query', property: 'select' } },
		},
	],
};
