import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';
import { gusto } from '../nodes/Gusto/provider';
import { baseUrlOf } from '../nodes/shared/environment';
import { environmentFields } from './environmentFields';

/**
 * Signs with Gusto's old `Authorization: Token <API token>`, which its old account endpoint asks for. Whether GET /v1/token_info
 * accepts it is not documented, but it is the cheapest request that changes nothing.
 */
export class GustoApi implements ICredentialType {
	name = 'gustoApi';

	displayName = 'Gusto API';

	icon: Icon = { light: 'file:../nodes/Gusto/gusto.svg', dark: 'file:../nodes/Gusto/gusto.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/gusto.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('token', { name: 'Demo', value: 'demo' }, 'https://api.gusto.com'),
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Token that Gusto gave you for creating accounts. The sign-in of a user does not allow that.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Token {{$credentials.apiToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(gusto.environments),
			url: '/v1/token_info',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Gusto does not take this API token for looking at itself in the selected environment. Check both. A token of the old kind may still be able to create accounts.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Gusto knows this API token, but does not allow it to look at itself. It may still be able to create accounts.' },
			},
		],
	};
}
