import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { getProviders } from './getAll';

export const providerDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['provider'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many payroll providers',
				description: 'Retrieve a list of the payroll providers that Teal can connect',
				routing: route(getProviders),
			},
		],
		default: 'getAll',
	},
	...getProviders.fields,
];
