import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { textOf } from '../../shared/values';
import { accountId, authorisationCheck, authorisationHeader, setAuthorisation, userOfList } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userOfList,
	accountId,
	{
		displayName: 'Answer',
		name: 'mfa',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		placeholder: 'e.g. 140295',
		description: "What the user answers to the 'mfa_question' of the new account: the code, the date, or the characters at the positions asked for",
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
	noun: 'MFA answer for this account',
	verb: 'submit',
	// The answer counts once: sent again, it would be wrong.
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['submitMfa'] } }, fields),
	checks: authorisationCheck,
	id: 'account_id',
	howToCheck: "Look at the account's status with the operation Get of Account",
	shape(request) {
		setAuthorisation.call(this, request);
		// A masked field is sent as it is typed, but spaces around a code are never meant.
		const body = request.body as IDataObject;
		body.mfa = textOf(body.mfa);
	},
};
