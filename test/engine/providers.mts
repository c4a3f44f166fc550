import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';
import { checkrKey } from '../../sandbox/providers/checkr.mts';
import { gustoClient, gustoSystemToken, gustoToken } from '../../sandbox/providers/gusto.mts';
import { softwareoneToken } from '../../sandbox/providers/softwareone.mts';
import { tealKey, tealUsers } from '../../sandbox/providers/teal.mts';
import { yardstikKey, yardstikPurposes } from '../../sandbox/providers/yardstik.mts';
import type { Books } from '../../sandbox/server.mts';
import type { ProviderName, RecordedRequest } from '../../sandbox/types.mts';
import { runNode, type Result, type Task } from './harness.mts';

/** A customer as a CRM passes it to the nodes. */
export interface Customer extends IDataObject {
	company: string;
	email: string;
	taxId: string;
	crm: string;
}

/** What a provider stores for one customer. */
export interface Held {
	id: string;
	name: string;
}

/**
 * One operation that creates something, and all that the tests of the promises need to know about it. Adding a row adds
 * a provider to all of these tests.
 */
export interface Creation {
	/** As shown in test titles. */
	title: string;
	node: string;
	provider: ProviderName;
	/** The provider's name in messages. */
	name: string;
	credential: string;
	/** The secrets that the credential holds, by field. */
	secrets: Record<string, string>;
	/** What the credential holds besides its secrets. */
	open?: Record<string, string>;
	/** The message for secrets that the provider does not know, if it is not about the key sent with the request. */
	unknownSecret?: string;
	/** The node's parameters, which read the fields of a Customer. */
	parameters: INodeParameters;
	path: string;
	/** The same create as a JSON body in n8n expressions, for nodes that know nothing about the provider. */
	body: string;
	/** How the provider handles a repeated create: recognizes it by key, by name, or creates a duplicate. */
	repeat: 'keyed' | 'always' | 'never';
	/** The "If It Already Exists" option that sends the create without a lookup, if there is one. */
	direct?: 'create' | 'refresh';
	/** Everything that was created, in order. */
	held(books: Books): Held[];
	/** The created record in the node's output for a customer. */
	given(json: IDataObject, customer: IDataObject): Held;
	/** The response has a secret instead of an ID, so messages can only use the name. */
	secretId?: boolean;
	/** The customer's name in a create request. */
	named(body: unknown): string;
	/** Customer fields that the node itself rejects, and the labels of the fields that it then names. */
	invalid: { change: IDataObject; labels: string[] };
	/** Customer fields that only the provider rejects, and its words. */
	rejected: { change: IDataObject; status: number; words: string };
}

const record = (value: unknown) => value as IDataObject;

