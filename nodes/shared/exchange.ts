import type { IHttpRequestOptions, NodeApiError } from 'n8n-workflow';
import { failureOf } from './failure';
import { askedWait, backoff, judgeConnection, judgeStatus, WAITS } from './retry';
import type { End } from './retry';
import type { Run, Task } from './run';
import type { Answer, Exchange } from './types';
import { isEmpty, isObject } from './values';

interface Sending {
	run: Run;
	task: Task;
	/** Requests of the run that may be under way at once. */
	most: number;
	retries: number;
	/** Takes all secrets out of a body. */
	masked(body: unknown): Promise<unknown>;
	transport(request: IHttpRequestOptions): Promise<Answer>;
}

/** The way to send an item's requests under the rules of its run. */
export function exchangeFor(sending: Sending): Exchange {
	return async (request) => await sending.run.inSlot(sending.most, async () => await untilAnswered(sending, request));
}

/** Sends one request until it is answered, refused, or may not be sent any more. Throws a Failure. */
async function untilAnswered(sending: Sending, request: IHttpRequestOptions): Promise<Answer> {
	const { run, task, retries } = sending;
	const { operation } = task;
	let waited = 0;
	// An attempt that may have been carried out: whatever becomes of later ones, the outcome is unknown until one is answered.
	let lost: End | undefined;
	for (let attempt = 0; ; attempt += 1) {
		await run.clearance(WAITS.asked).catch((stopped) => {
			throw lost ? failureOf(task, lost, request) : stopped;
		});
		if (run.held > WAITS.asked) throw failureOf(task, lost ?? { verdict: 'untouched', answer: { statusCode: 429, headers: {}, body: '' }, why: '' }, request, run.held);
		const end = await follow(sending, request);
		if (end.answer && end.verdict !== 'answered') end.answer.body = (await sending.masked(end.answer.body)) as Answer['body'];
		// A provider that still works on the first attempt may say that it conflicts with the second one of the same key.
		if (lost && operation.repeat === 'keyed' && end.answer?.statusCode === 409) end.verdict = 'unknown';
		if (end.verdict === 'answered') return end.answer as Answer;
		if (end.verdict === 'unknown' && request.method !== 'GET') lost = end;
		const status = end.answer?.statusCode;
		// What is not there any more when a deletion is repeated was deleted by the first one.
		if (operation.verb === 'delete' && attempt > 0 && status === 404) return end.answer as Answer;
		// Some providers send the reset header with every answer: it is a hint only where the limit was reached.
		const asked = end.answer && askedWait(end.answer.headers, status === 429 ? operation.provider.resetHeader : undefined);
		const wait = asked ?? backoff(attempt);
		if (status === 429) run.holdFor(wait);
		const mayRepeat = end.verdict === 'untouched' || (end.verdict === 'unknown' && operation.repeat !== 'never');
		if (!mayRepeat || attempt >= retries || wait > WAITS.asked || waited + wait > WAITS.whole) {
			const last = lost && lost !== end ? { ...end, verdict: lost.verdict, why: `${lost.why}, and when it was sent again, ${end.why}` } : end;
			throw failureOf(task, last, request, asked);
		}
		waited += wait;
		if (status !== 429) await run.wait(wait);
	}
}

/**
 * Sends a request once, redirects to the same origin included: to another one, the key would go along. A redirect that may
 * stand for a result (301, 302) is not followed where the request changes something.
 */
async function follow(sending: Sending, request: IHttpRequestOptions): Promise<End> {
	let next = request;
	for (let hop = 0; hop < 5; hop += 1) {
		const end = await tryOnce(sending, { ...next, ignoreHttpStatusErrors: { ignore: true, except: [401] }, disableFollowRedirect: true });
		const status = end.answer?.statusCode ?? 0;
		const location = end.answer?.headers.location;
		if (status < 300 || status > 399 || typeof location !== 'string') return end;
		// The base URL comes without a slash at its end, the operation's URL with one at its start.
		const here = new URL(`${next.baseURL ?? ''}${next.url}`);
		if (!URL.canParse(location, here.href)) return { ...end, why: 'it redirects to no web address' };
		const target = new URL(location, here);
		if (status < 303 && next.method !== 'GET' && target.origin === here.origin) return { ...end, verdict: 'unknown', why: `it redirects to ${target.pathname}` };
		if (target.origin !== here.origin) return { ...end, why: `it redirects to another server (${target.host}), where the key must not go` };
		next = { ...next, baseURL: undefined, url: target.href, qs: {}, ...(status === 303 ? { method: 'GET', body: undefined } : {}) };
	}
	return { verdict: 'refused', why: 'it redirects in a circle' };
}

async function tryOnce({ task, transport }: Sending, request: IHttpRequestOptions): Promise<End> {
	let answer: Answer;
	try {
		answer = await transport(request);
		// n8n 1.x does not throw here, but renews an expired sign-in only when it does.
		if (answer.statusCode === 401) answer = await transport({ ...request, ignoreHttpStatusErrors: false });
	} catch (error) {
		return endOf(error);
	}
	const verdict = judgeStatus(answer.statusCode);
	const why = `it answered with HTTP status ${answer.statusCode}`;
	const { operation } = task;
	const { body } = answer;
	// A list may be empty, and so may be the answer to a change; what was created may not.
	const mayBeEmpty = request.method === 'GET' ? answer.statusCode === 204 : operation.repeat === 'always' && operation.verb !== 'create';
	const empty = mayBeEmpty && isEmpty(body);
	const result = request.method === 'GET' ? typeof body === 'object' : isObject(body) || (Array.isArray(body) && body.length > 0);
	const readable = operation.answer !== undefined || result || empty;
	if (verdict !== 'answered' || readable) return { verdict, answer, why };
	return { verdict: 'unknown', why: `${why}, but with nothing that can be read as a result` };
}

/** How a request ended that n8n threw an error for. Throws on what has nothing to do with the provider. */
function endOf(error: unknown): End {
	// By its shape, since the package may have a copy of n8n-workflow of its own, with classes of its own.
	const { httpCode, context, description } = error as Partial<NodeApiError>;
	if (!httpCode || httpCode === 'none') throw error;
	const status = Number(httpCode);
	if (status >= 300) {
		const data = context?.data;
		const body = isObject(data) ? data : { message: data ?? description ?? '' };
		return { verdict: judgeStatus(status), answer: { statusCode: status, headers: {}, body }, why: `it answered with HTTP status ${status}` };
	}
	// In place of a status n8n gives the code of a connection that came to nothing; a success whose body broke off has both.
	if (httpCode === 'ERR_INVALID_URL') return { verdict: 'refused', why: 'its base URL is not a web address' };
	const verdict = judgeConnection(httpCode);
	return { verdict, why: verdict === 'untouched' ? 'no connection could be made' : 'the connection was lost before the answer came' };
}
