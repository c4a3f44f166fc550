import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { userId } from '../fields';
import { teal } from '../provider';

export const deleteUser: Operation = {
	provider: teal,
	request: { method: 'DELETE', url: '/users/{userId}' },
	noun: 'user',
	verb: 'delete',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['user'], operation: ['delete'] } }, [userId]),
	answer: { deleted: true },
};
