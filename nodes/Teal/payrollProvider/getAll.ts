import { updateDisplayOptions } from 'n8n-workflow';
import { simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { teal } from '../provider';

export const getProviders: Operation = {
	provider: teal,
	request: { method: 'GET', url: '/providers' },
	noun: 'payroll providers',
	verb: 'list',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['provider'], operation: ['getAll'] } }, [simplify]),
	rows: 'providers',
	simple: {
		id: 'id',
		name: 'name',
		url: 'url',
		is_oauth2: 'is_oauth2',
		is_scraper: 'is_scraper',
		max_login_attempts: 'max_login_attempts',
		extra_login_params: 'extra_login_params[].key',
	},
};
