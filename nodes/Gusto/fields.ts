import type { IExecuteSingleFunctions, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { pattern } from '../shared/prepare/checks';
import { usStates } from '../shared/form/states';
import { textOf } from '../shared/values';
import { newest } from './provider';

/** The administrator of a new company, which every operation that creates one requires. */
export const administrator: INodeProperties[] = [
	{
		displayName: 'Administrator First Name',
		name: 'firstName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Nathan',
		description: "The first name of the company's primary payroll administrator",
		routing: { send: { type: 'body', property: 'user.first_name' } },
	},
	{
		displayName: 'Administrator Last Name',
		name: 'lastName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Smith',
		routing: { send: { type: 'body', property: 'user.last_name' } },
	},
	{
		displayName: 'Administrator Email',
		name: 'email',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'The email address that the administrator signs in to Gusto with',
		routing: { send: { type: 'body', property: 'user.email' } },
	},
];

export const companyName: INodeProperties = {
	displayName: 'Company Name',
	name: 'companyName',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Acme Corporation',
	description: 'The name of the company',
	routing: { send: { type: 'body', property: 'company.name' } },
};

export const companyStates: INodeProperties = {
	displayName: 'States',
	name: 'states',
	type: 'multiOptions',
	options: usStates,
	default: [],
	description:
		'The states that the company operates in. Use an expression to set them as a list of two-letter codes.',
	routing: { send: { type: 'body', property: 'company.states' } },
};

/** Optional fields of both successors of the legacy endpoint. */
export const companyDetails = {
	ein: {
		displayName: 'Tax ID (EIN)',
		name: 'ein',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123456789',
		description: 'The Employer Identification Number (EIN) of the company, 9 digits',
		routing: { send: { type: 'body', property: 'company.ein' } },
	},
	phone: {
		displayName: 'Administrator Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4155552671',
		routing: { send: { type: 'body', property: 'user.phone' } },
	},
	tradeName: {
		displayName: 'Trade Name',
		name: 'tradeName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Acme',
		description: 'The name that the company does business under, if different from its legal name',
		routing: { send: { type: 'body', property: 'company.trade_name' } },
	},
} satisfies Record<string, INodeProperties>;

/**
 * The API version of a request. 2025-06-15 is the oldest one that Gusto supports (Gusto's changelog). Without a version, Gusto
 * uses the minimum version set for the application.
 */
export const apiVersion: INodeProperties = {
	displayName: 'API Version',
	name: 'apiVersion',
	type: 'options',
	options: [
		{ name: '2025-06-15', value: '2025-06-15' },
		{ name: '2025-11-15', value: '2025-11-15' },
		{ name: '2026-02-01', value: '2026-02-01' },
		{ name: '2026-06-15 (Newest)', value: newest },
		{ name: 'As Set for Your Application', value: '' },
	],
	default: newest,
	description: "The version of Gusto's API to use. Use an expression to set any other version.",
};

/** An expression can return any version, but every version is a date. */
export const versionCheck = {
	'additionalFields.apiVersion': pattern(
		/^\d{4}-\d{2}-\d{2}$/,
		'must be a date, such as 2026-06-15',
	),
};

/** Adds the API version to a request: the newest one if none is selected. */
export function setVersion(this: IExecuteSingleFunctions, request: IHttpRequestOptions): void {
	const version = textOf(this.getNodeParameter('additionalFields.apiVersion', newest));
	if (version) request.headers = { ...request.headers, 'X-Gusto-API-Version': version };
}
