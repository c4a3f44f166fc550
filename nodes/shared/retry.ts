import type { Answer } from './types';

/** Waiting times in milliseconds: the first backoff, the longest one, the longest a server may ask for, and all together. */
export const WAITS = { first: 500, longest: 30_000, asked: 120_000, whole: 300_000 };

/**
 * What became of a request.
 * `answered`: a success. `untouched`: certainly not carried out, so that anything may be sent again.
 * `unknown`: perhaps carried out. `refused`: read and turned down, so that sending it again is of no use.
 */
export type Verdict = 'answered' | 'untouched' | 'unknown' | 'refused';

/** One way a request ended: with an answer, or with what kept it from getting one. */
export interface End {
	verdict: Verdict;
	answer?: Answer;
	why: string;
}

/** Codes of connections that were refused, did not find their way or were not trusted: nothing was sent over them. */
const NEVER_ARRIVED = new Set([
	'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO',
	'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Judges an HTTP status. */
export function judgeStatus(status: number): Verdict {
	if (status >= 200 && status < 300) return 'answered';
	if (status === 429) return 'untouched';
	return status >= 500 ? 'unknown' : 'refused';
}

/** Judges the code of a connection that did not bring an answer; a code that isn't known counts as `unknown`. */
export function judgeConnection(code: string): Verdict {
	return NEVER_ARRIVED.has(code) ? 'untouched' : 'unknown';
}

/** A random part of an exponentially growing wait ("full jitter"), in milliseconds. `attempt` counts from 0. */
export function backoff(attempt: number, random = Math.random()): number {
	return random * Math.min(WAITS.longest, WAITS.first * 2 ** attempt);
}

/**
 * How long the server asks to wait, in milliseconds, or undefined where it does not say.
 * Reads Retry-After (seconds or a date, RFC 9110) and the provider's own header, which may hold a date,
 * seconds from now, or epoch seconds or milliseconds. Dates are compared with the server's own clock. A time that is over
 * says nothing.
 */
export function askedWait(headers: Answer['headers'], resetHeader?: string, now = Date.now()): number | undefined {
	const served = Date.parse(String(headers.date));
	// The Date header has whole seconds only: this machine's clock is the finer one unless it is clearly off.
	const clock = Math.abs(served - now) > 5_000 ? served : now;
	for (const header of ['retry-after', resetHeader ?? '']) {
		const value = String(headers[header] ?? '').trim();
		if (value === '') continue;
		const number = Number(value);
		const wait = Number.isNaN(number) ? Date.parse(value) - clock : number > 1e12 ? number - clock : number > 1e9 ? number * 1000 - clock : number * 1000;
		if (Number.isFinite(wait) && wait > 0) return wait;
	}
	return undefined;
}
