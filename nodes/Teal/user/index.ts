import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createUser } from './create';
import { deleteUser } from './delete';
import { getUser } from './get';
import { getUsers } from './getAll';

export const userDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['user'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create user',
				description: 'Create a new user: a person whose payroll is to be read',
				routing: route(createUser),
			},
			{
				name: 'Delete',
				value: 'delete',
				action: 'Delete user',
				description: 'Delete a user permanently',
				routing: route(deleteUser),
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get user',
				description: 'Retrieve the data of a user',
				routing: route(getUser),
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many users',
				description: 'Retrieve a list of users',
				routing: route(getUsers),
			},
		],
		default: 'create',
	},
	...createUser.fields,
	...getUser.fields,
	...getUsers.fields,
	...deleteUser.fields,
];
