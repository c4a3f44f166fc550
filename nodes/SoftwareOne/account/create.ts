import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { ACCOUNTS, softwareOne } from '../provider';
import { createFields } from './createFields';
import { existing } from './existing';
import { accountChecks, accountCodes } from './fields';
import { addGroups } from './groups';
import { checkLogo, withLogo } from './logo';
import { withReady } from './output';

export const createAccount: Operation = {
	provider: softwareOne,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create account',
		description: 'Create a new account for a client or vendor',
	},
	request: { method: 'POST', url: ACCOUNTS },
	noun: 'account',
	verb: 'create',
	repeat: 'never',
	fields: createFields,
	checks: accountChecks,
	codes: accountCodes,
	label: ['name'],
	howToCheck: 'Look for the account in the SoftwareOne Marketplace',
	existing,
	output: withReady,
	shape(request, issues) {
		const groups = this.getNodeParameter('additionalFields.groups', []);
		addGroups(request.body as IDataObject, groups, issues);
		checkLogo(this, issues);
	},
	async before(request) {
		return await withLogo(this, request);
	},
};
