import { simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { userId } from '../fields';
import { teal } from '../provider';
import { simpleUser } from './fields';

export const getUser: Operation = {
	provider: teal,
	resource: { name: 'User', value: 'user' },
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get user',
		description: 'Retrieve a user',
	},
	request: { method: 'GET', url: '/users/{userId}' },
	noun: 'user',
	verb: 'get',
	repeat: 'always',
	fields: [userId, simplify],
	simple: simpleUser,
};
