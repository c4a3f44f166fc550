import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { userOfList } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userOfList,
	{
		displayName: 'Authorisation',
		name: 'authorisationId',
		type: 'resourceLocator',
		typeOptions: { loadOptionsDependsOn: ['userId.value'] },
		required: true,
		default: { mode: 'list', value: '' },
		description: 'The authorisation that the user takes back. The list shows the active ones of the user above.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select an authorisation...',
				typeOptions: { searchListMethod: 'searchAuthorisations', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 7f3b8c2a-1d4e-4f6a-8b7c-9d0e1f2a3b4c' },
		],
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
