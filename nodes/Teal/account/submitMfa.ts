import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { textOf } from '../../shared/values';
import {
	accountId,
	authorisationCheck,
	authorisationHeader,
	setAuthorisation,
	userOfList,
} from '../fields';
import { teal } from '../provider';
import { withReady } from './status';

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
		description:
			"The user's answer to the account's 'mfa_question': the code, the date, or the characters at the requested positions",
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
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Submit MFA',
		value: 'submitMfa',
		action: 'Submit MFA answer',
		description: "Submit the user's answer to a multi-factor authentication (MFA) challenge",
	},
	request: { method: 'PUT', url: '/accounts/{accountId}/mfa' },
	noun: 'MFA answer for this account',
	verb: 'submit',
	// Teal accepts an answer only once, so a retry would be rejected.
	repeat: 'never',
	fields,
	checks: authorisationCheck,
	id: 'account_id',
	howToCheck: "Check the account's status with the Get operation of the Account resource",
	shape(request) {
		setAuthorisation.call(this, request);
		// Masked fields aren't trimmed, but spaces around a code are never intended.
		const body = request.body as IDataObject;
		body.mfa = textOf(body.mfa);
	},
	output: withReady,
};
