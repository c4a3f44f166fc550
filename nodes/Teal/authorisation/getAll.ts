import type { INodeProperties } from 'n8n-workflow';
import { uuid } from '../../shared/prepare/checks';
import { returnAllOrLimit, simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { shapeUserId, termId, userId } from '../fields';
import { authorisationPages, teal } from '../provider';

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
				description: 'Only return authorisations with this status',
				routing: { send: { type: 'query', property: 'status' } },
			},
			{ ...termId, routing: { send: { type: 'query', property: 'term_id' } } },
		],
	},
];

export const getAuthorisations: Operation = {
	provider: teal,
	resource: { name: 'Authorisation', value: 'authorisation' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many authorisations',
		description: "Retrieve a list of a user's authorisations",
	},
	request: { method: 'GET', url: '/authorisations' },
	noun: 'authorisations',
	verb: 'list',
	repeat: 'always',
	fields,
	checks: { term_id: uuid },
	shape: ({ qs }) => shapeUserId(qs),
	page: authorisationPages,
	simple: {
		id: 'id',
		user_id: 'user_id',
		status: 'status',
		is_valid: 'is_valid',
		accepted_at: 'accepted_at',
		expires_at: 'expires_at',
		term_id: 'term_id',
	},
};
