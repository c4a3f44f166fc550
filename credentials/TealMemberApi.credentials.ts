import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { ApplicationError } from 'n8n-workflow';
import { teal } from '../nodes/Teal/provider';
import { baseUrlFrom, baseUrlOf } from '../nodes/shared/environment';

/**
 * Signs with the token of a member of Teal's own dashboard, which it gets by signing in with user name and password, and gets
 * anew when Teal no longer accepts it. A member with MFA can't sign in this way: Teal answers 202 with a challenge.
 */
export class TealMemberApi implements ICredentialType {
	name = 'tealMemberApi';

	displayName = 'Teal Member API';

	icon: Icon = { light: 'file:../nodes/Teal/teal.svg', dark: 'file:../nodes/Teal/teal.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/teal.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
				{ name: 'Custom URL', value: 'custom' },
			],
			default: 'production',
			description: 'Where the member is from. A member of one environment does not work in another.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			default: '',
			placeholder: 'e.g. https://api.goteal.co',
			description: 'Address that all requests start with',
		},
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'What the member signs in to Teal with',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Password of the member. A member who is also asked for a code can not be used.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const { jwt } = (await this.helpers.httpRequest({
			method: 'POST',
			baseURL: baseUrlFrom(teal.environments, credentials),
			url: '/members/signin',
			body: { username: credentials.username, password: credentials.password },
			json: true,
			disableFollowRedirect: true,
		})) as { jwt?: string };
		if (!jwt) {
			throw new ApplicationError('Teal asks this member for a code at every sign-in (MFA), which a workflow can not give. Use an API key, or a member without MFA.');
		}
		return { sessionToken: jwt };
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.sessionToken}}' } },
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
				properties: { value: 401, message: 'Teal does not know this user name and password in the selected environment. Check all three.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Teal knows this member, but does not allow it to read payroll providers.' },
			},
		],
	};
}
