import type { INodeProperties } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { checkr, checkrPages } from '../provider';

const fields: INodeProperties[] = [...returnAllOrLimit, simplify];

export const getPackages: Operation = {
	provider: checkr,
	resource: { name: 'Package', value: 'package' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many packages',
		description: 'Retrieve a list of background check packages that the account can order',
	},
	request: { method: 'GET', url: '/packages' },
	noun: 'packages',
	verb: 'list',
	repeat: 'always',
	fields,
	page: checkrPages,
	simple: {
		id: 'id',
		name: 'name',
		slug: 'slug',
		price: 'price',
		screenings: 'screenings[].type',
		apply_url: 'apply_url',
		created_at: 'created_at',
	},
};
