import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { listSearch, loadOptions } from '../shared/form/lists';
import { idIn } from '../shared/prepare/url';
import { isObject } from '../shared/values';
import { accountPages, authorisationPages, teal, termPages, userPages } from './provider';

const providers = {
	provider: teal,
	noun: 'payroll provider',
	url: '/providers',
	rows: 'providers',
};

/** Searches payroll providers by name. Teal returns all of them at once. */
export const searchProviders = listSearch({
	...providers,
	toChoices: ({ id, name }) => [{ name: String(name), value: String(id) }],
});

/** Searches users by name. Teal has no search, so this covers the first 1,000 users. */
export const searchUsers = listSearch({
	provider: teal,
	noun: 'user',
	url: '/users',
	page: userPages,
	toChoices: ({ user_id, forename, surname, ext_id }) => [
		{ name: `${forename} ${surname}${ext_id ? ` (${ext_id})` : ''}`, value: String(user_id) },
	],
});

/** Searches the accounts of the user selected in the form. */
export async function searchAccounts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const search = listSearch({
		provider: teal,
		noun: 'account',
		url: `/accounts?user_id=${chosenUser(this)}`,
		page: accountPages,
		toChoices: ({ account_id, payroll_provider, user_name, created_at }) => [
			{
				name: [payroll_provider, user_name, day(created_at)].filter((part) => part).join(', '),
				value: String(account_id),
			},
		],
	});
	return await search.call(this, filter, paginationToken);
}

/** Searches the active authorisations of the selected user. */
export async function searchAuthorisations(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const search = listSearch({
		provider: teal,
		noun: 'authorisation',
		url: `/authorisations?user_id=${chosenUser(this)}&status=active`,
		page: authorisationPages,
		toChoices: ({ id, accepted_at, expires_at }) => [
			{
				name: `Accepted on ${day(accepted_at)}${expires_at ? `, expires on ${day(expires_at)}` : ''}`,
				value: String(id),
			},
		],
	});
	return await search.call(this, filter, paginationToken);
}

/** The active terms, which a user can accept. */
export const getTerms = loadOptions({
	provider: teal,
	noun: 'term',
	url: '/authorisations/terms?is_active=true',
	page: termPages,
	toChoices: ({ id, name, authorisation_version }) => [
		{ name: `${name} (Version ${authorisation_version})`, value: String(id) },
	],
});

function day(moment: unknown): string {
	return String(moment ?? '').slice(0, 10);
}

function chosenUser(context: ILoadOptionsFunctions): string {
	const id = idIn(String(context.getCurrentNodeParameter('userId', { extractValue: true }) ?? ''));
	if (id === '' || id.startsWith('=')) {
		throw new NodeOperationError(context.getNode(), "Select a 'User' first", {
			description: 'Teal can only list these records by user. You can also enter an ID.',
		});
	}
	return encodeURIComponent(id);
}

const extraFields = loadOptions({
	...providers,
	toChoices({ id, extra_login_params }, context) {
		if (id !== context.getCurrentNodeParameter('payrollProvider', { extractValue: true }))
			return [];
		return (Array.isArray(extra_login_params) ? extra_login_params : [])
			.filter(isObject)
			.map(({ key, display_name, validation }) => ({
				name: String(display_name ?? key),
				value: String(key),
				description: (validation as IDataObject | undefined)?.required ? 'required' : undefined,
			}));
	},
});

/** The login fields that the selected payroll provider requires in addition to username and password. */
export async function getExtraLoginFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	// The hint that a list shows while no credential is selected isn't a field.
	const choices = (await extraFields.call(this)).filter(({ value }) => value !== '');
	return {
		fields: choices.map(({ name, value, description }) => ({
			id: String(value),
			displayName: name,
			required: description === 'required',
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			type: 'string',
		})),
	};
}
