import { listSearch, loadOptions } from '../shared/form/lists';
import type { Choices } from '../shared/form/lists';
import { isObject, textOf } from '../shared/values';
import { yardstik, yardstikPages } from './provider';

/** Searches subaccounts by name among the loaded ones, because no search by name is documented. */
export const searchSubaccounts = listSearch({
	provider: yardstik,
	noun: 'subaccount',
	url: '/sub_accounts',
	page: yardstikPages,
	toChoices: ({ id, account_name }) => [{ name: String(account_name), value: String(id) }],
});

/** The permissible purposes of the platform account. Its own record is the documented place to read them. */
const permissiblePurposes: Choices = {
	provider: yardstik,
	noun: 'permissible purpose',
	url: '/accounts',
	toChoices: ({ permissible_purposes }) =>
		(Array.isArray(permissible_purposes) ? permissible_purposes : [])
			.filter(isObject)
			.map(({ id, name }) => ({ name: String(name), value: String(id) })),
};

export const searchPermissiblePurposes = listSearch(permissiblePurposes);

export const getPermissiblePurposes = loadOptions(permissiblePurposes);

/** The packages of the platform account, by the ID that Yardstik uses elsewhere. */
export const getAccountPackages = loadOptions({
	provider: yardstik,
	noun: 'package',
	url: '/packages',
	toChoices: ({ id, package: title, name }) => [{ name: String(name ?? title), value: String(id) }],
});

/** The webhook types. Only third-party code shows this list, so its format isn't certain. */
export const getWebhookTypes = loadOptions({
	provider: yardstik,
	noun: 'webhook type',
	url: '/webhook_types',
	rows: ['data', ''],
	toChoices: ({ id, name, resource_type, event }) => [
		{
			name: textOf(name) || [resource_type, event].map(textOf).join(' ').trim() || textOf(id),
			value: textOf(id),
		},
	],
});
