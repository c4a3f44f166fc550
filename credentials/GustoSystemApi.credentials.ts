import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { newest } from '../nodes/Gusto/fields';
import { gusto } from '../nodes/Gusto/provider';
import { baseUrlOf } from '../nodes/shared/environment';
import { environmentFields } from './environmentFields';
import { signIn } from './signIn';

/**
 * Signs with a system access token, which it gets by itself for the application's ID and secret (`grant_type` system_access,
 * which n8n's own OAuth2 credential does not know) and gets anew when Gusto no longer accepts it, after two hours.
 */
export class GustoSystemApi implements ICredentialType {
	name = 'gustoSystemApi';

	displayName = 'Gusto System API';

	icon: Icon = { light: 'file:../nodes/Gusto/gusto.svg', dark: 'file:../nodes/Gusto/gusto.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/gusto.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('application', { name: 'Demo', value: 'demo' }, 'https://api.gusto.com'),
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1a2b3c4d5e6f',
			description: 'Of your application, from the Gusto Developer Portal',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Of your application, from the Gusto Developer Portal',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		return await signIn(this, gusto, credentials, 'accessToken', {
			url: '/oauth/token',
			body: { client_id: credentials.clientId, client_secret: credentials.clientSecret, grant_type: 'system_access' },
			token: 'access_token',
			entered: 'client ID and secret',
		});
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(gusto.environments),
			url: '/v1/token_info',
			headers: { Accept: 'application/json', 'X-Gusto-API-Version': newest },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Gusto does not know this client ID and secret in the selected environment. Check all three.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Gusto knows this application, but does not allow it system access.' },
			},
		],
	};
}
