import type { Answer } from '../operation';

/**
 * Why an item failed. The output contains it as `error_kind`.
 * - `invalid`: a field has an invalid value, and nothing was sent.
 * - `rejected`: the provider rejected the request.
 * - `already_exists`: the record exists and "If It Already Exists" is set to Fail, or several records match.
 * - `unauthorized`: the provider did not accept the credential.
 * - `rate_limited`, `unreachable`, `unavailable`: not carried out, and can be tried again later.
 * - `unknown`: possibly carried out.
 * - `not_sent`: not sent, because another item ended the run.
 * - `package_fault`: a bug in this package.
 */
export type Kind =
	| 'invalid'
	| 'rejected'
	| 'already_exists'
	| 'unauthorized'
	| 'rate_limited'
	| 'unreachable'
	| 'unavailable'
	| 'unknown'
	| 'not_sent'
	| 'package_fault';

/** A failed item: a message that says what happened, and advice on what to do. Contains no secrets. */
export class Failure extends Error {
	constructor(
		readonly kind: Kind,
		message: string,
		readonly advice: string,
		readonly status?: number,
		readonly retryAfterMs?: number,
		/** The provider's response with its secrets masked. Never leaves the node. */
		readonly answer?: Answer,
	) {
		super(message);
	}

	/** A copy with a different kind, message, or advice. */
	with(words: { kind?: Kind; message?: string; advice?: string }): Failure {
		const { status, retryAfterMs, answer } = this;
		const { kind = this.kind, message = this.message, advice = this.advice } = words;
		const copy = new Failure(kind, message, advice, status, retryAfterMs, answer);
		copy.stack = this.stack;
		return copy;
	}
}
