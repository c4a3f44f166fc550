import { returnAllOrLimit, simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { teal, userPages } from '../provider';
import { simpleUser } from './fields';

export const getUsers: Operation = {
	provider: teal,
	resource: { name: 'User', value: 'user' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many users',
		description: 'Retrieve a list of users',
	},
	request: { method: 'GET', url: '/users' },
	noun: 'users',
	verb: 'list',
	repeat: 'always',
	fields: [...returnAllOrLimit, simplify],
	page: userPages,
	simple: simpleUser,
};
