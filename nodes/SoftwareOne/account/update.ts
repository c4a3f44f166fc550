import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { at, isEmpty, isObject, withoutEmpty } from '../../shared/values';
import { softwareOne } from '../provider';
import { accountAddress, accountChecks, accountDetails, accountId, accountName, groupsById } from './fields';

const fields: INodeProperties[] = [
	accountId,
	{ ...accountName, description: 'Name of the account, which SoftwareOne always wants, even if it stays as it is' },
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
const changeable = ['address', 'defaultLanguageCode', 'description', 'eligibility', 'externalId', 'technicalSupportEmail', 'website'];

export const updateAccount: Operation = {
	provider: softwareOne,
	request: { method: 'PUT', url: '/public/v1/accounts/accounts/{accountId}' },
	noun: 'account',
	verb: 'update',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['update'] } }, fields),
	checks: accountChecks,
	label: ['name'],
	shape(request) {
		groupsById(request.body as IDataObject);
	},
	async before(request, exchange) {
		if (this.getNodeParameter('keepOtherFields', true) !== true) return undefined;
		const { body: present } = await exchange({ ...request, method: 'GET', body: undefined });
		const body = request.body as IDataObject;
		for (const name of changeable) {
			const kept = at(present, name);
			const given = body[name];
			if (isEmpty(kept)) continue;
			body[name] = isObject(kept) ? { ...withoutEmpty(kept), ...(isObject(given) ? given : {}) } : (given ?? (kept as IDataObject[string]));
		}
		return undefined;
	},
};
