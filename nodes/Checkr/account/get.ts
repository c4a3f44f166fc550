import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { checkr } from '../provider';

const fields: INodeProperties[] = [simplify];

export const getAccount: Operation = {
	provider: checkr,
	request: { method: 'GET', url: '/account' },
	noun: 'account',
	verb: 'get',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['get'] } }, fields),
	simple: {
		id: 'id',
		name: 'name',
		purpose: 'purpose',
		authorized: 'authorized',
		api_authorized: 'api_authorized',
		available_screenings: 'available_screenings',
		city: 'company.city',
		state: 'company.state',
		support_email: 'support_email',
		created_at: 'created_at',
	},
};
