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
			// By resource for the person, who sees one of them only; by authentication for the engine, which looks for that.
			{ name: 'gustoApi', required: true, displayOptions: { show: { '/resource': ['account'], authentication: ['gustoApi'] } } },
			{ name: 'gustoSystemApi', required: true, displayOptions: { show: { '/resource': ['company', 'token'], authentication: ['gustoSystemApi'] } } },
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
			// n8n picks the credential by this name. An expression follows the resource when a person changes it; a plain
			// value would be kept from the resource before. The option "none" tells n8n's editor that this is not for people
			// to choose: else it offers the credentials of both types together, and hides what they depend on.
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'hidden',
				options: [{ name: 'None', value: 'none' }],
				default: '={{ $parameter["resource"] === "account" ? "gustoApi" : "gustoSystemApi" }}',
			},
			...accountDescription,
			...companyDescription,
			...tokenDescription,
			requestOptions,
		],
	};
}
