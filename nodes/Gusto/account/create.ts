import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { each, email, length, state } from '../../shared/checks';
import type { Operation } from '../../shared/types';
import { administrator, companyName, companyStates } from '../fields';
import { gusto } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName:
			'This is an old way of creating accounts, which Gusto may have switched off. Unless Gusto told you to use it, choose the resource Company instead.',
		name: 'legacyNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'The result holds an authorization code, which is as good as a key. Hand it on to a safe place, and do not write it into a table or an email.',
		name: 'codeNotice',
		type: 'notice',
		default: '',
	},
	{ ...companyName, description: 'Legal name of the company, at least 2 characters' },
	...administrator,
	{ ...companyStates, required: true },
];

export const createAccount: Operation = {
	provider: gusto,
	request: { method: 'POST', url: '/v1/accounts' },
	noun: 'account',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['create'] } }, fields),
	checks: { 'user.email': email, 'company.name': length(2), 'company.states': each(state) },
	label: ['company.name'],
	howToCheck: "Look for the company in Gusto, or ask its administrator whether Gusto's welcome email has come,",
};
