import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { accountId, userOfList } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userOfList,
	accountId,
	{
		displayName: "This also deletes the account's payroll data and can't be undone.",
		name: 'notice',
		type: 'notice',
		default: '',
	},
];

export const deleteAccount: Operation = {
	provider: teal,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete account',
		description: 'Delete an account permanently',
	},
	request: { method: 'DELETE', url: '/accounts/{accountId}' },
	noun: 'account',
	verb: 'delete',
	repeat: 'always',
	fields,
	answer: { deleted: true },
};
