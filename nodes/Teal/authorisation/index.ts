import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createAuthorisation } from './create';
import { getAuthorisations } from './getAll';
import { revokeAuthorisation } from './revoke';

export const authorisationDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['authorisation'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create authorisation',
				description: 'Create a new authorisation: the consent of a user to have the payroll read',
				routing: route(createAuthorisation),
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many authorisations',
				description: 'Retrieve a list of the authorisations of a user',
				routing: route(getAuthorisations),
			},
			{
				name: 'Revoke',
				value: 'revoke',
				action: 'Revoke authorisation',
				description: 'Take back the consent of a user',
				routing: route(revokeAuthorisation),
			},
		],
		default: 'create',
	},
	...createAuthorisation.fields,
	...getAuthorisations.fields,
	...revokeAuthorisation.fields,
];
