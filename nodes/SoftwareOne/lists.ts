import { listSearch, loadOptions } from '../shared/choices';
import { rqlText, softwareOne, softwareOnePages, withRql } from './provider';

const accounts = '/public/v1/accounts/accounts';

/** Accounts by name, searched by SoftwareOne. */
export const searchAccounts = listSearch({
	provider: softwareOne,
	noun: 'account',
	url: accounts,
	page: softwareOnePages,
	search: (filter) => ({ url: withRql(accounts, `ilike(name,${rqlText(`*${filter.replaceAll('*', '')}*`)})`) }),
	toChoices: ({ id, name }) => [{ name: `${name} (${id})`, value: String(id) }],
});

/** The user groups of the platform. */
export const getGroups = loadOptions({
	provider: softwareOne,
	noun: 'user group',
	url: '/public/v1/accounts/user-groups',
	page: softwareOnePages,
	toChoices: ({ id, name }) => [{ name: String(name), value: String(id) }],
});
