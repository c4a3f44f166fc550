import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { shapeUserId, userId } from '../fields';
import { teal, tealPages } from '../provider';

export const getAccounts: Operation = {
	provider: teal,
	request: { method: 'GET', url: '/accounts' },
	noun: 'accounts',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['getAll'] } }, [
		{ ...userId, routing: { send: { type: 'query', property: 'user_id' } } },
		...returnAllOrLimit,
	]),
	shape: ({ qs }) => shapeUserId(qs),
	page: tealPages('accounts', 1000, 'account_id'),
};
