import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/auth/environment';
import { propertiesOf } from '../shared/resource';
import { send } from '../shared/send/send';
import { gusto } from './provider';
import { provisionCompany } from './company/provision';
import { createPartnerManaged } from './company/createPartnerManaged';
import { createAccount } from './account/create';
import { getTokenInfo } from './token/getInfo';

export class Gusto implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gusto',
		name: 'gusto',
		icon: { light: 'file:gusto.svg', dark: 'file:gusto.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Create payroll companies in Gusto for your customers',
		defaults: { name: 'Gusto' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			// The resource controls which one the editor shows, and `authentication` which one the engine uses.
			{
				name: 'gustoApi',
				required: true,
				displayOptions: { show: { '/resource': ['account'], authentication: ['gustoApi'] } },
			},
			{
				name: 'gustoSystemApi',
				required: true,
				displayOptions: {
					show: { '/resource': ['company', 'token'], authentication: ['gustoSystemApi'] },
				},
			},
		],
		sensitiveOutputFields: ['authorization_code', 'access_token', 'refresh_token'],
		requestDefaults: {
			baseURL: baseUrlOf(gusto.environments),
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		requestOperations: { pagination: send },
		properties: propertiesOf(
			[provisionCompany, createPartnerManaged, createAccount, getTokenInfo],
			[
				// n8n selects the credential by this parameter. An expression follows the resource when it changes, while a plain
				// value would keep that of the previous resource. The option "none" keeps the editor from showing a selector:
				// without it, the editor lists the credentials of both types together.
				{
					displayName: 'Authentication',
					name: 'authentication',
					type: 'hidden',
					options: [{ name: 'None', value: 'none' }],
					default: '={{ $parameter["resource"] === "account" ? "gustoApi" : "gustoSystemApi" }}',
				},
			],
		),
	};
}
