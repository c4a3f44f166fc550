import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { teal } from '../nodes/Teal/provider';
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { environmentFields } from '../nodes/shared/auth/environmentFields';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/** Authenticates with the header `X-API-KEY` (Teal's API document). */
export class TealApi implements ICredentialType {
	name = 'tealApi';

	displayName = 'Teal API';

	icon: Icon = { light: 'file:../nodes/Teal/teal.svg', dark: 'file:../nodes/Teal/teal.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/teal.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('key', { name: 'Sandbox', value: 'sandbox' }, 'https://api.goteal.co'),
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: "Your company's API key from the Teal dashboard",
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-API-KEY': '={{$credentials.apiKey.trim()}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(teal.environments),
			url: '/providers',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			401: 'Teal did not accept this API key in the selected environment. Check both.',
			403: "Teal recognized this API key, but doesn't allow it to read payroll providers.",
			404: noSuchAddress('Teal'),
		}),
	};
}
