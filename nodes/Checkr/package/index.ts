import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { getPackages } from './getAll';

export const packageDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['package'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many packages',
				description: 'Retrieve a list of the packages of background checks that the account can order',
				routing: route(getPackages),
			},
		],
		default: 'getAll',
	},
	...getPackages.fields,
];
