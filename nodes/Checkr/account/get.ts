import type { INodeProperties } from 'n8n-workflow';
import { readyWhen } from '../../shared/answer/ready';
import { simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { checkr } from '../provider';

const fields: INodeProperties[] = [simplify];

export const getAccount: Operation = {
	provider: checkr,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get account',
		description: 'Retrieve the account that the API key belongs to',
	},
	request: { method: 'GET', url: '/account' },
	noun: 'account',
	verb: 'get',
	repeat: 'always',
	fields,
	// `authorized` says whether Checkr has credentialed the account, so that it can order checks (its OpenAPI document).
	output: readyWhen('authorized', (authorized) => authorized === true),
	simple: {
		id: 'id',
		name: 'name',
		purpose: 'purpose',
		authorized: 'authorized',
		ready: 'ready',
		api_authorized: 'api_authorized',
		available_screenings: 'available_screenings',
		city: 'company.city',
		state: 'company.state',
		created_at: 'created_at',
	},
};
