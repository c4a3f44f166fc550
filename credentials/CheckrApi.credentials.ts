import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { checkr } from '../nodes/Checkr/provider';
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { environmentFields } from '../nodes/shared/auth/environmentFields';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/** Authenticates with HTTP Basic: the API key as the username, and an empty password (Checkr's OpenAPI document). */
export class CheckrApi implements ICredentialType {
	name = 'checkrApi';

	displayName = 'Checkr API';

	icon: Icon = {
		light: 'file:../nodes/Checkr/checkr.svg',
		dark: 'file:../nodes/Checkr/checkr.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/checkr.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('key', { name: 'Staging', value: 'staging' }, 'https://api.checkr.com/v1'),
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The secret key of your partner account. In the Checkr Dashboard, open Account Settings > Developer Settings.',
		},
		{
			displayName: 'OAuth Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The client secret of your partner application. Only required for the Checkr Trigger with events from a partner application.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { auth: { username: '={{$credentials.apiKey.trim()}}', password: '' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(checkr.environments),
			url: '/account',
			disableFollowRedirect: true,
		},
		rules: testRules({
			401: 'Checkr did not accept this API key in the selected environment. Check both.',
			403: 'Checkr does not allow this API key to read its account. Make sure that the key belongs to the selected environment, then ask Checkr for permission.',
			404: noSuchAddress('Checkr'),
		}),
	};
}
