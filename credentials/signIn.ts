import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestHelper } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { baseUrlFrom } from '../nodes/shared/environment';
import { wordsOf } from '../nodes/shared/failure';
import type { Answer, Provider } from '../nodes/shared/types';
import { at } from '../nodes/shared/values';

/** A request that gets a token for what the person has entered. */
export interface SignIn {
	/** Starts with a slash. */
	url: string;
	body: IDataObject;
	/** Field of the answer that holds the token. */
	token: string;
	/** What the person has entered, in messages: "user name and password". */
	entered: string;
	/** A sentence for each status that is no refusal, and yet brings no token. */
	other?: Record<number, string>;
}

/**
 * Gets a token, and gives it as n8n's `preAuthentication` wants it: as the value of the credential's field `field`. Throws a
 * UserError with a sentence for the person who set up the credential; none of them holds what was entered.
 */
export async function signIn<Field extends string>(
	{ helpers }: IHttpRequestHelper,
	{ name, environments }: Provider,
	credentials: ICredentialDataDecryptedObject,
	field: Field,
	{ url, body, token, entered, other }: SignIn,
): Promise<Record<Field, string>> {
	const request = {
		method: 'POST' as const,
		baseURL: baseUrlFrom(environments, credentials),
		url,
		body,
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The secrets are in the body, which a redirect could take elsewhere.
		disableFollowRedirect: true,
	};
	const answer = (await helpers.httpRequest(request).catch(() => undefined)) as Answer | undefined;
	const status = answer?.statusCode ?? 503;
	if (status === 429 || status >= 500) {
		// With n8n's code for "no connection could be made", the request that waits for the token is known not to have left.
		throw Object.assign(new UserError(`${name} can't be reached to sign in. Check the environment, or try again later.`), { httpCode: 'ECONNREFUSED' });
	}
	if (other?.[status]) throw new UserError(other[status]);
	const value = at(answer?.body, token);
	if (status === 200 && typeof value === 'string' && value !== '') return { [field]: value } as Record<Field, string>;
	throw new UserError(`${name} does not accept this ${entered} in the selected environment: ${wordsOf(answer?.body) || `HTTP ${status}`}. Check all three.`);
}
