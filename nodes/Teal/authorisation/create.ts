import type { INodeProperties } from 'n8n-workflow';
import { uuid } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import { shapeUserId, termId, userId } from '../fields';
import { teal } from '../provider';
import { existing } from './existing';

const fields: INodeProperties[] = [
	{
		displayName:
			'This records that the user accepted the terms. Only run it after they have done so.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{ ...userId, routing: { send: { type: 'body', property: 'user_id' } } },
	{
		displayName: 'User Agent',
		name: 'userAgent',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
		hint: 'You can find it under headers in the output of a Form or Webhook trigger',
		description: 'The user agent of the browser in which the user accepted the terms',
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
				displayName: 'Browser Fingerprint',
				name: 'fingerprint',
				type: 'string',
				default: '',
				placeholder: 'e.g. 3b1f4f7e8f0e',
				description: "The fingerprint of the user's browser, if your website collects it",
				routing: { send: { type: 'body', property: 'fingerprint' } },
			},
			{
				displayName: 'IP Address',
				name: 'ipAddress',
				type: 'string',
				default: '',
				placeholder: 'e.g. 203.0.113.7',
				description:
					'The IP address from which the user accepted the terms. If empty, Teal records the IP address of n8n.',
				routing: { send: { type: 'body', property: 'ip_address' } },
			},
			{ ...termId, routing: { send: { type: 'body', property: 'term_id' } } },
		],
	},
];

export const createAuthorisation: Operation = {
	provider: teal,
	resource: { name: 'Authorisation', value: 'authorisation' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create authorisation',
		description: "Create a new authorisation that records a user's consent to share payroll data",
	},
	request: { method: 'POST', url: '/authorisations' },
	noun: 'authorisation',
	verb: 'create',
	repeat: 'never',
	fields,
	checks: { term_id: uuid },
	label: ['user_id'],
	howToCheck:
		"Check the user's authorisations with the Get Many operation of the Authorisation resource",
	existing,
	shape: ({ body }) => shapeUserId(body),
};