export const creations: Creation[] = [
	{
		title: 'Checkr account',
		node: 'checkr',
		provider: 'checkr',
		name: 'Checkr',
		credential: 'checkrApi',
		secrets: { apiKey: checkrKey },
		parameters: {
			resource: 'account',
			operation: 'create',
			clientId: '56269e3411a549fd07ed8d92',
			name: '={{ $json.company }}',
			purpose: 'employment',
			fullName: 'Nathan Smith',
			email: '={{ $json.email }}',
			companyDetails: { taxId: '={{ $json.taxId }}' },
		},
		path: '/v1/accounts',
		body: `={{ {
			client_id: "56269e3411a549fd07ed8d92", name: $json.company, purpose: "employment",
			user: { full_name: "Nathan Smith", email: $json.email }, company: { tax_id: $json.taxId },
		} }}`,
		repeat: 'keyed',
		held: ({ checkr }) => checkr.accounts.map(({ id, name }) => ({ id, name })),
		given: ({ id, name }) => ({ id: String(id), name: String(name) }),
		named: (body) => String(record(body).name),
		invalid: {
			change: { email: 'no address', company: '' },
			labels: ["User's Email", 'Account Name'],
		},
		rejected: { change: { taxId: '12' }, status: 400, words: 'company.tax_id is invalid' },
	},
	{
		title: 'Yardstik subaccount',
		node: 'yardstik',
		provider: 'yardstik',
		name: 'Yardstik',
		credential: 'yardstikApi',
		secrets: { apiKey: yardstikKey },
		parameters: {
			resource: 'subaccount',
			operation: 'create',
			accountName: '={{ $json.company }}',
			firstName: 'Nathan',
			lastName: 'Smith',
			emailAddress: '={{ $json.email }}',
			address: { line1: '123 Main Street', city: 'Minneapolis', state: 'MN', zipCode: '55401' },
			permissiblePurposeId: {
				__rl: true,
				mode: 'id',
				value: `={{ $json.purpose || "${yardstikPurposes[0].id}" }}`,
			},
		},
		path: '/sub_accounts',
		body: `={{ {
			account_name: $json.company, first_name: "Nathan", last_name: "Smith", email_address: $json.email,
			address: { line1: "123 Main Street", city: "Minneapolis", state: "MN", zip_code: "55401" },
			permissible_purpose_id: $json.purpose || "${yardstikPurposes[0].id}",
		} }}`,
		repeat: 'always',
		direct: 'refresh',
		held: ({ yardstik }) =>
			yardstik.subaccounts.map(({ id, account_name }) => ({ id, name: account_name })),
		given: ({ id, account_name }) => ({ id: String(id), name: String(account_name) }),
		named: (body) => String(record(body).account_name),
		invalid: {
			change: { email: 'no address', company: ' ' },
			labels: ['Owner Email', 'Account Name'],
		},
		rejected: {
			change: { purpose: '00000000-0000-4000-8000-000000000000' },
			status: 422,
			words: 'permissible_purpose_ids: is not a purpose of this platform',
		},
	},
	{
		title: 'SoftwareOne account',
		node: 'softwareOne',
		provider: 'softwareone',
		name: 'SoftwareOne',
		credential: 'softwareOneApi',
		secrets: { apiToken: softwareoneToken },
		parameters: {
			resource: 'account',
			operation: 'create',
			name: '={{ $json.company }}',
			type: '={{ $json.type ?? "Client" }}',
			address: { city: 'Oslo', country: 'NO' },
			additionalFields: { technicalSupportEmail: '={{ $json.email }}' },
		},
		path: '/public/v1/accounts/accounts',
		body: `={{ {
			name: $json.company, type: $json.type ?? "Client", technicalSupportEmail: $json.email, address: { city: "Oslo", country: "NO" },
		} }}`,
		repeat: 'never',
		direct: 'create',
		held: ({ softwareone }) =>
			softwareone.accounts.map(({ id, name }) => ({ id, name: String(name) })),
		given: ({ id, name }) => ({ id: String(id), name: String(name) }),
		named: (body) => String(record(body).name),
		invalid: {
			change: { email: 'no address', company: '' },
			labels: ['Technical Support Email', 'Account Name'],
		},
		rejected: {
			change: { type: 'Operations' },
			status: 400,
			words: 'An account of type Operations cannot be created',
		},
	},
	{
		title: 'Teal user',
		node: 'teal',
		provider: 'teal',
		name: 'Teal',
		credential: 'tealApi',
		secrets: { apiKey: tealKey },
		parameters: {
			authentication: 'tealApi',
			resource: 'user',
			operation: 'create',
			forename: '={{ $json.company.split(" ")[0] }}',
			surname: '={{ $json.company.split(" ")[1] }}',
			dateOfBirth: '={{ $json.born ?? "1978-12-03" }}',
			postCodes: ['B1 1TT'],
			payrollPeriodMonths: 12,
			additionalFields: { recurringCheckFrequency: '={{ $json.frequency }}' },
		},
		path: '/users',
		body: `={{ {
			forename: $json.company.split(" ")[0], surname: $json.company.split(" ")[1], date_of_birth: "1978-12-03T12:00:00.000Z", post_codes: ["B1 1TT"],
			payroll_period_months: 12, recurring_check_frequency: $json.frequency,
		} }}`,
		repeat: 'never',
		direct: 'create',
		held: ({ teal }) =>
			teal.users
				.slice(tealUsers.length)
				.map(({ user_id, forename, surname }) => ({ id: user_id, name: `${forename} ${surname}` })),
		given: ({ user_id, forename, surname }) => ({
			id: String(user_id),
			name: `${forename} ${surname}`,
		}),
		named: (body) => `${record(body).forename} ${record(body).surname}`,
		invalid: { change: { born: 'long ago', company: '' }, labels: ['Date of Birth', 'First Name'] },
		rejected: {
			change: { frequency: 'MONTHLY' },
			status: 400,
			words: 'recurring_check_frequency must be equal to one of the allowed values',
		},
	},
	{
		title: 'Gusto account',
		node: 'gusto',
		provider: 'gusto',
		name: 'Gusto',
		credential: 'gustoApi',
		secrets: { apiToken: gustoToken },
		parameters: {
			resource: 'account',
			operation: 'create',
			companyName: '={{ $json.company }}',
			firstName: 'Frank',
			lastName: 'Ocean',
			email: '={{ $json.email }}',
			states: '={{ [$json.state ?? "CA"] }}',
		},
		path: '/v1/accounts',
		body: `={{ { user: { first_name: "Frank", last_name: "Ocean", email: $json.email }, company: { name: $json.company, states: [$json.state || "CA"] } } }}`,
		repeat: 'never',
		held: ({ gusto }) =>
			gusto.accounts.map(({ authorization_code, company }) => ({
				id: authorization_code,
				name: company.name,
			})),
		given: ({ authorization_code }, { company }) => ({
			id: String(authorization_code),
			name: String(company),
		}),
		secretId: true,
		named: (body) => String(record(record(body).company ?? {}).name),
		invalid: {
			change: { email: 'no address', company: '' },
			labels: ['Administrator Email', 'Company Name'],
		},
		rejected: { change: { state: 'ZZ' }, status: 422, words: 'states: ZZ is not a state' },
	},
	{
		title: 'Gusto partner-managed company',
		node: 'gusto',
		provider: 'gusto',
		name: 'Gusto',
		credential: 'gustoSystemApi',
		secrets: { clientSecret: gustoClient.secret, accessToken: gustoSystemToken },
		open: { clientId: gustoClient.id },
		unknownSecret: 'Gusto did not accept this client ID and secret',
		parameters: {
			resource: 'company',
			operation: 'createPartnerManaged',
			companyName: '={{ $json.company }}',
			firstName: 'Frank',
			lastName: 'Ocean',
			email: '={{ $json.email }}',
			additionalFields: { ein: '={{ $json.ein }}' },
		},
		path: '/v1/partner_managed_companies',
		body: `={{ { user: { first_name: "Frank", last_name: "Ocean", email: $json.email }, company: { name: $json.company, ein: $json.ein } } }}`,
		repeat: 'never',
		held: ({ gusto }) =>
			gusto.companies.map(({ uuid, company }) => ({ id: uuid, name: company.name })),
		given: ({ company_uuid }, { company }) => ({ id: String(company_uuid), name: String(company) }),
		named: (body) => String(record(record(body).company ?? {}).name),
		invalid: {
			change: { email: 'no address', company: '' },
			labels: ['Administrator Email', 'Company Name'],
		},
		rejected: { change: { ein: '12' }, status: 422, words: 'ein: must have 9 digits' },
	},
];

