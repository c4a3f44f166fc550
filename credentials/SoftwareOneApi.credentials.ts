import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { softwareOne } from '../nodes/SoftwareOne/provider';
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/** Authenticates with `Authorization: Bearer <API token>`. A token that was pasted with "Bearer " also works. */
export class SoftwareOneApi implements ICredentialType {
	name = 'softwareOneApi';

	displayName = 'SoftwareOne API';

	icon: Icon = {
		light: 'file:../nodes/SoftwareOne/softwareone.svg',
		dark: 'file:../nodes/SoftwareOne/softwareone.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/softwareone.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'An API token from the SoftwareOne Marketplace, under Settings > API Tokens. To create accounts, it must belong to an account of type Operations.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.platform.softwareone.com',
			placeholder: 'e.g. https://api.platform.softwareone.com',
			description:
				'Base URL of all requests. Only change it if SoftwareOne gave you a different one.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				Authorization: '=Bearer {{$credentials.apiToken.trim().replace(/^Bearer\\s+/i, "")}}',
			},
		},
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(softwareOne.environments),
			url: '/public/v1/accounts/accounts',
			qs: { limit: 1 },
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			401: 'SoftwareOne did not accept this API token. Check the token and the base URL.',
			403: 'SoftwareOne recognized this API token, but does not allow it to read accounts.',
			404: noSuchAddress('SoftwareOne', 'base URL'),
		}),
	};
}
