import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { softwareOne } from '../provider';
import { accountAddress, accountChecks, accountDetails, accountId, accountName, groupsById } from './fields';

const fields: INodeProperties[] = [
	accountId,
	{ ...accountName, description: 'Name of the account, which SoftwareOne always wants, even if it stays as it is' },
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: accountDetails,
	},
	{ ...accountAddress, default: {} },
];

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
};
