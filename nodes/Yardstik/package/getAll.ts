import type { INodeProperties } from 'n8n-workflow';
import { simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
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
				description: 'Whether to only return packages for continuous monitoring',
			},
		],
	},
];

export const getPackages: Operation = {
	provider: yardstik,
	resource: { name: 'Package', value: 'package' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many packages',
		description: 'Retrieve a list of packages that your platform account offers',
	},
	request: { method: 'GET', url: '/packages' },
	noun: 'packages',
	verb: 'list',
	repeat: 'always',
	fields,
	shape(request) {
		if (this.getNodeParameter('filters.monitorsOnly', false))
			request.qs = { ...request.qs, 'query[action_type_eq]': 'monitor' };
	},
	simple: {
		id: 'id',
		package_id: 'package_id',
		name: 'name',
		package: 'package',
		action_type: 'action_type',
		screenings: 'screenings',
	},
};
