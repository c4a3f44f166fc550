import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { yardstik, yardstikPages } from '../provider';
import { simpleInList } from './fields';

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
				description: 'Only subaccounts created at this time or later',
				routing: { send: { type: 'query', property: 'query[created_at_gteq]', propertyInDotNotation: false } },
			},
			{
				displayName: 'Created Before',
				name: 'createdBefore',
				type: 'dateTime',
				default: '',
				description: 'Only subaccounts created at this time or earlier',
				routing: { send: { type: 'query', property: 'query[created_at_lteq]', propertyInDotNotation: false } },
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
				description: 'By the time at which the subaccounts were created',
				routing: { request: { qs: { order_by: 'created_at' } }, send: { type: 'query', property: 'order' } },
			},
		],
	},
];

export const getSubaccounts: Operation = {
	provider: yardstik,
	request: { method: 'GET', url: '/sub_accounts' },
	noun: 'subaccounts',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['subaccount'], operation: ['getAll'] } }, fields),
	page: yardstikPages,
	simple: simpleInList,
};
