import type { Request } from 'express';
import type { Check } from './changes.mts';

export type ProviderName = 'checkr' | 'gusto' | 'teal' | 'softwareone' | 'yardstik';

/** A provider's response. A Buffer or string body is sent as is, anything else as JSON. */
export interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
	/** Milliseconds that this response takes in addition to the sandbox's latency. */
	latencyMs?: number;
	/** Called when the provider is done with the request, whatever the client learns of the outcome. */
	finished?: () => void;
}

/** A summary of one record at a provider, for comparison with the output of a workflow. */
export interface Held {
	/** The kind of record, such as "account" or "user". */
	kind: string;
	id: string;
	name: string;
	email?: string;
	/** The customer's ID in another system, or the ID of the user it belongs to. */
	reference?: string;
	status?: string;
}

/** One violation of the contract or of the provider's own rules. */
export interface Issue {
	/** Path of the field, such as "company.tax_id"; empty if the issue isn't about a field. */
	path: string;
	message: string;
}

/** A request that the provider rejects with its own status and error body. */
export class Rejection extends Error {
	constructor(
		readonly status: number,
		...issues: Array<Issue | string>
	) {
		super(issues.map((issue) => (typeof issue === 'string' ? issue : issue.message)).join('; '));
		this.issues = issues.map((issue) =>
			typeof issue === 'string' ? { path: '', message: issue } : issue,
		);
	}

	readonly issues: Issue[];
}

/** Handles one operation. The request has been validated. */
export type Handler<State> = (request: Request, state: State) => Answer;

/** One provider: its contract, its state, and what its operations do. */
export interface ProviderSandbox<State> {
	name: ProviderName;
	/** File in contracts/. */
	contract: string;
	/** The path at the end of a credential's base URL: '/v1' for Checkr. */
	basePath: string;
	newState(): State;
	/** Adds `count` records, always the same ones, for lists with several pages. */
	seed(state: State, count: number): void;
	/** By security scheme of the contract: throws a Rejection, or returns whether to accept the request. */
	security: Record<string, (request: Request, state: State) => boolean>;
	/** By operationId of the contract. A handler may throw a Rejection. */
	handlers: Record<string, Handler<State>>;
	/** The parts of the state that a test or another process may set, with a check of their values. */
	switches: Record<string, Check>;
	/**
	 * Advances an account, as the provider or its owner eventually does, and returns it. Throws a TypeError
	 * for an ID, field, or value that doesn't exist.
	 */
	advance(state: State, id: string, change: Record<string, unknown>): object;
	/** A summary of everything that was created and not deleted. */
	held(state: State): Held[];
	/** This provider's own error body. */
	reject(status: number, issues: Issue[]): Answer;
	/** This provider's rate limit headers. */
	rateHeaders(
		limit: { limit: number; remaining: number; resetAt: number },
		limited: boolean,
	): Record<string, string>;
}

/** A request as it arrived, and what became of it. */
export interface RecordedRequest {
	provider: ProviderName;
	method: string;
	path: string;
	query: Record<string, unknown>;
	rawQuery: string;
	headers: Record<string, string | string[] | undefined>;
	/** Absent if a fault or the rate limit prevented the request from being read. */
	body?: unknown;
	/** Files of a multipart request. */
	files?: Array<{ field: string; name: string; type: string; size: number }>;
	operationId?: string;
	/** Milliseconds since the sandbox was started or reset. */
	at: number;
	/** The response status; absent if the connection was dropped first. */
	status?: number;
	/** The provider's response, even if the client received another one or none. Absent if the request was never read. */
	done?: Answer;
	fault?: string;
	/** The connection was closed before the response was sent: by a fault, or by a client that gave up waiting. */
	unanswered?: boolean;
}
