import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/environment';
import { requestOptions } from '../shared/fields';
import { send } from '../shared/send';
import { accountDescription } from './account';
import { getGroups, searchAccounts, searchCountries } from './lists';
import { softwareOne } from './provider';

export class SoftwareOne implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SoftwareOne',
		name: 'softwareOne',
		icon: { light: 'file:softwareone.svg', dark: 'file:softwareone.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create and manage accounts of clients and vendors in the SoftwareOne Marketplace',
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
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Account', value: 'account' }],
				default: 'account',
			},
			...accountDescription,
			requestOptions,
		],
	};

	methods = {
		listSearch: { searchAccounts, searchCountries },
		loadOptions: { getGroups },
	};
}
