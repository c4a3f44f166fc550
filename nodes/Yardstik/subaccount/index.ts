import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createSubaccount } from './create';
import { getSubaccount } from './get';
import { getSubaccounts } from './getAll';

export const subaccountDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['subaccount'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create subaccount',
				description: 'Create a new subaccount for a customer',
				routing: route(createSubaccount),
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get subaccount',
				description: 'Retrieve a subaccount with all its settings',
				routing: route(getSubaccount),
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many subaccounts',
				description: 'Retrieve a list of subaccounts',
				routing: route(getSubaccounts),
			},
		],
		default: 'create',
	},
	...createSubaccount.fields,
	...getSubaccount.fields,
	...getSubaccounts.fields,
];
