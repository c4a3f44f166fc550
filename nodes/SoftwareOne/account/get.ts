import type { IDataObject } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { softwareOne, withRql } from '../provider';
import { accountId, fieldList, selectOptions, simpleAccount } from './fields';

export const getAccount: Operation = {
	provider: softwareOne,
	request: { method: 'GET', url: '/public/v1/accounts/accounts/{accountId}' },
	noun: 'account',
	verb: 'get',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['get'] } }, [accountId, simplify, selectOptions]),
	shape(request) {
		request.url = withRql(request.url, fieldList('select', (request.qs as IDataObject).select));
		request.qs = {};
	},
	simple: simpleAccount,
};
