import type { Request } from 'express';

export type ProviderName = 'checkr' | 'gusto' | 'teal' | 'softwareone' | 'yardstik';

/** What a provider answers. A Buffer or string body goes out as it is, anything else as JSON. */
export interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
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
		this.issues = issues.map((issue) => (typeof issue === 'string' ? { path: '', message: issue } : issue));
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
	/** This provider's own error body. */
	reject(status: number, issues: Issue[]): Answer;
	/** The headers by which this provider tells about its rate limit. */
	rateHeaders(limit: { perSecond: number; remaining: number; resetAt: number }, limited: boolean): Record<string, string>;
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
}
