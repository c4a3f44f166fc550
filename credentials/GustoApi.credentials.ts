import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { gusto } from '../nodes/Gusto/provider';
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { environmentFields } from '../nodes/shared/auth/environmentFields';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/**
 * Authenticates with `Authorization: Token <API token>`, which Gusto's legacy account endpoint requires. Whether
 * GET /v1/token_info accepts such a token isn't documented, but it is the cheapest request that changes nothing.
 */
export class GustoApi implements ICredentialType {
	name = 'gustoApi';

	displayName = 'Gusto API';

	icon: Icon = {
		light: 'file:../nodes/Gusto/gusto.svg',
		dark: 'file:../nodes/Gusto/gusto.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/gusto.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('token', { name: 'Demo', value: 'demo' }, 'https://api.gusto.com'),
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				"The API token that Gusto gave you for creating accounts. A user's OAuth token doesn't work.",
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Token {{$credentials.apiToken.trim()}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(gusto.environments),
			url: '/v1/token_info',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			401: 'Gusto did not accept this API token in the selected environment. Check both. A legacy token may still be able to create accounts.',
			403: "Gusto recognized this API token, but doesn't allow it to run this test. The token may still be able to create accounts.",
			404: noSuchAddress('Gusto'),
		}),
	};
}
