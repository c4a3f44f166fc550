import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { pattern } from '../shared/prepare/checks';
import { listedOrTyped } from '../shared/form/fields';
import { idIn } from '../shared/prepare/url';
import { textOf } from '../shared/values';

/** The user, selected from the list or by ID. Each operation adds its own routing. */
export const userId: INodeProperties = {
	displayName: 'User',
	name: 'userId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The user to operate on',
	...listedOrTyped('searchUsers', 'a user', 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71'),
};

/** The user whose records the next field lists. Teal lists accounts and authorisations only by user. */
export const userOfList: INodeProperties = {
	...userId,
	required: undefined,
	hint: 'Only filters the list below. Leave empty if you enter an ID there.',
	description: 'The user to list records for',
};

export const accountId: INodeProperties = {
	displayName: 'Account',
	name: 'accountId',
	type: 'resourceLocator',
	typeOptions: { loadOptionsDependsOn: ['userId.value'] },
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The account to operate on. The list shows the accounts of the user selected above.',
	...listedOrTyped('searchAccounts', 'an account', 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71'),
};

export const authorisationId: INodeProperties = {
	displayName: 'Authorisation',
	name: 'authorisationId',
	type: 'resourceLocator',
	typeOptions: { loadOptionsDependsOn: ['userId.value'] },
	required: true,
	default: { mode: 'list', value: '' },
	description:
		'The authorisation to operate on. The list shows the active authorisations of the user selected above.',
	...listedOrTyped(
		'searchAuthorisations',
		'an authorisation',
		'e.g. 7f3b8c2a-1d4e-4f6a-8b7c-9d0e1f2a3b4c',
	),
};

export const authorisationHeader: INodeProperties = {
	...authorisationId,
	required: undefined,
	description:
		'The authorisation to use. Leave empty to let Teal use any valid authorisation of the user.',
};

/** Allows any value that a header can hold, because the example in Teal's document isn't a UUID, although it is declared as one. */
export const authorisationCheck = {
	'additionalFields.authorisationId': pattern(
		/^[\x21-\x7e]*$/,
		'must contain only letters, digits, and symbols, without spaces',
	),
};

/** Adds the selected authorisation to a request. */
export function setAuthorisation(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): void {
	const id = idIn(
		textOf(this.getNodeParameter('additionalFields.authorisationId', '', { extractValue: true })),
	);
	if (id) request.headers = { ...request.headers, 'x-teal-authorisation-id': id };
}

/** The terms that a user has accepted, selected from the active ones. */
export const termId: INodeProperties = {
	displayName: 'Term Name or ID',
	name: 'termId',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getTerms' },
	default: '',
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

/** Replaces a pasted URL with the user ID in it, in a body or a query. Changes the target. */
export function shapeUserId(target: unknown): void {
	const record = target as IDataObject;
	if (typeof record.user_id === 'string') record.user_id = idIn(record.user_id);
}
