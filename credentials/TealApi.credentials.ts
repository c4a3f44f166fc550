import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';
import { teal } from '../nodes/Teal/provider';
import { baseUrlOf } from '../nodes/shared/environment';
import { environmentFields } from './environmentFields';

/** Signs Teal requests with the header `X-API-KEY`, as Teal's document asks for. */
export class TealApi implements ICredentialType {
	name = 'tealApi';

	displayName = 'Teal API';

	icon: Icon = { light: 'file:../nodes/Teal/teal.svg', dark: 'file:../nodes/Teal/teal.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/teal.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('key', { name: 'Sandbox', value: 'sandbox' }, 'https://api.goteal.co'),
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Key of your company, from the Teal dashboard',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-API-KEY': '={{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(teal.environments),
			url: '/providers',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Teal does not know this API key in the selected environment. Check both.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Teal knows this API key, but does not allow it to read payroll providers.' },
			},
		],
	};
}
