import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { isObject, textOf } from '../../shared/values';
import { rqlText, softwareOne, softwareOnePages, withRql } from '../provider';
import { fieldList, selectOptions, simpleAccount } from './fields';

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
				displayName: 'External ID',
				name: 'externalId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 4711',
				description: 'Only accounts with exactly this external ID',
			},
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
				description: 'An expression can give any order of SoftwareOne, such as type,-audit.updated.at',
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
	shape(request, issues) {
		const given = this.getNodeParameter('filters', {});
		const texts = Object.entries(isObject(given) ? given : {}).map(([field, value]) => [field, textOf(value)]);
		const { externalId = '', name = '', status = '', type = '', rql = '' } = Object.fromEntries(texts) as Record<string, string>;
		if (/^\?|&/.test(rql.replace(/"[^"]*"|'[^']*'/g, ''))) {
			issues.push({ field: 'With a Query', text: 'must be one filter, such as and(eq(type,Vendor),eq(status,Active)), without "?" and "&"' });
		}
		const parts = [
			externalId && `eq(externalId,${rqlText(externalId)})`,
			name && `ilike(name,${rqlText(`*${name}*`)})`,
			status && `eq(status,${rqlText(status)})`,
			type && `eq(type,${rqlText(type)})`,
			rql,
		].filter((part) => part);
		const filter = parts.length > 1 ? `and(${parts.join(',')})` : parts.join('');
		const { order, select } = request.qs as IDataObject;
		// SoftwareOne filters and sorts by the audit only where it is selected.
		const needed = /\baudit\./.test(`${String(order)} ${rql}`) ? ['audit'] : [];
		request.url = withRql(request.url, filter, fieldList('order', order), fieldList('select', select, ...needed));
		request.qs = {};
	},
};
