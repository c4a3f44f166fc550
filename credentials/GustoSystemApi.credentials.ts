import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { newest } from '../nodes/Gusto/fields';
import { gusto } from '../nodes/Gusto/provider';
import { baseUrlFrom, baseUrlOf } from '../nodes/shared/environment';
import { wordsOf } from '../nodes/shared/failure';
import type { Answer } from '../nodes/shared/types';
import { at } from '../nodes/shared/values';
import { environmentFields } from './environmentFields';

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
		const request = {
			method: 'POST' as const,
			baseURL: baseUrlFrom(gusto.environments, credentials),
			url: '/oauth/token',
			body: { client_id: credentials.clientId, client_secret: credentials.clientSecret, grant_type: 'system_access' },
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
		const answer = (await this.helpers.httpRequest(request).catch(() => undefined)) as Answer | undefined;
		const status = answer?.statusCode ?? 503;
		if (status === 429 || status >= 500) {
			// With n8n's code for "no connection could be made", the request that waits for the token is known not to have left.
			throw Object.assign(new UserError("Gusto can't be reached to get an access token. Check the environment, or try again later."), { httpCode: 'ECONNREFUSED' });
		}
		const token = at(answer?.body, 'access_token');
		if (status === 200 && typeof token === 'string' && token !== '') return { accessToken: token };
		const words = wordsOf(answer?.body) || `HTTP ${status}`;
		throw new UserError(`Gusto does not accept this client ID and secret in the selected environment: ${words}. Check all three.`);
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
