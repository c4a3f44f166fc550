import { updateDisplayOptions } from 'n8n-workflow';
import { simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { userId } from '../fields';
import { teal } from '../provider';
import { simpleUser } from './fields';

export const getUser: Operation = {
	provider: teal,
	request: { method: 'GET', url: '/users/{userId}' },
	noun: 'user',
	verb: 'get',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['user'], operation: ['get'] } }, [userId, simplify]),
	simple: simpleUser,
};
