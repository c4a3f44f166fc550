import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { pattern } from '../shared/checks';
import { listedOrTyped } from '../shared/fields';
import { idIn } from '../shared/prepare';
import { textOf } from '../shared/values';

/** The user that is picked from the list or named by ID. What it does to the request is up to the operation. */
export const userId: INodeProperties = {
	displayName: 'User',
	name: 'userId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The person whose payroll is meant',
	...listedOrTyped('searchUsers', 'a user', 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71'),
};

/** The user whose records fill the list of the next field: Teal lists accounts and authorisations by user only. */
export const userOfList: INodeProperties = {
	...userId,
	required: undefined,
	hint: 'Only fills the list below. Leave it empty if you give an ID there.',
	description: 'The person whose records the list below shows',
};

export const accountId: INodeProperties = {
	displayName: 'Account',
	name: 'accountId',
	type: 'resourceLocator',
	typeOptions: { loadOptionsDependsOn: ['userId.value'] },
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The account to work on. The list shows those of the user above.',
	...listedOrTyped('searchAccounts', 'an account', 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71'),
};

export const authorisationId: INodeProperties = {
	displayName: 'Authorisation',
	name: 'authorisationId',
	type: 'resourceLocator',
	typeOptions: { loadOptionsDependsOn: ['userId.value'] },
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The authorisation to work on. The list shows the active ones of the user above.',
	...listedOrTyped('searchAuthorisations', 'an authorisation', 'e.g. 7f3b8c2a-1d4e-4f6a-8b7c-9d0e1f2a3b4c'),
};

export const authorisationHeader: INodeProperties = {
	...authorisationId,
	required: undefined,
	description: 'Which of the authorisations of the user to go by. If empty, Teal finds a valid one.',
};

/** The example in Teal's document is no UUID, though it is declared as one: so any text counts that a header can hold. */
export const authorisationCheck = { 'additionalFields.authorisationId': pattern(/^[\x21-\x7e]*$/, 'must be letters, digits and signs without spaces') };

/** Puts the authorisation that was chosen on a request. */
export function setAuthorisation(this: IExecuteSingleFunctions, request: IHttpRequestOptions): void {
	const id = idIn(textOf(this.getNodeParameter('additionalFields.authorisationId', '', { extractValue: true })));
	if (id) request.headers = { ...request.headers, 'x-teal-authorisation-id': id };
}

/** The terms that a user has accepted, picked from the active ones. */
export const termId: INodeProperties = {
	displayName: 'Term Name or ID',
	name: 'termId',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getTerms' },
	default: '',
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

/** Puts the ID in place of a pasted address, for the user in a body or a query. Changes the target. */
export function shapeUserId(target: unknown): void {
	const record = target as IDataObject;
	if (typeof record.user_id === 'string') record.user_id = idIn(record.user_id);
}
