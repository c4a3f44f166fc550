import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/auth/environment';
import { propertiesOf } from '../shared/resource';
import { send } from '../shared/send/send';
import { searchIndustries } from './lists';
import { checkr } from './provider';
import { createAccount } from './account/create';
import { getAccount } from './account/get';
import { getPackages } from './package/getAll';

export class Checkr implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Checkr',
		name: 'checkr',
		icon: { light: 'file:checkr.svg', dark: 'file:checkr.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create and manage Checkr accounts for your customers',
		defaults: { name: 'Checkr' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'checkrApi', required: true }],
		sensitiveOutputFields: ['authorization_code'],
		requestDefaults: {
			baseURL: baseUrlOf(checkr.environments),
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		requestOperations: { pagination: send },
		properties: propertiesOf([createAccount, getAccount, getPackages]),
	};

	methods = { listSearch: { searchIndustries } };
}
