import { listSearch, loadOptions } from '../shared/choices';
import { isObject } from '../shared/values';
import { yardstik, yardstikPages } from './provider';

/** Subaccounts by name. No search by name is documented, so the search goes through what was loaded. */
export const searchSubaccounts = listSearch({
	provider: yardstik,
	noun: 'subaccount',
	url: '/sub_accounts',
	page: yardstikPages,
	toChoices: ({ id, account_name }) => [{ name: String(account_name), value: String(id) }],
});

/** The purposes that the platform account has: its own record is the documented place to read them. */
export const getPermissiblePurposes = loadOptions({
	provider: yardstik,
	noun: 'permissible purpose',
	url: '/accounts',
	toChoices: ({ permissible_purposes }) =>
		(Array.isArray(permissible_purposes) ? permissible_purposes : [])
			.filter(isObject)
			.map(({ id, name }) => ({ name: String(name), value: String(id) })),
});

/** The packages of the platform account, by the ID that Yardstik asks for elsewhere. */
export const getAccountPackages = loadOptions({
	provider: yardstik,
	noun: 'package',
	url: '/packages',
	toChoices: ({ id, package: title, name }) => [{ name: String(name ?? title), value: String(id) }],
});
