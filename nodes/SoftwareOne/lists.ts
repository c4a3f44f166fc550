import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { listSearch, loadOptions } from '../shared/form/lists';
import { isObject } from '../shared/values';
import { ACCOUNTS, rqlText, softwareOne, softwareOnePages, withRql } from './provider';

/** The filter for a search term: a complete ID or part of a name. */
function byIdOrName(typed: string): string {
	const wanted = typed.trim();
	return /^ACC(-\d+)+$/i.test(wanted)
		? `eq(id,${rqlText(wanted.toUpperCase())})`
		: `ilike(name,${rqlText(`*${wanted.replaceAll('*', '')}*`)})`;
}

/** Searches accounts at SoftwareOne. */
export const searchAccounts = listSearch({
	provider: softwareOne,
	noun: 'account',
	url: ACCOUNTS,
	page: softwareOnePages,
	search: (filter) => ({ url: withRql(ACCOUNTS, byIdOrName(filter)) }),
	toChoices: ({ id, name }) => [{ name: `${name} (${id})`, value: String(id) }],
});

/** The user groups of the platform. */
export const getGroups = loadOptions({
	provider: softwareOne,
	noun: 'user group',
	url: '/public/v1/accounts/user-groups',
	page: softwareOnePages,
	// Every account has a group called "Administrators", so the name alone isn't enough.
	toChoices: ({ id, name, account }) => [
		{
			name: [name, isObject(account) && account.name, id].filter((part) => part).join(', '),
			value: String(id),
		},
	],
});

/** ISO 3166-1 alpha-2 country codes. SoftwareOne expects an ISO code (its page on addresses). */
const COUNTRIES =
	'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK ' +
	'CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS ' +
	'GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV ' +
	'LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM ' +
	'PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR ' +
	'TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

/** Searches countries by name or code. */
export async function searchCountries(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const names = new Intl.DisplayNames('en', { type: 'region' });
	const results = COUNTRIES.split(' ').map((value) => ({
		name: `${names.of(value)} (${value})`,
		value,
	}));
	const matching = results.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
	return { results: matching.sort((a, b) => a.name.localeCompare(b.name)) };
}
