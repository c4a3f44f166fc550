import type { IDataObject, ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { listSearch, loadOptions } from '../shared/choices';
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
	toChoices: ({ user_id, forename, surname }) => [{ name: `${forename} ${surname}`, value: String(user_id) }],
});

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
