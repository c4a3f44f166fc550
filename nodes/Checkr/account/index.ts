import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createAccount } from './create';
import { getAccount } from './get';

export const accountDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['account'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create account',
				description: 'Create a new account for a customer',
				routing: route(createAccount),
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get account',
				description: 'Retrieve the account that the API key belongs to',
				routing: route(getAccount),
			},
		],
		default: 'create',
	},
	...createAccount.fields,
	...getAccount.fields,
];
