import type { IHttpRequestOptions, NodeApiError } from 'n8n-workflow';
import type { Answer, Operation, Outcome, Verdict } from '../operation';
import type { Provider } from '../provider';
import { wordsOf } from '../report/words';
import { isEmpty, isObject } from '../values';
import { askedWait } from './retry';

/** Timeouts in milliseconds, unless n8n's Timeout option is set. */
export const TIMEOUTS = { read: 30_000, write: 60_000 };

/** What sending one request needs. */
export interface Transport {
	operation: Operation;
	/** Whether n8n can sign in again, so that a 401 may only mean that the session has expired. */
	renewable(): boolean;
	/** Sends one request through n8n, which signs it. */
	request(options: IHttpRequestOptions): Promise<Answer>;
	/** Masks all secrets in a body. */
	masked(body: unknown): Promise<unknown>;
}

/** Error codes of connections that were never established, so that nothing was sent. */
const NEVER_ARRIVED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EPROTO',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/**
 * Makes one attempt to send a request. Redirects are followed only to the same origin, because the key would be sent
 * along. If the request changes something, a redirect that may mean that it was carried out (301, 302) is not followed.
 * With `signIn`, n8n signs in again if the session has expired, and sends the request once more. Throws only errors
 * that have nothing to do with the provider.
 */
export async function attemptOnce(
	to: Transport,
	request: IHttpRequestOptions,
	signIn = false,
): Promise<Outcome> {
	const outcome = await follow(to, request, signIn);
	const { answer } = outcome;
	if (!answer || outcome.verdict === 'answered') return outcome;
	answer.body = (await to.masked(answer.body)) as Answer['body'];
	const { provider } = to.operation;
	// Some providers send the reset header with every response. It only matters if the limit was reached.
	const reset = answer.statusCode === 429 ? provider.rateHeaders?.reset : undefined;
	outcome.retryAfterMs = askedWait(answer.headers, reset);
	if (isStillProcessed(answer, provider)) outcome.verdict = 'busy';
	return outcome;
}

/** The verdict for an HTTP status. */
export function judgeStatus(status: number): Verdict {
	if (status >= 200 && status < 300) return 'answered';
	if (status === 429) return 'limited';
	return status >= 500 ? 'unknown' : 'refused';
}

/** The verdict for a connection's error code. Codes that aren't in the list mean `unknown`. */
export function judgeConnection(code: string): Verdict {
	return NEVER_ARRIVED.has(code) ? 'untouched' : 'unknown';
}

function verdictOn(status: number, to: Transport): Verdict {
	return status === 401 && to.renewable() ? 'expired' : judgeStatus(status);
}

function isStillProcessed({ statusCode, body }: Answer, { dialect }: Provider): boolean {
	return statusCode === 409 && dialect?.inProgress?.test(wordsOf(body, dialect)) === true;
}

async function follow(
	to: Transport,
	request: IHttpRequestOptions,
	signIn: boolean,
): Promise<Outcome> {
	let next = request;
	for (let hop = 0; hop < 5; hop += 1) {
		const outcome = await tryOnce(to, { ...next, disableFollowRedirect: true }, signIn);
		const { location } = outcome.answer?.headers ?? {};
		const status = outcome.answer?.statusCode ?? 0;
		if (status < 300 || status > 399 || typeof location !== 'string') return outcome;
		// The base URL has no trailing slash, and the operation's URL has a leading one.
		const here = new URL(`${next.baseURL ?? ''}${next.url}`);
		if (!URL.canParse(location, here.href)) {
			return { ...outcome, why: 'it redirects to an invalid URL' };
		}
		const target = new URL(location, here);
		if (target.origin !== here.origin) {
			const why = `it redirects to another server (${target.host}), and the key must not be sent there`;
			return { ...outcome, why };
		}
		if (status < 303 && next.method !== 'GET') {
			return { ...outcome, verdict: 'unknown', why: `it redirects to ${target.pathname}` };
		}
		const read = status === 303 ? { method: 'GET' as const, body: undefined } : {};
		next = { ...next, baseURL: undefined, url: target.href, qs: {}, ...read };
	}
	return { verdict: 'refused', why: 'it keeps redirecting' };
}

async function tryOnce(
	to: Transport,
	request: IHttpRequestOptions,
	signIn: boolean,
): Promise<Outcome> {
	let answer: Answer;
	try {
		// n8n signs in again only if it throws an error for a 401.
		const ignoreHttpStatusErrors = signIn ? { ignore: true as const, except: [401] } : true;
		answer = await to.request({ ...request, ignoreHttpStatusErrors });
		// n8n 1.x doesn't support `except`.
		if (signIn && answer.statusCode === 401) {
			answer = await to.request({ ...request, ignoreHttpStatusErrors: false });
		}
	} catch (error) {
		return outcomeOf(error, to, request);
	}
	const verdict = verdictOn(answer.statusCode, to);
	const why = `it responded with HTTP status ${answer.statusCode}`;
	if (verdict !== 'answered' || isReadable(answer, to.operation, request)) {
		return { verdict, answer, why };
	}
	return { verdict: 'unknown', answer, why: `${why}, but the response can't be read` };
}

/** A list and the response to a change may be empty, but the response to a create may not. */
function isReadable(
	{ statusCode, body }: Answer,
	{ answer, repeat, verb }: Operation,
	{ method }: IHttpRequestOptions,
): boolean {
	if (answer !== undefined) return true;
	if (method === 'GET') return typeof body === 'object' || (statusCode === 204 && isEmpty(body));
	const mayBeEmpty = repeat === 'always' && verb !== 'create';
	const result = isObject(body) || (Array.isArray(body) && body.length > 0);
	return result || (mayBeEmpty && isEmpty(body));
}

/** The outcome of a request for which n8n threw an error. Rethrows errors that have nothing to do with the provider. */
function outcomeOf(error: unknown, to: Transport, request: IHttpRequestOptions): Outcome {
	// Checks the shape instead of the class, because the package may have its own copy of n8n-workflow.
	const { httpCode, context, description } = error as Partial<NodeApiError>;
	if (!httpCode || httpCode === 'none') throw error;
	const status = Number(httpCode);
	if (status >= 300) {
		const data = context?.data;
		const body = isObject(data) ? data : { message: data ?? description ?? '' };
		const answer = { statusCode: status, headers: {}, body };
		return {
			verdict: verdictOn(status, to),
			answer,
			why: `it responded with HTTP status ${status}`,
		};
	}
	// For a failed connection, n8n sets its error code instead of a status. A success whose body was cut off has both.
	if (httpCode === 'ERR_INVALID_URL') {
		return { verdict: 'refused', why: 'the base URL is not a valid URL' };
	}
	const verdict = judgeConnection(httpCode);
	return { verdict, why: whyOf(httpCode, verdict, request.timeout) };
}

function whyOf(code: string, verdict: Verdict, timeout = 0): string {
	if (verdict === 'untouched') return 'no connection could be made';
	if (TIMED_OUT.has(code)) {
		const seconds = timeout / 1000;
		return `no response arrived within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
	}
	return 'the connection was lost before the response arrived';
}
