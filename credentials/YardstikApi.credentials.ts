import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { yardstik } from '../nodes/Yardstik/provider';
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { environmentFields } from '../nodes/shared/auth/environmentFields';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/** Authenticates with `Authorization: Account <API key>` (Yardstik's demo of its embeddable SDK). */
export class YardstikApi implements ICredentialType {
	name = 'yardstikApi';

	displayName = 'Yardstik API';

	icon: Icon = {
		light: 'file:../nodes/Yardstik/yardstik.svg',
		dark: 'file:../nodes/Yardstik/yardstik.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/yardstik.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('key', { name: 'Staging', value: 'staging' }, 'https://api.yardstik.com'),
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'An API key of your platform account. In the Yardstik dashboard, open Developer > API Keys.',
		},
		{
			displayName: 'Webhook Signing Key',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The API key named WEBHOOK_SIGNATURE in the Yardstik dashboard. Only required for the Yardstik Trigger.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Account {{$credentials.apiKey.trim()}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(yardstik.environments),
			url: '/sub_accounts',
			qs: { page: 1, per_page: 1 },
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			401: 'Yardstik did not accept this API key in the selected environment. Check both.',
			403: 'Yardstik recognized this API key, but it does not belong to a platform account, so it has no subaccounts.',
			404: noSuchAddress('Yardstik'),
		}),
	};
}
