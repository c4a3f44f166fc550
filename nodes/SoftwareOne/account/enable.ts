import type { Operation } from '../../shared/operation';
import { softwareOne } from '../provider';
import { accountId } from './fields';
import { withReady } from './output';

export const enableAccount: Operation = {
	provider: softwareOne,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Enable',
		value: 'enable',
		action: 'Enable account',
		description: 'Make a disabled account usable again',
	},
	request: { method: 'POST', url: '/public/v1/accounts/accounts/{accountId}/enable' },
	noun: 'account',
	verb: 'enable',
	repeat: 'always',
	fields: [accountId],
	output: withReady,
};
