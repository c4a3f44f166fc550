import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { userId } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userId,
	{
		displayName: "Teal deletes all accounts, documents and payroll data of the user too. This can't be undone.",
		name: 'deleteNotice',
		type: 'notice',
		default: '',
	},
];

export const deleteUser: Operation = {
	provider: teal,
	request: { method: 'DELETE', url: '/users/{userId}' },
	noun: 'user',
	verb: 'delete',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['user'], operation: ['delete'] } }, fields),
	answer: { deleted: true },
};
