import type { IDataObject } from 'n8n-workflow';
import { simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { fieldList, softwareOne, withRql } from '../provider';
import { accountId, selectOptions } from './fields';
import { simpleAccount, withReady } from './output';

export const getAccount: Operation = {
	provider: softwareOne,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get account',
		description: 'Retrieve an account',
	},
	request: { method: 'GET', url: '/public/v1/accounts/accounts/{accountId}' },
	noun: 'account',
	verb: 'get',
	repeat: 'always',
	fields: [accountId, simplify, selectOptions],
	shape(request) {
		request.url = withRql(request.url, fieldList('select', (request.qs as IDataObject).select));
		request.qs = {};
	},
	output: withReady,
	simple: simpleAccount,
};
