import { listSearch, loadOptions } from '../shared/choices';
import { rqlText, softwareOne, softwareOnePages, withRql } from './provider';

const accounts = '/public/v1/accounts/accounts';

/** The filter for what a person types to find an account: a whole ID, or a part of the name. */
function byIdOrName(typed: string): string {
	const wanted = typed.trim();
	return /^ACC(-\d+)+$/i.test(wanted) ? `eq(id,${rqlText(wanted.toUpperCase())})` : `ilike(name,${rqlText(`*${wanted.replaceAll('*', '')}*`)})`;
}

/** Accounts, searched by SoftwareOne. */
export const searchAccounts = listSearch({
	provider: softwareOne,
	noun: 'account',
	url: accounts,
	page: softwareOnePages,
	search: (filter) => ({ url: withRql(accounts, byIdOrName(filter)) }),
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