/** One operation that returns a paginated list. */
export interface Listing {
	title: string;
	node: string;
	provider: ProviderName;
	name: string;
	credential: string;
	secrets: Record<string, string>;
	open?: undefined;
	unknownSecret?: undefined;
	parameters: INodeParameters;
	path: string;
	/** The max page size, and the parameter that sets it. */
	most: number;
	size: string;
	/** The field that holds a record's ID. */
	key: string;
	/** The IDs of all the provider's records, in list order. */
	ids(books: Books): string[];
	/** A filter that some records match, and the query parameters that every page request must have for it. */
	filter?: {
		parameters: INodeParameters;
		query: Record<string, unknown>;
		ids(books: Books): string[];
	};
}

export const listings: Listing[] = [
	{
		title: 'Checkr packages',
		node: 'checkr',
		provider: 'checkr',
		name: 'Checkr',
		credential: 'checkrApi',
		secrets: { apiKey: checkrKey },
		parameters: { resource: 'package', operation: 'getAll' },
		path: '/v1/packages',
		most: 100,
		size: 'per_page',
		key: 'id',
		ids: ({ checkr }) => checkr.packages.map(({ id }) => String(id)),
	},
	{
		title: 'Yardstik subaccounts',
		node: 'yardstik',
		provider: 'yardstik',
		name: 'Yardstik',
		credential: 'yardstikApi',
		secrets: { apiKey: yardstikKey },
		parameters: { resource: 'subaccount', operation: 'getAll' },
		path: '/sub_accounts',
		most: 100,
		size: 'per_page',
		key: 'id',
		ids: ({ yardstik }) => yardstik.subaccounts.map(({ id }) => id),
		filter: {
			parameters: { filters: { createdAfter: '2024-01-01T01:00:00Z' }, sort: { order: 'asc' } },
			query: {
				'query[created_at_gteq]': '2024-01-01T01:00:00.000Z',
				order: 'asc',
				order_by: 'created_at',
			},
			ids: ({ yardstik }) =>
				yardstik.subaccounts
					.filter(({ created_at }) => created_at >= '2024-01-01T01:00:00.000Z')
					.map(({ id }) => id),
		},
	},
	{
		title: 'SoftwareOne accounts',
		node: 'softwareOne',
		provider: 'softwareone',
		name: 'SoftwareOne',
		credential: 'softwareOneApi',
		secrets: { apiToken: softwareoneToken },
		parameters: { resource: 'account', operation: 'getAll' },
		path: '/public/v1/accounts/accounts',
		most: 100,
		size: 'limit',
		key: 'id',
		ids: ({ softwareone }) => softwareone.accounts.map(({ id }) => id),
	},
	{
		title: 'Teal users',
		node: 'teal',
		provider: 'teal',
		name: 'Teal',
		credential: 'tealApi',
		secrets: { apiKey: tealKey },
		parameters: { authentication: 'tealApi', resource: 'user', operation: 'getAll' },
		path: '/users',
		most: 100,
		size: 'limit',
		key: 'user_id',
		ids: ({ teal }) => teal.users.map(({ user_id }) => user_id),
	},
];

