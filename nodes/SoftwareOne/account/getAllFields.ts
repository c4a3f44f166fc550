import type { INodeProperties } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/form/fields';
import { accountStatuses, selectOptions } from './fields';

export const fields: INodeProperties[] = [
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
				displayName: 'External ID',
				name: 'externalId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 4711',
				description: 'Only return accounts with exactly this external ID',
			},
			{
				displayName: 'Name Contains',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Acme',
				description: 'Only return accounts whose name contains this text. Not case-sensitive.',
			},
			{
				displayName: 'RQL Query',
				name: 'rql',
				type: 'string',
				default: '',
				placeholder: 'e.g. and(eq(type,Vendor),ilike(name,*acme*))',
				description:
					"Filter in SoftwareOne's Resource Query Language (RQL), combined with the other filters",
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: accountStatuses,
				default: 'Enabled',
				description: 'Only return accounts with this status',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Client', value: 'Client' },
					{ name: 'Operations', value: 'Operations' },
					{ name: 'Vendor', value: 'Vendor' },
				],
				default: 'Client',
				description: 'Only return accounts of this type',
			},
		],
	},
	selectOptions,
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
					{ name: 'Name, A to Z', value: 'name' },
					{ name: 'Name, Z to A', value: '-name' },
					{ name: 'Newest First', value: '-audit.created.at' },
					{ name: 'Oldest First', value: 'audit.created.at' },
				],
				default: 'name',
				description:
					'The sort order. Use an expression to sort by other fields, such as type,-audit.updated.at.',
				routing: { send: { type: 'query', property: 'order' } },
			},
		],
	},
];
