import type { IDataObject } from 'n8n-workflow';
import { anyText } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import { isObject, textOf } from '../../shared/values';
import { ACCOUNTS, fieldList, rqlText, softwareOne, softwareOnePages, withRql } from '../provider';
import { fields } from './getAllFields';
import { simpleAccount, withReady } from './output';

export const getAccounts: Operation = {
	provider: softwareOne,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many accounts',
		description: 'Retrieve a list of accounts',
	},
	request: { method: 'GET', url: ACCOUNTS },
	noun: 'accounts',
	verb: 'list',
	repeat: 'always',
	fields,
	checks: { order: anyText },
	page: softwareOnePages,
	output: withReady,
	simple: simpleAccount,
	shape(request, issues) {
		const given = this.getNodeParameter('filters', {});
		const texts = Object.entries(isObject(given) ? given : {}).map(([field, value]) => [
			field,
			textOf(value),
		]);
		const {
			externalId = '',
			name = '',
			status = '',
			type = '',
			rql = '',
		} = Object.fromEntries(texts) as Record<string, string>;
		if (/^\?|&/.test(rql.replace(/"[^"]*"|'[^']*'/g, ''))) {
			issues.push({
				field: 'RQL Query',
				text: 'must be a single filter without "?" or "&", such as and(eq(type,Vendor),eq(status,Active))',
			});
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
		// SoftwareOne can filter and sort by audit fields only if they are selected.
		const needed = /\baudit\./.test(`${String(order)} ${rql}`) ? ['audit'] : [];
		request.url = withRql(
			request.url,
			filter,
			fieldList('order', order),
			fieldList('select', select, ...needed),
		);
		request.qs = {};
	},
};
