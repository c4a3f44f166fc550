import type { Operation } from '../../shared/operation';
import { softwareOne } from '../provider';
import { accountId } from './fields';
import { withReady } from './output';

export const disableAccount: Operation = {
	provider: softwareOne,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Disable',
		value: 'disable',
		action: 'Disable account',
		description: 'Block an account from being used until it is enabled again',
	},
	request: { method: 'POST', url: '/public/v1/accounts/accounts/{accountId}/disable' },
	noun: 'account',
	verb: 'disable',
	repeat: 'always',
	fields: [accountId],
	output: withReady,
};
