import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { authorisationId, userOfList } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userOfList,
	{
		...authorisationId,
		description:
			'The authorisation to revoke. The list shows the active authorisations of the user selected above.',
	},
];

export const revokeAuthorisation: Operation = {
	provider: teal,
	resource: { name: 'Authorisation', value: 'authorisation' },
	option: {
		name: 'Revoke',
		value: 'revoke',
		action: 'Revoke authorisation',
		description: "Revoke a user's consent to share payroll data",
	},
	request: { method: 'PUT', url: '/authorisations/{authorisationId}/revoke' },
	noun: 'authorisation',
	verb: 'revoke',
	// Whether Teal accepts a second request isn't documented. It may reject it, because nothing is left to revoke.
	repeat: 'never',
	howToCheck: 'Check its status with the Get Many operation of the Authorisation resource',
	fields,
};
