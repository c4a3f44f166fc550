import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

const common: Omit<INodeTypeDescription, 'displayName' | 'name' | 'properties' | 'credentials'> = {
	group: ['transform'],
	version: 1,
	description: 'As n8n’s documentation shows how to build one',
	defaults: { name: 'Plain' },
	inputs: ['main'],
	outputs: ['main'],
	requestDefaults: {
		baseURL: '={{ $credentials.baseUrl }}',
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
	},
};

const text = (displayName: string, name: string, property: string) => ({
	displayName,
	name,
	type: 'string' as const,
	default: '',
	routing: { send: { type: 'body' as const, property } },
});

/** Creates a Checkr account, with only the fields that the benchmark fills in. */
export const plainCreate: INodeType = {
	description: {
		...common,
		displayName: 'Plain Create',
		name: 'plainCreate',
		credentials: [{ name: 'checkrApi', required: true }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				options: [
					{
						name: 'Create',
						value: 'create',
						routing: { request: { method: 'POST', url: '/accounts' } },
					},
				],
				default: 'create',
			},
			text('Client ID', 'clientId', 'client_id'),
			text('Account Name', 'name', 'name'),
			text('Purpose', 'purpose', 'purpose'),
			text('Full Name', 'fullName', 'user.full_name'),
			text('Email', 'email', 'user.email'),
			text('Tax ID', 'taxId', 'company.tax_id'),
		],
	},
};

/** Lists all Yardstik subaccounts with n8n's own pagination. */
export const plainList: INodeType = {
	description: {
		...common,
		displayName: 'Plain List',
		name: 'plainList',
		credentials: [{ name: 'yardstikApi', required: true }],
		requestOperations: {
			pagination: {
				type: 'generic',
				properties: {
					continue: '={{ $response.body.meta.page < $response.body.meta.total_pages }}',
					request: {
						url: '/sub_accounts',
						qs: { page: '={{ ($response.body?.meta.page ?? 0) + 1 }}', per_page: 100 },
					},
				},
			},
		},
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				options: [
					{
						name: 'Get Many',
						value: 'getAll',
						routing: {
							request: { method: 'GET', url: '/sub_accounts' },
							send: { paginate: true },
							output: { postReceive: [{ type: 'rootProperty', properties: { property: 'data' } }] },
						},
					},
				],
				default: 'getAll',
			},
		],
	},
};
