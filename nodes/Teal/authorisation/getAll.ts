import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { uuid } from '../../shared/checks';
import { returnAllOrLimit, simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { shapeUserId, termId, userId } from '../fields';
import { teal, tealPages } from '../provider';

const fields: INodeProperties[] = [
	{ ...userId, routing: { send: { type: 'query', property: 'user_id' } } },
	...returnAllOrLimit,
	simplify,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Active', value: 'active' },
					{ name: 'Expired', value: 'expired' },
					{ name: 'Revoked', value: 'revoked' },
				],
				default: 'active',
				description: 'Only authorisations in this state',
				routing: { send: { type: 'query', property: 'status' } },
			},
			{ ...termId, routing: { send: { type: 'query', property: 'term_id' } } },
		],
	},
];

export const getAuthorisations: Operation = {
	provider: teal,
	request: { method: 'GET', url: '/authorisations' },
	noun: 'authorisations',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['authorisation'], operation: ['getAll'] } }, fields),
	checks: { term_id: uuid },
	shape: ({ qs }) => shapeUserId(qs),
	page: tealPages('authorisations', 100, 'id'),
	simple: {
		id: 'id',
		user_id: 'user_id',
		status: 'status',
		is_valid: 'is_valid',
		accepted_at: 'accepted_at',
		expires_at: 'expires_at',
		revoked_at: 'revoked_at',
		term_id: 'term_id',
		created_at: 'created_at',
	},
};
