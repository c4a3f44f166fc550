import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { uuid } from '../../shared/checks';
import type { Operation } from '../../shared/types';
import { shapeUserId, termId, userId } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'This records that the user has agreed to the terms. Run it only after the person really has.',
		name: 'consentNotice',
		type: 'notice',
		default: '',
	},
	{ ...userId, routing: { send: { type: 'body', property: 'user_id' } } },
	{
		displayName: 'Browser',
		name: 'userAgent',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
		hint: 'A Form or Webhook node before this one has it under headers as user-agent: drag it here',
		description: "What the user's browser calls itself (its user agent), taken when the user agreed",
		routing: { send: { type: 'body', property: 'user_agent' } },
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Fingerprint',
				name: 'fingerprint',
				type: 'string',
				default: '',
				placeholder: 'e.g. 3b1f4f7e8f0e',
				description: 'Mark by which your website knows the browser again',
				routing: { send: { type: 'body', property: 'fingerprint' } },
			},
			{
				displayName: 'Internet Address',
				name: 'ipAddress',
				type: 'string',
				default: '',
				placeholder: 'e.g. 203.0.113.7',
				description: 'Internet (IP) address that the user agreed from. If empty, Teal records the address of this n8n.',
				routing: { send: { type: 'body', property: 'ip_address' } },
			},
			{ ...termId, routing: { send: { type: 'body', property: 'term_id' } } },
		],
	},
];

export const createAuthorisation: Operation = {
	provider: teal,
	request: { method: 'POST', url: '/authorisations' },
	noun: 'authorisation',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['authorisation'], operation: ['create'] } }, fields),
	checks: { term_id: uuid },
	label: ['user_id'],
	howToCheck: 'Look for it with the operation Get Many of Authorisation',
	shape: ({ body }) => shapeUserId(body),
};
