import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createAccount } from './create';

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
				action: 'Create legacy account',
				description: 'Create a new account in the old way, which gives an authorization code',
				routing: route(createAccount),
			},
		],
		default: 'create',
	},
	...createAccount.fields,
];
