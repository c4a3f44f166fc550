import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/environment';
import { requestOptions } from '../shared/fields';
import { send } from '../shared/send';
import { accountDescription } from './account';
import { companyDescription } from './company';
import { gusto } from './provider';
import { tokenDescription } from './token';

export class Gusto implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gusto',
		name: 'gusto',
		icon: { light: 'file:gusto.svg', dark: 'file:gusto.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create Gusto payroll companies and accounts for customers',
		defaults: { name: 'Gusto' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'gustoApi', required: true, displayOptions: { show: { authentication: ['gustoApi'] } } },
			{ name: 'gustoSystemApi', required: true, displayOptions: { show: { authentication: ['gustoSystemApi'] } } },
		],
		sensitiveOutputFields: ['authorization_code', 'access_token', 'refresh_token'],
		requestDefaults: {
			baseURL: baseUrlOf(gusto.environments),
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
					{ name: 'Account (Old)', value: 'account' },
					{ name: 'Company', value: 'company' },
					{ name: 'Token', value: 'token' },
				],
				default: 'company',
			},
			// n8n picks the credential by this name; it follows the resource, so that the two can't be combined wrongly.
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'hidden',
				displayOptions: { show: { resource: ['account'] } },
				default: 'gustoApi',
			},
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'hidden',
				displayOptions: { show: { resource: ['company', 'token'] } },
				default: 'gustoSystemApi',
			},
			...accountDescription,
			...companyDescription,
			...tokenDescription,
			requestOptions,
		],
	};
}
