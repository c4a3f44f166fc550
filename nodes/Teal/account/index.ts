import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createAccount } from './create';
import { deleteAccount } from './delete';
import { getAccount } from './get';
import { getAccounts } from './getAll';
import { submitMfa } from './submitMfa';

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
				description: 'Create a new account by connecting the payroll of a user',
				routing: route(createAccount),
			},
			{
				name: 'Delete',
				value: 'delete',
				action: 'Delete account',
				description: 'Delete an account permanently',
				routing: route(deleteAccount),
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get account',
				description: 'Retrieve an account with its status',
				routing: route(getAccount),
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many accounts',
				description: 'Retrieve a list of the accounts of a user',
				routing: route(getAccounts),
			},
			{
				name: 'Submit MFA',
				value: 'submitMfa',
				action: 'Submit MFA answer',
				description: 'Answer the second question of the sign-in (multi-factor authentication, MFA)',
				routing: route(submitMfa),
			},
		],
		default: 'create',
	},
	...createAccount.fields,
	...getAccount.fields,
	...getAccounts.fields,
	...deleteAccount.fields,
	...submitMfa.fields,
];
