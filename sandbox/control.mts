import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { isSending } from './events/deliveries.mts';
import type { EmitOptions, SendingProvider } from './events/types.mts';
import { faultKinds, faultsInOrder, seededFaults, type Fault, type NextFault } from './faults.mts';
import type { Sandbox } from './server.mts';
import type { ProviderName } from './types.mts';

/** The length of each list in a provider's state, by name, and the number of sign-ins. */
function countsOf(book: object): Record<string, number> {
	return Object.fromEntries(
		Object.entries(book).flatMap(([name, held]) => {
			if (Array.isArray(held)) return [[name, held.length]];
			return name === 'signIns' ? [[name, held]] : [];
		}),
	);
}

function providerOf(sandbox: Sandbox, { provider }: { provider?: unknown }): ProviderName {
	if (typeof provider !== 'string' || !(provider in sandbox.url))
		throw new TypeError(`provider must be one of ${Object.keys(sandbox.url).join(', ')}`);
	return provider as ProviderName;
}

function numberOf(value: unknown, name: string): number {
	if (typeof value !== 'number' || !(value >= 0))
		throw new TypeError(`${name} must be a number from 0`);
	return value;
}

function objectOf(value: unknown, name: string): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new TypeError(`${name} must be an object`);
	return value as Record<string, unknown>;
}

function kindOf(value: unknown): Fault['kind'] {
	if (!faultKinds.includes(value as Fault['kind']))
		throw new TypeError(`the kind of a fault must be one of ${faultKinds.join(', ')}`);
	return value as Fault['kind'];
}

/** Faults for the next requests, from a list or from a seed. */
function faultsOf(body: Record<string, unknown> | Array<Fault | null>): NextFault {
	if (Array.isArray(body)) {
		body.forEach((fault) => fault && kindOf(fault.kind));
		return faultsInOrder(body);
	}
	const kinds = Array.isArray(body.kinds) ? body.kinds.map(kindOf) : undefined;
	return seededFaults(numberOf(body.seed, 'seed'), numberOf(body.rate, 'rate'), kinds);
}

/** Commands for a sandbox that runs in another process. */
const orders: Record<string, (sandbox: Sandbox, body: Record<string, unknown>) => void> = {
	reset: (sandbox) => sandbox.reset(),
	seed: (sandbox, body) => sandbox.seed(providerOf(sandbox, body), numberOf(body.count, 'count')),
	limit(sandbox, { perSecond, perMinute, hints = true, ...body }) {
		const per = perMinute === undefined ? 'second' : 'minute';
		const most = perMinute ?? perSecond;
		sandbox.limit(
			providerOf(sandbox, body),
			most === null ? undefined : numberOf(most, 'perSecond or perMinute'),
			{ per, hints: hints === true },
		);
	},
	advance: (sandbox, body) =>
		void sandbox.advance(
			providerOf(sandbox, body),
			String(body.id),
			objectOf(body.change, 'change'),
		),
	switch(sandbox, { provider, ...switches }) {
		sandbox.set(providerOf(sandbox, { provider }), switches);
	},
	'expire-tokens'(sandbox, body) {
		const book = sandbox.books[providerOf(sandbox, body)];
		if (!('expireTokens' in book))
			throw new TypeError('only gusto and teal have tokens that expire');
		book.expireTokens();
	},
	emit(sandbox, { provider, event, options = {} }) {
		if (!isSending(String(provider)))
			throw new TypeError('provider must be checkr, teal or yardstik');
		void sandbox.events.emit(
			provider as SendingProvider,
			objectOf(event, 'event'),
			objectOf(options, 'options') as EmitOptions,
		);
	},
	latency(sandbox, body) {
		sandbox.latencyMs = numberOf(body.ms, 'ms');
	},
	faults(sandbox, body) {
		sandbox.faults.next = faultsOf(body);
	},
};

function stateOf(sandbox: Sandbox) {
	const counts = Object.fromEntries(
		Object.entries(sandbox.books).map(([name, book]) => [name, countsOf(book as object)]),
	);
	return {
		urls: sandbox.url,
		counts,
		requests: sandbox.requests.length,
		firstAfterMs: sandbox.requests[0]?.at,
		maxInFlight: sandbox.maxInFlight,
		latencyMs: sandbox.latencyMs,
	};
}

/**
 * A small HTTP API for another process, such as a benchmark, to control a sandbox. Everything is JSON. Every POST
 * returns the state after it, or a 400 with a message.
 *
 * - GET /state
 * - GET /books?provider=...: a summary of everything that was created there (see `Held`)
 * - GET /deliveries: every event that was sent to a webhook, and whether it was delivered (see `Delivery`)
 * - POST /reset
 * - POST /seed {provider, count}
 * - POST /limit {provider, perSecond or perMinute: a number, or null for none, hints: false for a 429 without headers}
 * - POST /latency {ms}
 * - POST /faults {seed, rate, kinds} or a list of faults for the next requests
 * - POST /advance {provider, id, change}: advances an account, see `Sandbox.advance`
 * - POST /switch {provider, nameFilter: 'works', ...}: see `switches` of each provider
 * - POST /expire-tokens {provider}
 * - POST /emit {provider, event, options}: emits an event, see `Deliveries.emit`
 */
export async function startControl(
	sandbox: Sandbox,
	port = 0,
): Promise<{ url: string; close(): Promise<void> }> {
	const app = express();
	app.use(express.json({ limit: '1mb' }));
	app.get(
		'/state',
		(_request: Request, response: Response) => void response.json(stateOf(sandbox)),
	);
	app.get('/books', (request: Request, response: Response) => {
		response.json(sandbox.held(providerOf(sandbox, request.query)));
	});
	app.get(
		'/deliveries',
		(_request: Request, response: Response) => void response.json(sandbox.events.all),
	);
	for (const [name, order] of Object.entries(orders)) {
		app.post(`/${name}`, (request: Request, response: Response) => {
			order(sandbox, request.body ?? {});
			response.json(stateOf(sandbox));
		});
	}
	// Express recognizes an error handler by its four parameters.
	app.use(
		(exception: Error, _request: Request, response: Response, _next: NextFunction) =>
			void response.status(400).json({ message: exception.message }),
	);
	const server = app.listen(port, '127.0.0.1');
	await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}
