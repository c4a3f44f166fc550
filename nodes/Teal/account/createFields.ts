import type { INodeProperties } from 'n8n-workflow';
import { listedOrTyped } from '../../shared/form/fields';
import { authorisationHeader, userId } from '../fields';

const extraLoginFields: INodeProperties = {
	displayName: 'Extra Login Fields',
	name: 'extraLoginFields',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'The fields that the payroll provider requires in addition to username and password',
	typeOptions: {
		loadOptionsDependsOn: ['payrollProvider.value'],
		resourceMapper: {
			resourceMapperMethod: 'getExtraLoginFields',
			mode: 'add',
			valuesLabel: 'Extra Login Fields',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
			noFieldsError: "This payroll provider doesn't need any extra fields",
		},
	},
};

const extraLoginValues: INodeProperties = {
	displayName: 'Extra Login Values',
	name: 'extraLoginParams',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Value',
	default: {},
	description: 'Extra login fields by name. Use them if an expression sets the payroll provider.',
	options: [
		{
			displayName: 'Value',
			name: 'params',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. company_name',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Acme Corporation',
				},
			],
		},
	],
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'The user must have an active authorisation. To create one, use the Authorisation resource first.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{ ...userId, routing: { send: { type: 'body', property: 'user_id' } } },
	{
		displayName: 'Payroll Provider',
		name: 'payrollProvider',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: "The payroll service of the user's employer",
		...listedOrTyped('searchProviders', 'a payroll provider', 'e.g. quickbooks'),
		routing: { send: { type: 'body', property: 'payroll_provider' } },
	},
	{
		displayName: 'Username',
		name: 'userName',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description:
			"The user's username at the payroll provider. Leave empty if the user signs in on the provider's own page.",
		routing: { send: { type: 'body', property: 'user_name' } },
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			"The user's password at the payroll provider. It never appears in this node's output or messages.",
		routing: { send: { type: 'body', property: 'password' } },
	},
	extraLoginFields,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			authorisationHeader,
			extraLoginValues,
			{
				displayName: 'From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description:
					'The earliest pay date to get. If empty, Teal uses the period set for the user or your company, or 36 months.',
				routing: { send: { type: 'body', property: 'from' } },
			},
			{
				displayName: 'To',
				name: 'to',
				type: 'dateTime',
				default: '',
				description:
					'The latest pay date to get. Teal treats a pay date as noon UTC, so select the end of that day.',
				routing: { send: { type: 'body', property: 'to' } },
			},
		],
	},
];
