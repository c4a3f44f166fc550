import type { IDataObject } from 'n8n-workflow';
import { anyText, email } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import { checkr } from '../provider';
import { createFields } from './createFields';
import { existing, withId } from './existing';

const STATES = ['company.state', 'company.incorporation_state', 'default_compliance_state'];

export const createAccount: Operation = {
	provider: checkr,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create account',
		description: 'Create a new account for a customer',
	},
	request: { method: 'POST', url: '/accounts' },
	noun: 'account',
	verb: 'create',
	repeat: 'keyed',
	fields: createFields,
	codes: STATES,
	// Checkr's OpenAPI document doesn't limit states to two letters.
	checks: { 'user.email': email, ...Object.fromEntries(STATES.map((path) => [path, anyText])) },
	label: ['name'],
	howToCheck: 'Look for the account in the Checkr Dashboard',
	existing,
	output: withId,
	shape(request) {
		// The document requires `company`, but none of its fields.
		request.body = { company: {}, ...(request.body as IDataObject) };
	},
};
