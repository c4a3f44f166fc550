import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';
import { yardstik } from '../nodes/Yardstik/provider';
import { baseUrlOf } from '../nodes/shared/environment';
import { environmentFields } from './environmentFields';

/** Signs Yardstik requests with `Authorization: Account <API key>` (Yardstik's embeddable SDK demo shows the form). */
export class YardstikApi implements ICredentialType {
	name = 'yardstikApi';

	displayName = 'Yardstik API';

	icon: Icon = { light: 'file:../nodes/Yardstik/yardstik.svg', dark: 'file:../nodes/Yardstik/yardstik.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/yardstik.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('key', { name: 'Staging', value: 'staging' }, 'https://api.yardstik.com'),
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
