import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { accountId, userOfList } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userOfList,
	accountId,
	{
		displayName: "Teal deletes the payroll data of the account too. This can't be undone.",
		name: 'deleteNotice',
		type: 'notice',
		default: '',
	},
];

export const deleteAccount: Operation = {
	provider: teal,
	request: { method: 'DELETE', url: '/accounts/{accountId}' },
	noun: 'account',
	verb: 'delete',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['delete'] } }, fields),
	answer: { deleted: true },
};
