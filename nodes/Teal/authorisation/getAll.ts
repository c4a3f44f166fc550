import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { userId } from '../fields';
import { teal, tealPages } from '../provider';

const fields: INodeProperties[] = [
	{ ...userId, routing: { send: { type: 'query', property: 'user_id' } } },
	...returnAllOrLimit,
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
			{
				displayName: 'Term ID',
				name: 'termId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 7f3b8c2a-1d4e-4f6a-8b7c-9d0e1f2a3b4c',
				description: 'Only authorisations for these terms',
				routing: { send: { type: 'query', property: 'term_id' } },
			},
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
	page: tealPages('authorisations', 20, 'id'),
};