/** `count` customers with different names, emails, and CRM IDs, named after `prefix`. */
export function customers(count: number, prefix = 'Customer'): Customer[] {
	return Array.from({ length: count }, (_, index) => ({
		company: `${prefix} ${index}`,
		email: `owner${index}@example.com`,
		taxId: '123456789',
		crm: `crm-${index}`,
	}));
}

/** A credential with the test's own base URL. */
export function credentialsFor(
	{ credential, secrets, open }: Pick<Creation, 'credential' | 'secrets' | 'open'>,
	baseUrl: string,
): Record<string, ICredentialDataDecryptedObject> {
	return { [credential]: { environment: 'custom', baseUrl, ...open, ...secrets } };
}

/** Options for running a row of the tables above. */
export interface Way extends Omit<Task, 'node' | 'typeName'> {
	/** Requests at Once and Retries. */
	options?: INodeParameters;
}

/** Runs a row's operation against a base URL. */
export async function run(
	row: Creation | Listing,
	baseUrl: string,
	{ parameters = {}, options = {}, ...way }: Way = {},
): Promise<Result> {
	return await runNode({
		node: row.node,
		credentials: credentialsFor(row, baseUrl),
		...way,
		parameters: {
			...('direct' in row && row.direct ? { ifExists: row.direct } : {}),
			...row.parameters,
			...parameters,
			requestOptions: options,
		},
	});
}

/** The names in the create requests, in order of arrival. */
export function asked({ path, named }: Creation, requests: RecordedRequest[]): string[] {
	return requests
		.filter((request) => request.method === 'POST' && request.path === path && request.body)
		.map(({ body }) => named(body));
}

/** Everything a user reads about a failed run: the message and what n8n shows below it. */
export function wordsOf({ error }: Result): string {
	return [error?.message, error?.description].filter((part) => part).join('\n');
}

/** The index of the input item that an output item is paired with. */
export function pairedTo({ pairedItem }: INodeExecutionData): number | undefined {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : undefined;
}

/** The created records in an output, each read with the customer it is paired with. */
export function givenIn(row: Creation, output: INodeExecutionData[], items: Customer[]): Held[] {
	return output.map((item) => row.given(item.json, items[Number(pairedTo(item))] ?? {}));
}

/** How a message refers to a record that was created before a run stopped. */
export function called({ secretId }: Creation, { id, name }: Held): string {
	return secretId ? name : `${name} (ID ${id})`;
}

/** Expects the machine-readable cause of a failed run, which n8n 2 stores with the error and n8n 1 does not have. */
export function expectCause({ error }: Result, cause: IDataObject): void {
	expect(error).toBeDefined();
	if (error && 'failure' in error) expect(error.failure).toEqual(cause);
}
