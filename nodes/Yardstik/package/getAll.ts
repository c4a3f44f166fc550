import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { yardstik } from '../provider';

const fields: INodeProperties[] = [
	simplify,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Monitors Only',
				name: 'monitorsOnly',
				type: 'boolean',
				default: true,
				description: 'Whether to return only packages that watch a person continuously',
			},
		],
	},
];

export const getPackages: Operation = {
	provider: yardstik,
	request: { method: 'GET', url: '/packages' },
	noun: 'packages',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['package'], operation: ['getAll'] } }, fields),
	shape(request) {
		if (this.getNodeParameter('filters.monitorsOnly', false)) request.qs = { ...request.qs, 'query[action_type_eq]': 'monitor' };
	},
	simple: { id: 'id', name: 'name', package: 'package', action_type: 'action_type', screenings: 'screenings' },
};
