import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/auth/environment';
import { propertiesOf } from '../shared/resource';
import { send } from '../shared/send/send';
import { getGroups, searchAccounts, searchCountries } from './lists';
import { softwareOne } from './provider';
import { createAccount } from './account/create';
import { disableAccount } from './account/disable';
import { enableAccount } from './account/enable';
import { getAccount } from './account/get';
import { getAccounts } from './account/getAll';
import { updateAccount } from './account/update';

export class SoftwareOne implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SoftwareOne',
		name: 'softwareOne',
		icon: { light: 'file:softwareone.svg', dark: 'file:softwareone.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create and manage client and vendor accounts in the SoftwareOne Marketplace',
		defaults: { name: 'SoftwareOne' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'softwareOneApi', required: true }],
		requestDefaults: {
			baseURL: baseUrlOf(softwareOne.environments),
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		requestOperations: { pagination: send },
		properties: propertiesOf([
			createAccount,
			disableAccount,
			enableAccount,
			getAccount,
			getAccounts,
			updateAccount,
		]),
	};

	methods = {
		listSearch: { searchAccounts, searchCountries },
		loadOptions: { getGroups },
	};
}
