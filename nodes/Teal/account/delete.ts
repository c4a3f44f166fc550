import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { accountId } from '../fields';
import { teal } from '../provider';

export const deleteAccount: Operation = {
	provider: teal,
	request: { method: 'DELETE', url: '/accounts/{accountId}' },
	noun: 'account',
	verb: 'delete',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['delete'] } }, [accountId]),
	answer: { deleted: true },
};
