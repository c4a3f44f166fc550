import { simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { teal } from '../provider';

export const getProviders: Operation = {
	provider: teal,
	resource: { name: 'Payroll Provider', value: 'provider' },
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many payroll providers',
		description: 'Retrieve a list of payroll providers that Teal supports',
	},
	request: { method: 'GET', url: '/providers' },
	noun: 'payroll providers',
	verb: 'list',
	repeat: 'always',
	fields: [simplify],
	rows: 'providers',
	simple: {
		id: 'id',
		name: 'name',
		url: 'url',
		is_oauth2: 'is_oauth2',
		extra_login_params: 'extra_login_params[].key',
	},
};
