import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/environment';
import { requestOptions } from '../shared/fields';
import { send } from '../shared/send';
import { accountDescription } from './account';
import { searchIndustries } from './lists';
import { packageDescription } from './package';
import { checkr } from './provider';

export class Checkr implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Checkr',
		name: 'checkr',
		icon: { light: 'file:checkr.svg', dark: 'file:checkr.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create Checkr accounts for customers who run background checks',
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
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Account', value: 'account' },
					{ name: 'Package', value: 'package' },
				],
				default: 'account',
			},
			...accountDescription,
			...packageDescription,
			requestOptions,
		],
	};

	methods = { listSearch: { searchIndustries } };
}
