import type { Request } from 'express';
import type { Check } from './changes.mts';

export type ProviderName = 'checkr' | 'gusto' | 'teal' | 'softwareone' | 'yardstik';

/** What a provider answers. A Buffer or string body goes out as it is, anything else as JSON. */
export interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
	/** Milliseconds that this answer takes beyond the sandbox's latency. */
	latencyMs?: number;
	/** Called when the provider is done with the request, whatever the client then gets to know of it. */
	finished?: () => void;
}

/** What a provider holds, in short, for comparing it with what a workflow says. */
export interface Held {
	/** What it is, such as "account" or "user". */
	kind: string;
	id: string;
	name: string;
	email?: string;
	/** The ID that the customer has elsewhere, or the ID of the user that it belongs to. */
	reference?: string;
	status?: string;
}

/** One thing that the contract, or the provider's own rules, do not allow. */
export interface Issue {
	/** Path of the field, such as "company.tax_id"; empty where it is not about a field. */
	path: string;
	message: string;
}

/** A request that the provider turns down with its own status and error body. */
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

/** What one handler gets: the checked request. */
export type Handler<State> = (request: Request, state: State) => Answer;

/** One provider: its contract, its state and what its operations do. */
export interface ProviderSandbox<State> {
	name: ProviderName;
	/** File in contracts/. */
	contract: string;
	/** What the base URL in a credential ends with, '/v1' for Checkr. */
	basePath: string;
	newState(): State;
	/** Makes `count` more records, always the same ones, for lists with pages. */
	seed(state: State, count: number): void;
	/** For each security scheme of the contract: throws a Rejection, or returns whether the request may pass. */
	security: Record<string, (request: Request, state: State) => boolean>;
	/** For each operationId of the contract. Throws a Rejection. */
	handlers: Record<string, Handler<State>>;
	/** What a test or another process may set in the state, with the values that are possible. */
	switches: Record<string, Check>;
	/**
	 * Moves an account along, as the provider or its owner does in time, and returns it. Throws a TypeError
	 * for an ID, a field or a value that does not exist.
	 */
	advance(state: State, id: string, change: Record<string, unknown>): object;
	/** Everything that was created and not deleted. */
	held(state: State): Held[];
	/** This provider's own error body. */
	reject(status: number, issues: Issue[]): Answer;
	/** The headers by which this provider tells about its rate limit. */
	rateHeaders(
		limit: { limit: number; remaining: number; resetAt: number },
		limited: boolean,
	): Record<string, string>;
}

/** A request as it arrived, before anything was done with it. */
export interface RecordedRequest {
	provider: ProviderName;
	method: string;
	path: string;
	query: Record<string, unknown>;
	rawQuery: string;
	headers: Record<string, string | string[] | undefined>;
	/** Absent where a fault or the rate limit kept the request from being read. */
	body?: unknown;
	/** Files of a multipart request. */
	files?: Array<{ field: string; name: string; type: string; size: number }>;
	operationId?: string;
	/** Milliseconds since the sandbox was started or reset. */
	at: number;
	/** The status that was answered; absent where the connection was cut before. */
	status?: number;
	/** What the provider made of the request, also where the client was told something else or nothing. Absent where it never read it. */
	done?: Answer;
	fault?: string;
	/** The connection was closed before the answer was out: by a fault, or by a client that waited no longer. */
	unanswered?: boolean;
}
