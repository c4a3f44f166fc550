import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';
import { checkr } from '../nodes/Checkr/provider';
import { baseUrlOf } from '../nodes/shared/environment';
import { environmentFields } from './environmentFields';

/** Signs Checkr requests with HTTP Basic: the API key as user name and an empty password (Checkr's OpenAPI document). */
export class CheckrApi implements ICredentialType {
	name = 'checkrApi';

	displayName = 'Checkr API';

	icon: Icon = { light: 'file:../nodes/Checkr/checkr.svg', dark: 'file:../nodes/Checkr/checkr.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/checkr.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('key', { name: 'Staging', value: 'staging' }, 'https://api.checkr.com/v1'),
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Secret key of your partner account, from the Checkr Dashboard under Account Settings > Developer Settings',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { auth: { username: '={{$credentials.apiKey}}', password: '' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: baseUrlOf(checkr.environments), url: '/account', disableFollowRedirect: true },
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Checkr does not know this API key in the selected environment. Check both.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Checkr does not allow this API key to read its account. Check that the key is from the selected environment, then ask Checkr.' },
			},
		],
	};
}
