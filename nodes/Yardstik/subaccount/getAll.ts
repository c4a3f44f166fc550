import type { INodeProperties } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { yardstik, yardstikPages } from '../provider';
import { simpleInList, withReady } from './output';

const fields: INodeProperties[] = [
	...returnAllOrLimit,
	simplify,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Created After',
				name: 'createdAfter',
				type: 'dateTime',
				default: '',
				description: 'Only return subaccounts created at or after this time',
				routing: {
					send: { type: 'query', property: 'query[created_at_gteq]', propertyInDotNotation: false },
				},
			},
			{
				displayName: 'Created Before',
				name: 'createdBefore',
				type: 'dateTime',
				default: '',
				description: 'Only return subaccounts created at or before this time',
				routing: {
					send: { type: 'query', property: 'query[created_at_lteq]', propertyInDotNotation: false },
				},
			},
		],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add Sorting',
		default: {},
		options: [
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'desc' },
					{ name: 'Oldest First', value: 'asc' },
				],
				default: 'desc',
				description: 'The sort order by creation time',
				routing: {
					request: { qs: { order_by: 'created_at' } },
					send: { type: 'query', property: 'order' },
				},
			},
		],
	},
];

export const getSubaccounts: Operation = {
	provider: yardstik,
	resource: { name: 'Subaccount', value: 'subaccount' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many subaccounts',
		description: 'Retrieve a list of subaccounts',
	},
	request: { method: 'GET', url: '/sub_accounts' },
	noun: 'subaccounts',
	verb: 'list',
	repeat: 'always',
	fields,
	page: yardstikPages,
	output: withReady,
	simple: simpleInList,
};
