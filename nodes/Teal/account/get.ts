import type { Operation } from '../../shared/operation';
import { accountId, userOfList } from '../fields';
import { teal } from '../provider';
import { withReady } from './status';

export const getAccount: Operation = {
	provider: teal,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get account',
		description: 'Retrieve an account and check whether it is ready',
	},
	request: { method: 'GET', url: '/accounts/{accountId}' },
	noun: 'account',
	verb: 'get',
	repeat: 'always',
	fields: [userOfList, accountId],
	output: withReady,
};
