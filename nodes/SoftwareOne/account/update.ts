import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { at, isEmpty, isObject, withoutEmpty } from '../../shared/values';
import { softwareOne, withRql } from '../provider';
import {
	accountAddress,
	accountChecks,
	accountCodes,
	accountDetails,
	accountId,
	accountName,
} from './fields';
import { addGroups } from './groups';
import { withReady } from './output';

const fields: INodeProperties[] = [
	accountId,
	{
		displayName:
			"Only the fields that you fill in are changed, as long as 'Keep Other Fields' is turned on.",
		name: 'keepNotice',
		type: 'notice',
		default: '',
	},
	{
		...accountName,
		required: undefined,
		description:
			"The new name of the account, up to 500 characters. Required if 'Keep Other Fields' is turned off.",
	},
	{
		displayName: 'Keep Other Fields',
		name: 'keepOtherFields',
		type: 'boolean',
		default: true,
		description:
			"Whether to read the account first and send its current values for all other fields. SoftwareOne doesn't document what happens to fields that are missing from an update.",
	},
	accountAddress,
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: accountDetails,
	},
];

/** The fields that an update may contain. SoftwareOne sets the others, or they can't be changed. */
const changeable = [
	'name',
	'address',
	'defaultLanguageCode',
	'description',
	'eligibility',
	'externalId',
	'technicalSupportEmail',
	'website',
];

export const updateAccount: Operation = {
	provider: softwareOne,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update account',
		description: 'Update the details of an account',
	},
	request: { method: 'PUT', url: '/public/v1/accounts/accounts/{accountId}' },
	noun: 'account',
	verb: 'update',
	repeat: 'always',
	fields,
	checks: accountChecks,
	codes: accountCodes,
	label: ['name'],
	output: withReady,
	shape(request, issues) {
		const body = request.body as IDataObject;
		addGroups(body, this.getNodeParameter('updateFields.groups', []), issues);
		if (isEmpty(body.name) && this.getNodeParameter('keepOtherFields', true) !== true) {
			issues.push({
				field: 'Account Name',
				text: "is required if 'Keep Other Fields' is turned off",
			});
		}
	},
	async before(request, exchange) {
		if (this.getNodeParameter('keepOtherFields', true) !== true) return request;
		// The response contains groups only if they are selected.
		const url = withRql(request.url, 'select=groups');
		const { body } = await exchange({ ...request, method: 'GET', url, body: undefined });
		return { ...request, body: withPresent(request.body as IDataObject, body) };
	},
};

/** Merges the given values into the account's current values. */
function withPresent(given: IDataObject, present: unknown): IDataObject {
	const body = { ...given };
	// SoftwareOne accepts an eligibility for clients only.
	const keepable = changeable.filter(
		(name) => name !== 'eligibility' || at(present, 'type') === 'Client',
	);
	for (const name of keepable) {
		const kept = at(present, name);
		const value = given[name];
		if (isEmpty(kept)) continue;
		body[name] = isObject(kept)
			? { ...withoutEmpty(kept), ...(isObject(value) ? value : {}) }
			: (value ?? (kept as IDataObject[string]));
	}
	const groups = at(present, 'groups');
	if (isEmpty(body.groups) && Array.isArray(groups))
		body.groups = groups.filter(isObject).map(({ id }) => ({ id }));
	return body;
}
