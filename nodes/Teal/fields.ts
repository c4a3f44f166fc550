import type { INodeProperties } from 'n8n-workflow';

/** The user that is picked from the list or named by ID. What it does to the request is up to the operation. */
export const userId: INodeProperties = {
	displayName: 'User',
	name: 'userId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The person whose payroll is meant',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a user...',
			typeOptions: { searchListMethod: 'searchUsers', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71' },
	],
};

export const accountId: INodeProperties = {
	displayName: 'Account ID',
	name: 'accountId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71',
	description: 'As given out when the account was created, or by Get Many',
};

export const authorisationHeader: INodeProperties = {
	displayName: 'Authorisation ID',
	name: 'authorisationId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 7f3b8c2a-1d4e-4f6a-8b7c-9d0e1f2a3b4c',
	description: 'Which of the authorisations of the user to go by. If empty, Teal finds a valid one.',
	routing: { request: { headers: { 'x-teal-authorisation-id': '={{ $value }}' } } },
};
