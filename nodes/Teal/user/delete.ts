import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { userId } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userId,
	{
		displayName:
			"This also deletes all of the user's accounts, documents, and payroll data, and can't be undone.",
		name: 'notice',
		type: 'notice',
		default: '',
	},
];

export const deleteUser: Operation = {
	provider: teal,
	resource: { name: 'User', value: 'user' },
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete user',
		description: 'Delete a user permanently',
	},
	request: { method: 'DELETE', url: '/users/{userId}' },
	noun: 'user',
	verb: 'delete',
	repeat: 'always',
	fields,
	answer: { deleted: true },
};
