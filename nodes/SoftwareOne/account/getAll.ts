import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { isObject } from '../../shared/values';
import { rqlText, softwareOne, softwareOnePages, withRql } from '../provider';
import { simpleAccount } from './fields';

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
				displayName: 'Name Contains',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Acme',
				description: 'Only accounts with this in their name, in capitals or not',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Active', value: 'Active' },
					{ name: 'Disabled', value: 'Disabled' },
					{ name: 'Enabled', value: 'Enabled' },
				],
				default: 'Enabled',
				description: 'Only accounts in this state',
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
				description: 'Only accounts of this type',
			},
			{
				displayName: 'With a Query',
				name: 'rql',
				type: 'string',
				default: '',
				placeholder: 'e.g. and(eq(type,Vendor),ilike(name,*acme*))',
				description: "A filter in SoftwareOne's own query language (RQL), on top of the others",
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Select',
				name: 'select',
				type: 'string',
				default: '',
				placeholder: 'e.g. +audit,+groups',
				description: 'Which parts of an account to add (+) or leave out (-). To see them, turn off Simplify.',
				routing: { send: { type: 'query', property: 'select' } },
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
					{ name: 'Name, A to Z', value: 'name' },
					{ name: 'Name, Z to A', value: '-name' },
				],
				default: 'name',
				description: 'An expression can give any order of SoftwareOne, such as -audit.created.at',
				routing: { send: { type: 'query', property: 'order' } },
			},
		],
	},
];

export const getAccounts: Operation = {
	provider: softwareOne,
	request: { method: 'GET', url: '/public/v1/accounts/accounts' },
	noun: 'accounts',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['getAll'] } }, fields),
	checks: { order: () => undefined },
	page: softwareOnePages,
	simple: simpleAccount,
	shape(request) {
		const given = this.getNodeParameter('filters', {});
		const { name = '', status = '', type = '', rql = '' } = (isObject(given) ? given : {}) as Record<string, string>;
		const parts = [
			name.trim() && `ilike(name,${rqlText(`*${name.trim()}*`)})`,
			status && `eq(status,${rqlText(status)})`,
			type && `eq(type,${rqlText(type)})`,
			rql.trim(),
		].filter((part) => part);
		if (parts.length > 0) request.url = withRql(request.url, parts.length === 1 ? parts[0] : `and(${parts.join(',')})`);
	},
};
