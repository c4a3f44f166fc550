import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { accountId, authorisationHeader } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	accountId,
	{
		displayName: 'Answer',
		name: 'mfa',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		description: 'What the user was asked for: the code, the date, or the characters at the positions that were named when the account was created',
		routing: { send: { type: 'body', property: 'mfa' } },
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [authorisationHeader],
	},
];

export const submitMfa: Operation = {
	provider: teal,
	request: { method: 'PUT', url: '/accounts/{accountId}/mfa' },
	noun: 'MFA answer',
	verb: 'submit',
	// The answer counts once: sent again, it would be wrong.
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['submitMfa'] } }, fields),
	howToCheck: "Look at the account's status with the operation Get of Account",
};
