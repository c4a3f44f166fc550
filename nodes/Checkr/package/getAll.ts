import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { returnAllOrLimit, simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { checkr, checkrPages } from '../provider';

const fields: INodeProperties[] = [...returnAllOrLimit, simplify];

export const getPackages: Operation = {
	provider: checkr,
	request: { method: 'GET', url: '/packages' },
	noun: 'packages',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['package'], operation: ['getAll'] } }, fields),
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
