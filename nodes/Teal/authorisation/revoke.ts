import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { authorisationId, userOfList } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	userOfList,
	{ ...authorisationId, description: 'The authorisation that the user takes back. The list shows the active ones of the user above.' },
];

export const revokeAuthorisation: Operation = {
	provider: teal,
	request: { method: 'PUT', url: '/authorisations/{authorisationId}/revoke' },
	noun: 'authorisation',
	verb: 'revoke',
	// Whether Teal takes a second one is not documented: it may say that there is nothing to revoke any more.
	repeat: 'never',
	howToCheck: 'Look at it with the operation Get Many of Authorisation',
	fields: updateDisplayOptions({ show: { resource: ['authorisation'], operation: ['revoke'] } }, fields),
};
