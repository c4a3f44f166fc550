import type { INodeProperties } from 'n8n-workflow';
import { each, email, length, state } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import { emailOnce, existingByEmail, withCustomer } from '../existing';
import { administrator, companyName, companyStates } from '../fields';
import { gusto } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName:
			'Gusto may have turned off this legacy endpoint. Unless Gusto told you to use it, select the Company resource instead. The output contains an authorization code. Treat it like a password: store it in a safe place, not in a table or an email.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{ ...companyName, description: 'The name of the company, with at least 2 characters' },
	...administrator,
	{ ...companyStates, required: true },
];

export const createAccount: Operation = {
	provider: gusto,
	resource: { name: 'Account (Legacy)', value: 'account' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create legacy account',
		description: 'Create a new account with the legacy endpoint and get an authorization code',
	},
	request: { method: 'POST', url: '/v1/accounts' },
	noun: 'account',
	verb: 'create',
	repeat: 'never',
	fields,
	checks: { 'user.email': email, 'company.name': length(2), 'company.states': each(state) },
	codes: ['company.states'],
	label: ['company.name'],
	howToCheck: "Ask the company's administrator whether they received Gusto's welcome email",
	existing: existingByEmail(emailOnce),
	secretOutput: ['authorization_code'],
	output: withCustomer,
};
