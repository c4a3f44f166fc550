import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';
import { yardstik } from '../nodes/Yardstik/provider';
import { baseUrlOf } from '../nodes/shared/environment';

/** Signs Yardstik requests with `Authorization: Account <API key>` (Yardstik's embeddable SDK demo shows the form). */
export class YardstikApi implements ICredentialType {
	name = 'yardstikApi';

	displayName = 'Yardstik API';

	icon: Icon = { light: 'file:../nodes/Yardstik/yardstik.svg', dark: 'file:../nodes/Yardstik/yardstik.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/yardstik.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production' },
				{ name: 'Staging', value: 'staging' },
				{ name: 'Custom URL', value: 'custom' },
			],
			default: 'production',
			description: 'Where the key is from. A key of one environment does not work in another.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			default: '',
			placeholder: 'e.g. https://api.yardstik.com',
			description: 'Address that all requests start with',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Key of your platform account, from the Yardstik dashboard under Developer > API Keys',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Account {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(yardstik.environments),
			url: '/sub_accounts',
			qs: { page: 1, per_page: 1 },
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Yardstik does not know this API key in the selected environment. Check both.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Yardstik knows this API key, but it belongs to no platform account, so it has no subaccounts.' },
			},
		],
	};
}
