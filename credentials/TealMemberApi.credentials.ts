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
import { baseUrlOf } from '../nodes/shared/auth/environment';
import { environmentFields } from '../nodes/shared/auth/environmentFields';
import { signIn } from '../nodes/shared/auth/signIn';
import { noSuchAddress, testRules } from '../nodes/shared/auth/testRules';

/**
 * Authenticates with the session token of a member of the Teal dashboard. It gets the token by signing in with username and
 * password, and renews it when Teal no longer accepts it. A member with MFA can't sign in this way: Teal returns 202 and a
 * challenge.
 */
export class TealMemberApi implements ICredentialType {
	name = 'tealMemberApi';

	displayName = 'Teal Member API';

	icon: Icon = { light: 'file:../nodes/Teal/teal.svg', dark: 'file:../nodes/Teal/teal.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-partner-onboarding/n8n-nodes-partner-onboarding/blob/main/docs/teal.md#credential';

	properties: INodeProperties[] = [
		...environmentFields('member', { name: 'Sandbox', value: 'sandbox' }, 'https://api.goteal.co'),
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'The username that the member signs in to Teal with',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				"The member's password. Members with multi-factor authentication aren't supported.",
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
			body: { username: String(credentials.username).trim(), password: credentials.password },
			token: 'jwt',
			entered: 'username and password',
			other: {
				202: "Teal asks this member for a code at each sign-in (multi-factor authentication), which n8n can't enter. Use a member without multi-factor authentication, or a Teal API credential with an API key.",
			},
		});
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.sessionToken}}' } },
	};

	// n8n signs in before each test, so the test also covers the sign-in.
	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(teal.environments),
			url: '/providers',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			401: 'Teal did not accept this username and password in the selected environment. Check all three.',
			403: "Teal recognized this member, but doesn't allow them to read payroll providers.",
			404: noSuchAddress('Teal'),
		}),
	};
}
