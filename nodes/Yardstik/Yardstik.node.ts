import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/auth/environment';
import { propertiesOf } from '../shared/resource';
import { send } from '../shared/send/send';
import {
	getAccountPackages,
	getPermissiblePurposes,
	searchPermissiblePurposes,
	searchSubaccounts,
} from './lists';
import { yardstik } from './provider';
import { createSubaccount } from './subaccount/create';
import { getSubaccount } from './subaccount/get';
import { getSubaccounts } from './subaccount/getAll';
import { getPackages } from './package/getAll';

export class Yardstik implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Yardstik',
		name: 'yardstik',
		icon: { light: 'file:yardstik.svg', dark: 'file:yardstik.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create and manage Yardstik subaccounts for your customers',
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
		properties: propertiesOf([createSubaccount, getSubaccount, getSubaccounts, getPackages]),
	};

	methods = {
		listSearch: { searchPermissiblePurposes, searchSubaccounts },
		loadOptions: { getAccountPackages, getPermissiblePurposes },
	};
}
