import type { IHttpRequestMethods } from 'n8n-workflow';
import type { Answer, Operation, Outcome } from '../operation';
import type { RateHeaders } from '../provider';
import type { RateLimit } from './quota';

/** Times in milliseconds: the first backoff, the longest backoff, and the total of all attempts of a request. */
export const WAITS = { first: 500, longest: 30_000, whole: 120_000 };

/** Min retries for an expired session, because other processes may sign in at the same time and end ours. */
const SIGN_INS = 5;

/** The history of a request after its latest attempt. */
export interface SoFar {
	/** Failed attempts, not counting those that were rejected because of the rate limit. */
	failures: number;
	/** Milliseconds since the first attempt, not counting waits for the rate limit. */
	elapsedMs: number;
	/** Milliseconds spent waiting for the rate limit. */
	limitedMs: number;
	/** The first attempt that was possibly carried out. */
	lost?: Outcome;
	/** Whether the latest attempt was rejected because of the rate limit. */
	refused?: boolean;
}

/** What is allowed for a request. */
export interface Rule {
	method: IHttpRequestMethods;
	verb: Operation['verb'];
	/** Whether it may be sent again if the outcome is unknown. Reads always may. */
	repeat: Operation['repeat'];
	/** How many failed attempts are retried. */
	retries: number;
	/** How long to wait for the rate limit in total, in milliseconds. */
	patienceMs: number;
}

/** What to do after an attempt. */
export type Decision =
	| { do: 'return' }
	| { do: 'again'; waitMs: number }
	| { do: 'fail'; outcome: Outcome };

/**
 * Decides what to do after an attempt, based on its outcome and the history: return the response, retry after a wait,
 * or fail. Pure: `random` is a number from 0 to 1. docs/reliability.md shows this function as a table.
 */
export function decide(outcome: Outcome, soFar: SoFar, rule: Rule, random: number): Decision {
	const { verdict, retryAfterMs = 0 } = outcome;
	const { failures, elapsedMs, limitedMs, lost } = soFar;
	if (verdict === 'answered' || isGone(outcome, soFar, rule)) return { do: 'return' };
	if (verdict === 'limited') {
		// The gate holds the request back for as long as the provider asks.
		const patient = limitedMs + retryAfterMs <= rule.patienceMs;
		return patient ? { do: 'again', waitMs: 0 } : { do: 'fail', outcome: lost ?? outcome };
	}
	const waitMs = Math.max(retryAfterMs, backoff(failures, random));
	const useful = verdict !== 'refused' && mayRepeat(outcome, rule);
	// A request that is still in progress needs time, regardless of the number of retries.
	const most = verdict === 'expired' ? Math.max(rule.retries, SIGN_INS) : rule.retries;
	const left = verdict === 'busy' || failures < most;
	if (useful && left && elapsedMs + waitMs <= WAITS.whole) return { do: 'again', waitMs };
	return { do: 'fail', outcome: afterLoss(outcome, lost) };
}

/** If a repeated deletion returns 404 after a lost one, the lost one succeeded. */
function isGone({ answer }: Outcome, { lost }: SoFar, { verb }: Rule): boolean {
	return verb === 'delete' && lost !== undefined && answer?.statusCode === 404;
}

function mayRepeat({ verdict }: Outcome, { method, repeat }: Rule): boolean {
	return verdict !== 'unknown' || method === 'GET' || repeat !== 'never';
}

/** Once an attempt was lost, the outcome stays unknown, whatever happens to later ones. */
function afterLoss(outcome: Outcome, lost: Outcome | undefined): Outcome {
	if (outcome.verdict === 'busy') return { ...outcome, verdict: 'unknown' };
	if (!lost || lost === outcome) return outcome;
	const why = `${lost.why}, and on the retry, ${outcome.why}`;
	return { ...outcome, verdict: 'unknown', why };
}

/** Exponential backoff with full jitter, in milliseconds. `failures` starts at 0. */
export function backoff(failures: number, random: number): number {
	return random * Math.min(WAITS.longest, WAITS.first * 2 ** failures);
}

/**
 * How long the server asks to wait, in milliseconds, or undefined if it doesn't say.
 * Reads Retry-After (seconds or a date, RFC 9110) and the provider's own header, which may hold a date, seconds from now,
 * or epoch seconds or milliseconds. Dates are compared with the server's own clock. Times in the past are ignored.
 */
export function askedWait(
	headers: Answer['headers'],
	resetHeader?: string,
	now = Date.now(),
): number | undefined {
	const served = Date.parse(String(headers.date));
	// The Date header only has whole seconds, so this machine's clock is more precise, unless it is clearly wrong.
	const clock = Math.abs(served - now) > 5_000 ? served : now;
	for (const header of ['retry-after', resetHeader ?? '']) {
		const value = String(headers[header] ?? '').trim();
		if (value === '') continue;
		const wait = waitIn(value, clock);
		if (Number.isFinite(wait) && wait > 0) return wait;
	}
	return undefined;
}

function waitIn(value: string, clock: number): number {
	const number = Number(value);
	if (Number.isNaN(number)) return Date.parse(value) - clock;
	if (number > 1e12) return number - clock;
	return number > 1e9 ? number * 1000 - clock : number * 1000;
}

/** Reads the rate limit headers. Returns undefined if they are incomplete. */
export function limitsIn(
	headers: Answer['headers'],
	names: RateHeaders | undefined,
	now = Date.now(),
): RateLimit | undefined {
	if (!names) return undefined;
	const [perWindow, remaining] = [names.limit, names.remaining].map((name) =>
		Number(headers[name] ?? NaN),
	);
	const resetInMs = askedWait(headers, names.reset, now);
	if (!(perWindow > 0) || !(remaining >= 0) || resetInMs === undefined) return undefined;
	return { perWindow, remaining, resetInMs };
}
