import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { gusto, newest } from '../nodes/Gusto/provider';
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { environmentFields } from '../nodes/shared/auth/environmentFields';
import { signIn } from '../nodes/shared/auth/signIn';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/**
 * Authenticates with a system access token. It gets the token automatically with the application's ID and secret (`grant_type`
 * system_access, which n8n's own OAuth2 credential doesn't support), and renews it when it expires after two hours.
 */
export class GustoSystemApi implements ICredentialType {
	name = 'gustoSystemApi';

	displayName = 'Gusto System API';

	icon: Icon = {
		light: 'file:../nodes/Gusto/gusto.svg',
		dark: 'file:../nodes/Gusto/gusto.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/gusto.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('application', { name: 'Demo', value: 'demo' }, 'https://api.gusto.com'),
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1a2b3c4d5e6f',
			description: 'The client ID of your application in the Gusto Developer Portal',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The client secret of your application in the Gusto Developer Portal',
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
			body: {
				client_id: String(credentials.clientId).trim(),
				client_secret: String(credentials.clientSecret).trim(),
				grant_type: 'system_access',
			},
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
		rules: testRules({
			401: 'Gusto did not accept this client ID and secret in the selected environment. Check all three.',
			403: "Gusto recognized this application, but doesn't allow it to use system access.",
			404: noSuchAddress('Gusto'),
		}),
	};
}
