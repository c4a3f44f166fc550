import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createAccount } from './create';
import { disableAccount } from './disable';
import { enableAccount } from './enable';
import { getAccount } from './get';
import { getAccounts } from './getAll';
import { updateAccount } from './update';

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
				description: 'Create a new account for a client or vendor',
				routing: route(createAccount),
			},
			{
				name: 'Disable',
				value: 'disable',
				action: 'Disable account',
				description: 'Stop an account from being used until it is enabled again',
				routing: route(disableAccount),
			},
			{
				name: 'Enable',
				value: 'enable',
				action: 'Enable account',
				description: 'Let a disabled account be used again',
				routing: route(enableAccount),
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get account',
				description: 'Retrieve an account',
				routing: route(getAccount),
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many accounts',
				description: 'Retrieve a list of accounts',
				routing: route(getAccounts),
			},
			{
				name: 'Update',
				value: 'update',
				action: 'Update account',
				description: 'Change the data of an account',
				routing: route(updateAccount),
			},
		],
		default: 'create',
	},
	...createAccount.fields,
	...disableAccount.fields,
	...enableAccount.fields,
	...getAccount.fields,
	...getAccounts.fields,
	...updateAccount.fields,
];
