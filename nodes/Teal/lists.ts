import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult, ResourceMapperFields } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { listSearch, loadOptions } from '../shared/choices';
import { idIn } from '../shared/prepare';
import { isObject } from '../shared/values';
import { teal, tealPages } from './provider';

const providers = { provider: teal, noun: 'payroll provider', url: '/providers', rows: 'providers' };

/** Payroll providers by name. Teal sends them all at once, so the search goes through all. */
export const searchProviders = listSearch({ ...providers, toChoices: ({ id, name }) => [{ name: String(name), value: String(id) }] });

/** Users by name. Teal can't search, so the search goes through the first 1,000. */
export const searchUsers = listSearch({
	provider: teal,
	noun: 'user',
	url: '/users',
	page: tealPages('users', 100, 'user_id'),
	toChoices: ({ user_id, forename, surname, ext_id }) => [{ name: `${forename} ${surname}${ext_id ? ` (${ext_id})` : ''}`, value: String(user_id) }],
});

/** The accounts of the user that is chosen in the form. */
export async function searchAccounts(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const search = listSearch({
		provider: teal,
		noun: 'account',
		url: `/accounts?user_id=${chosenUser(this)}`,
		page: tealPages('accounts', 1000, 'account_id'),
		toChoices: ({ account_id, payroll_provider, user_name, created_at }) => [
			{ name: [payroll_provider, user_name, day(created_at)].filter((part) => part).join(', '), value: String(account_id) },
		],
	});
	return await search.call(this, filter, paginationToken);
}

/** The authorisations that the chosen user has given and not taken back. */
export async function searchAuthorisations(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const search = listSearch({
		provider: teal,
		noun: 'authorisation',
		url: `/authorisations?user_id=${chosenUser(this)}&status=active`,
		page: tealPages('authorisations', 100, 'id'),
		toChoices: ({ id, accepted_at, expires_at }) => [
			{ name: `Given on ${day(accepted_at)}${expires_at ? `, until ${day(expires_at)}` : ''}`, value: String(id) },
		],
	});
	return await search.call(this, filter, paginationToken);
}

/** The texts that a user can accept at present. */
export const getTerms = loadOptions({
	provider: teal,
	noun: 'term',
	url: '/authorisations/terms?is_active=true',
	page: tealPages('terms', 100, 'id'),
	toChoices: ({ id, name, authorisation_version }) => [{ name: `${name} (Version ${authorisation_version})`, value: String(id) }],
});

function day(moment: unknown): string {
	return String(moment ?? '').slice(0, 10);
}

function chosenUser(context: ILoadOptionsFunctions): string {
	const id = idIn(String(context.getCurrentNodeParameter('userId', { extractValue: true }) ?? ''));
	if (id === '' || id.startsWith('=')) {
		throw new NodeOperationError(context.getNode(), "Choose the 'User' first", { description: 'Teal lists these by user. You can also give the ID.' });
	}
	return encodeURIComponent(id);
}

const extraFields = loadOptions({
	...providers,
	toChoices({ id, extra_login_params }, context) {
		if (id !== context.getCurrentNodeParameter('payrollProvider', { extractValue: true })) return [];
		return (Array.isArray(extra_login_params) ? extra_login_params : [])
			.filter(isObject)
			.map(({ key, display_name, validation }) => ({
				name: String(display_name ?? key),
				value: String(key),
				description: (validation as IDataObject | undefined)?.required ? 'required' : undefined,
			}));
	},
});

/** The fields that the chosen payroll provider asks for beyond user name and password. */
export async function getExtraLoginFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const choices = await extraFields.call(this);
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
