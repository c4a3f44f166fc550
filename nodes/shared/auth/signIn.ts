import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestHelper } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Answer } from '../operation';
import type { Provider } from '../provider';
import { withoutSecrets } from '../report/secrets';
import { wordsOf } from '../report/words';
import { at, textOf } from '../values';
import { baseUrlFrom } from './environment';
import { sharedToken } from './session';
import { noSuchAddress } from './testRules';

/** A request that gets a token for what the user has entered. */
export interface SignIn {
	/** Starts with a slash. */
	url: string;
	body: IDataObject;
	/** Field of the response that contains the token. */
	token: string;
	/** What the user has entered, in messages: "username and password". */
	entered: string;
	/** A sentence for each status that isn't a rejection, but doesn't come with a token either. */
	other?: Record<number, string>;
}

/**
 * Gets a token, and returns it as n8n's `preAuthentication` expects it: as the value of the credential's field `field`.
 * The current value of that field was rejected. All callers in this process share one sign-in at a time, and its newest
 * token. Throws a UserError with a sentence for the user who set up the credential, without what was entered.
 */
export async function signIn<Field extends string>(
	helper: IHttpRequestHelper,
	provider: Provider,
	credentials: ICredentialDataDecryptedObject,
	field: Field,
	how: SignIn,
): Promise<Record<Field, string>> {
	const baseUrl = baseUrlFrom(provider.environments, credentials);
	const who = JSON.stringify([baseUrl, how.url, how.body]);
	const refused = String(credentials[field] ?? '');
	const token = await sharedToken(
		who,
		refused,
		async () => await tokenFrom(helper, provider, baseUrl, how),
	);
	return { [field]: token } as Record<Field, string>;
}

async function tokenFrom(
	{ helpers }: IHttpRequestHelper,
	{ name, dialect }: Provider,
	baseURL: string,
	{ url, body, token, entered, other }: SignIn,
): Promise<string> {
	const request = {
		method: 'POST' as const,
		baseURL,
		url,
		body,
		json: true,
		timeout: 30_000,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The body contains secrets, which a redirect could send elsewhere.
		disableFollowRedirect: true,
	};
	const answer = (await helpers.httpRequest(request).catch(() => undefined)) as Answer | undefined;
	const status = answer?.statusCode ?? 503;
	if (status === 429 || status >= 500) {
		const message = `Could not reach ${name} to sign in. Check the environment or base URL in the credential, or try again later.`;
		// n8n's code for a failed connection, so that the request that waits for the token counts as not sent.
		throw Object.assign(new UserError(message), { httpCode: 'ECONNREFUSED' });
	}
	if (status === 404) throw new UserError(noSuchAddress(name));
	if (other?.[status]) throw new UserError(other[status]);
	const value = at(answer?.body, token);
	if (status === 200 && typeof value === 'string' && value !== '') return value;
	const said = wordsOf(answer?.body, dialect) || `HTTP ${status}`;
	const reason = withoutSecrets(said, Object.values(body).map(textOf));
	throw new UserError(
		`${name} did not accept this ${entered} in the selected environment: ${reason}. Check all three.`,
	);
}
