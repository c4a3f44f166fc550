import type { IHookFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { baseUrlFrom } from '../auth/environment';
import type { Answer, Exchange } from '../operation';
import type { Provider } from '../provider';
import { Failure } from '../report/failure';
import { toNodeError } from '../report/nodeError';
import { maskedValues, withoutSecrets } from '../report/secrets';
import { CHECK_KEY } from '../report/sentences';
import { wordsOf } from '../report/words';
import { textOf } from '../values';

export interface ApiOptions {
	/** What to do about a rejected request, if the provider's message alone doesn't say so. */
	advice?: (words: string) => string | undefined;
	/** A secret that is sent in addition to those of the credential. No message may contain it. */
	secret?: string;
}

/** Waits before each retry, in milliseconds. */
const WAITS = [250, 1_000];

/** Request timeout in milliseconds. */
const TIMEOUT = 20_000;

/**
 * Returns a function that sends the few requests that set up a webhook. The default method is GET, and requests are signed with
 * the provider's first credential. Everything but POST is retried twice while the provider is unavailable, and a 404 response
 * to a DELETE counts as deleted. Throws a Failure with the provider's own message.
 */
export async function apiOf(
	context: IHookFunctions,
	provider: Provider,
	{ advice = () => undefined, secret = '' }: ApiOptions = {},
): Promise<Exchange> {
	const [type] = provider.credentials;
	const credentials = await context.getCredentials(type);
	const baseURL = baseUrlFrom(provider.environments, credentials);
	const fields = context.getCredentialsProperties(type);
	const secrets = [...maskedValues(fields, (name) => credentials[name]), secret];
	const send = async (request: IHttpRequestOptions): Promise<Answer | string> => {
		try {
			return (await context.helpers.httpRequestWithAuthentication.call(context, type, {
				...request,
				baseURL,
				headers: { Accept: 'application/json' },
				json: true,
				timeout: TIMEOUT,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			})) as Answer;
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message?: string };
			return textOf(httpCode) || textOf(message);
		}
	};
	return async (options) => {
		const request = { method: 'GET' as const, ...options };
		let answer = await send(request);
		for (const wait of request.method === 'POST' ? [] : WAITS) {
			if (!isTemporary(answer)) break;
			await sleep(wait);
			answer = await send(request);
		}
		if (isSuccess(answer, request)) return answer as Answer;
		const credential = context.getNode().credentials?.[type]?.name ?? type;
		const failure = failureOf(provider, credential, answer, advice);
		throw failure.with({
			message: withoutSecrets(failure.message, secrets),
			advice: withoutSecrets(failure.advice, secrets),
		});
	};
}

/** Runs `work`, and converts a Failure that it throws to a NodeApiError. */
export async function withNodeErrors<Result>(
	context: IHookFunctions,
	work: () => Promise<Result>,
): Promise<Result> {
	return await work().catch((error: unknown) => {
		throw error instanceof Failure ? toNodeError(context.getNode(), error) : error;
	});
}

function isSuccess(answer: Answer | string, { method }: IHttpRequestOptions): boolean {
	if (typeof answer === 'string') return false;
	const { statusCode } = answer;
	return (statusCode >= 200 && statusCode < 300) || (method === 'DELETE' && statusCode === 404);
}

function isTemporary(answer: Answer | string): boolean {
	return typeof answer === 'string' || answer.statusCode === 429 || answer.statusCode >= 500;
}

function failureOf(
	provider: Provider,
	credential: string,
	answer: Answer | string,
	advice: NonNullable<ApiOptions['advice']>,
): Failure {
	if (typeof answer === 'string') {
		return new Failure(
			'unreachable',
			`Could not reach ${provider.name}`,
			// Not in the message: n8n replaces any message that contains a connection's error code with its own.
			`Check the environment or base URL in the credential, and make sure that n8n can reach the internet (${answer}).`,
		);
	}
	const { statusCode, body } = answer;
	const said = wordsOf(body, provider.dialect);
	const words = said ? `: ${said}` : ` (HTTP ${statusCode}, no reason given)`;
	const key = `the key in the credential '${credential}'`;
	if (statusCode === 401) {
		const message = `${provider.name} did not accept ${key}${words}`;
		return new Failure('unauthorized', message, CHECK_KEY, statusCode);
	}
	if (statusCode === 403) {
		const message = `${provider.name} does not allow ${key} to manage webhooks${words}`;
		return new Failure('rejected', message, CHECK_KEY, statusCode);
	}
	const temporary = isTemporary(answer);
	return new Failure(
		temporary ? 'unavailable' : 'rejected',
		`${provider.name} did not set up the webhook${words}`,
		advice(said) ??
			(temporary
				? 'Try again in a few minutes.'
				: `Check the webhook settings in ${provider.name}.`),
		statusCode,
	);
}
