import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'Authorisation ID',
		name: 'authorisationId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 7f3b8c2a-1d4e-4f6a-8b7c-9d0e1f2a3b4c',
		description: 'As given out when the authorisation was created, or by Get Many',
	},
];

export const revokeAuthorisation: Operation = {
	provider: teal,
	request: { method: 'PUT', url: '/authorisations/{authorisationId}/revoke' },
	noun: 'authorisation',
	verb: 'revoke',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['authorisation'], operation: ['revoke'] } }, fields),
};
