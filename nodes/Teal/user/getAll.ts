import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { teal, tealPages } from '../provider';
import { simpleUser } from './fields';

export const getUsers: Operation = {
	provider: teal,
	request: { method: 'GET', url: '/users' },
	noun: 'users',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['user'], operation: ['getAll'] } }, [...returnAllOrLimit, simplify]),
	page: tealPages('users', 100, 'user_id'),
	simple: simpleUser,
};
