import type { INodeProperties } from 'n8n-workflow';
import { pattern } from '../../shared/prepare/checks';
import { listedOrTyped } from '../../shared/form/fields';

/** A phone number in E.164 format, which Yardstik's document requires. */
export const phone = pattern(
	/^\+[1-9]\d{6,14}$/,
	'must be a phone number with only + and digits, including the country code, such as +14155552671',
);

/** The subaccount, selected from the list or by ID. */
export const subaccountId: INodeProperties = {
	displayName: 'Subaccount',
	name: 'subaccountId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The subaccount to operate on',
	...listedOrTyped(
		'searchSubaccounts',
		'a subaccount',
		'e.g. 497f6eca-6276-4993-bfeb-53cbbbba6f08',
	),
};
