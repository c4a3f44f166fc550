import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { teal } from '../nodes/Teal/provider';
import { baseUrlOf } from '../nodes/shared/environment';
import { environmentFields } from './environmentFields';
import { signIn } from './signIn';

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
		...environmentFields('member', { name: 'Sandbox', value: 'sandbox' }, 'https://api.goteal.co'),
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
			description: "Password of the member. A member who is also asked for a code can't be used.",
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
		return await signIn(this, teal, credentials, 'sessionToken', {
			url: '/members/signin',
			body: { username: credentials.username, password: credentials.password },
			token: 'jwt',
			entered: 'user name and password',
			other: {
				202: 'Teal asks this member for a code at each sign-in (multi-factor authentication), which n8n can\'t give. Choose a member without it, or the credential with an API key.',
			},
		});
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.sessionToken}}' } },
	};

	// n8n signs in before each test, so this fails where the sign-in does.
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
