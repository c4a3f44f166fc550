import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { at, isEmpty, isObject, withoutEmpty } from '../../shared/values';
import { softwareOne, withRql } from '../provider';
import { accountAddress, accountChecks, accountDetails, accountId, accountName, groupsById } from './fields';

const fields: INodeProperties[] = [
	accountId,
	{
		displayName: "Only what you fill in is changed. Fields left empty stay as they are, while 'Keep Other Fields' is on.",
		name: 'keepNotice',
		type: 'notice',
		default: '',
	},
	{ ...accountName, required: undefined, description: "New name of the account, up to 500 characters. Must be given if 'Keep Other Fields' is off." },
	{
		displayName: 'Keep Other Fields',
		name: 'keepOtherFields',
		type: 'boolean',
		default: true,
		description:
			'Whether to read the account first and send its present values along, because SoftwareOne does not say what becomes of fields that are left out',
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

/** What an update may hold. The rest is SoftwareOne's own, or can't be changed. */
const changeable = ['name', 'address', 'defaultLanguageCode', 'description', 'eligibility', 'externalId', 'technicalSupportEmail', 'website'];

export const updateAccount: Operation = {
	provider: softwareOne,
	request: { method: 'PUT', url: '/public/v1/accounts/accounts/{accountId}' },
	noun: 'account',
	verb: 'update',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['update'] } }, fields),
	checks: accountChecks,
	label: ['name'],
	shape(request, issues) {
		const body = request.body as IDataObject;
		groupsById(body);
		if (isEmpty(body.name) && this.getNodeParameter('keepOtherFields', true) !== true) {
			issues.push({ field: 'Account Name', text: "is required where 'Keep Other Fields' is off, but is empty" });
		}
	},
	async before(request, exchange) {
		if (this.getNodeParameter('keepOtherFields', true) !== true) return undefined;
		// Without being selected, the groups are left out.
		const { body: present } = await exchange({ ...request, method: 'GET', url: withRql(request.url, 'select=groups'), body: undefined });
		const body = request.body as IDataObject;
		// SoftwareOne takes back an eligibility for clients only.
		const keepable = changeable.filter((name) => name !== 'eligibility' || at(present, 'type') === 'Client');
		for (const name of keepable) {
			const kept = at(present, name);
			const given = body[name];
			if (isEmpty(kept)) continue;
			body[name] = isObject(kept) ? { ...withoutEmpty(kept), ...(isObject(given) ? given : {}) } : (given ?? (kept as IDataObject[string]));
		}
		const groups = at(present, 'groups');
		if (isEmpty(body.groups) && Array.isArray(groups)) body.groups = groups.filter(isObject).map(({ id }) => ({ id }));
		return undefined;
	},
};
