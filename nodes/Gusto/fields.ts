import type { IExecuteSingleFunctions, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { pattern } from '../shared/checks';
import { usStates } from '../shared/fields';
import { textOf } from '../shared/values';

/** The administrator of a new company, who every way of creating one asks for. */
export const administrator: INodeProperties[] = [
	{
		displayName: 'Administrator First Name',
		name: 'firstName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Nathan',
		description: "First name of the person who runs the company's payroll",
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
		description: 'The person signs in to Gusto with it. Gusto takes each address only once.',
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
	description: 'Legal name of the company',
	routing: { send: { type: 'body', property: 'company.name' } },
};

export const companyStates: INodeProperties = {
	displayName: 'States',
	name: 'states',
	type: 'multiOptions',
	options: usStates,
	default: [],
	description: 'States in which the company works. An expression can give a list of two-letter codes.',
	routing: { send: { type: 'body', property: 'company.states' } },
};

/** What both successors of the old endpoint take beyond what is required. */
export const companyDetails = {
	ein: {
		displayName: 'Tax ID (EIN)',
		name: 'ein',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123456789',
		description: 'Employer Identification Number (EIN) of the company, 9 digits',
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
		description: 'Name that the company uses in public, if it differs from its legal name',
		routing: { send: { type: 'body', property: 'company.trade_name' } },
	},
} satisfies Record<string, INodeProperties>;

/** The newest version of the API: the one that Gusto will serve for longest (Gusto's changelog). */
export const newest = '2026-06-15';

/**
 * The version of the API that a request is for. 2025-06-15 is the oldest one that Gusto serves (Gusto's changelog);
 * without one Gusto takes the lowest that the application is set to.
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
	description: 'Version of the API of Gusto to use, 2026-06-15 unless another is chosen. An expression can give any version.',
};

/** An expression may give any version, but a version is a day. */
export const versionCheck = { 'additionalFields.apiVersion': pattern(/^\d{4}-\d{2}-\d{2}$/, 'must be a date, such as 2026-06-15') };

/** Puts the version on a request, the newest one where the person has chosen none. */
export function setVersion(this: IExecuteSingleFunctions, request: IHttpRequestOptions): void {
	const version = textOf(this.getNodeParameter('additionalFields.apiVersion', newest));
	if (version) request.headers = { ...request.headers, 'X-Gusto-API-Version': version };
}
