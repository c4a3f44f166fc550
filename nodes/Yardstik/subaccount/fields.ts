import type { INodeProperties } from 'n8n-workflow';
import { pattern } from '../../shared/checks';
import { listedOrTyped } from '../../shared/fields';

/** A phone number in E.164 format, as Yardstik's document asks for. */
export const phone = pattern(/^\+[1-9]\d{6,14}$/, 'must be a phone number with country code and digits only, such as +14155552671');

/** The subaccount that is picked from the list or named by its ID. */
export const subaccountId: INodeProperties = {
	displayName: 'Subaccount',
	name: 'subaccountId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The subaccount to work on',
	...listedOrTyped('searchSubaccounts', 'a subaccount', 'e.g. 497f6eca-6276-4993-bfeb-53cbbbba6f08'),
};

/** What both a list and a single subaccount hold, as Yardstik's document shows them. */
const both = {
	id: 'id',
	account_name: 'account_name',
	first_name: 'first_name',
	last_name: 'last_name',
	email_address: 'email_address',
	url: 'url',
};

/** The most useful fields of a subaccount in a list, for Simplify. */
export const simpleInList: Record<string, string> = {
	...both,
	status: 'status',
	owner_email: 'owner_email',
	support_email_address: 'support_email_address',
	tech_email_address: 'tech_email_address',
};

/** The most useful fields of a single subaccount, for Simplify. */
export const simpleSubaccount: Record<string, string> = {
	...both,
	legal_business_name: 'legal_business_name',
	city: 'address.city',
	state: 'address.state',
	permissible_purposes: 'permissible_purposes[].name',
};
