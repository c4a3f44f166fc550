import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/environment';
import { requestOptions } from '../shared/fields';
import { send } from '../shared/send';
import { getAccountPackages, getPermissiblePurposes, searchSubaccounts } from './lists';
import { packageDescription } from './package';
import { yardstik } from './provider';
import { subaccountDescription } from './subaccount';

export class Yardstik implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Yardstik',
		name: 'yardstik',
		icon: { light: 'file:yardstik.svg', dark: 'file:yardstik.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create and read Yardstik subaccounts for customers who run background checks',
		defaults: { name: 'Yardstik' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'yardstikApi', required: true }],
		sensitiveOutputFields: ['api_tokens[*].token'],
		requestDefaults: {
			baseURL: baseUrlOf(yardstik.environments),
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
					{ name: 'Package', value: 'package' },
					{ name: 'Subaccount', value: 'subaccount' },
				],
				default: 'subaccount',
			},
			...subaccountDescription,
			...packageDescription,
			requestOptions,
		],
	};

	methods = {
		listSearch: { searchSubaccounts },
		loadOptions: { getAccountPackages, getPermissiblePurposes },
	};
}
