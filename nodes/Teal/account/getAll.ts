import { returnAllOrLimit } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { shapeUserId, userId } from '../fields';
import { accountPages, teal } from '../provider';
import { withReady } from './status';

export const getAccounts: Operation = {
	provider: teal,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many accounts',
		description: "Retrieve a list of a user's accounts",
	},
	request: { method: 'GET', url: '/accounts' },
	noun: 'accounts',
	verb: 'list',
	repeat: 'always',
	fields: [
		{ ...userId, routing: { send: { type: 'query', property: 'user_id' } } },
		...returnAllOrLimit,
	],
	shape: ({ qs }) => shapeUserId(qs),
	page: accountPages,
	output: withReady,
};
