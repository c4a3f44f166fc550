import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { faultKinds, faultsInOrder, seededFaults, type Fault, type NextFault } from './faults.mts';
import type { Sandbox } from './server.mts';
import type { ProviderName } from './types.mts';

/** How many of everything a provider holds, by the name of the list. */
function countsOf(book: object): Record<string, number> {
	return Object.fromEntries(Object.entries(book).flatMap(([name, held]) => (Array.isArray(held) ? [[name, held.length]] : [])));
}

function providerOf(sandbox: Sandbox, { provider }: { provider?: unknown }): ProviderName {
	if (typeof provider !== 'string' || !(provider in sandbox.url)) throw new TypeError(`provider must be one of ${Object.keys(sandbox.url).join(', ')}`);
	return provider as ProviderName;
}

function numberOf(value: unknown, name: string): number {
	if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`${name} must be a number from 0`);
	return value;
}

function kindOf(value: unknown): Fault['kind'] {
	if (!faultKinds.includes(value as Fault['kind'])) throw new TypeError(`the kind of a fault must be one of ${faultKinds.join(', ')}`);
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

/** What can be told to a sandbox that runs in another process. */
const orders: Record<string, (sandbox: Sandbox, body: Record<string, unknown>) => void> = {
	reset: (sandbox) => sandbox.reset(),
	seed: (sandbox, body) => sandbox.seed(providerOf(sandbox, body), numberOf(body.count, 'count')),
	limit: (sandbox, body) => sandbox.limit(providerOf(sandbox, body), body.perSecond === null ? undefined : numberOf(body.perSecond, 'perSecond')),
	latency(sandbox, body) {
		sandbox.latencyMs = numberOf(body.ms, 'ms');
	},
	faults(sandbox, body) {
		sandbox.faults.next = faultsOf(body);
	},
};

function stateOf(sandbox: Sandbox) {
	const counts = Object.fromEntries(Object.entries(sandbox.books).map(([name, book]) => [name, countsOf(book as object)]));
	return { urls: sandbox.url, counts, requests: sandbox.requests.length, firstAfterMs: sandbox.requests[0]?.at, maxInFlight: sandbox.maxInFlight, latencyMs: sandbox.latencyMs };
}

/**
 * A small port by which another process, such as a benchmark, steers a sandbox: GET /state, and POST /reset, /seed
 * {provider, count}, /limit {provider, perSecond or null}, /latency {ms}, /faults {seed, rate, kinds} or a list of faults
 * for the next requests. Everything is JSON; every POST answers with the state after it, or 400 with a message.
 */
export async function startControl(sandbox: Sandbox, port = 0): Promise<{ url: string; close(): Promise<void> }> {
	const app = express();
	app.use(express.json({ limit: '1mb' }));
	app.get('/state', (_request: Request, response: Response) => void response.json(stateOf(sandbox)));
	for (const [name, order] of Object.entries(orders)) {
		app.post(`/${name}`, (request: Request, response: Response) => {
			order(sandbox, request.body ?? {});
			response.json(stateOf(sandbox));
		});
	}
	// Express knows a handler of exceptions by its four parameters.
	app.use((exception: Error, _request: Request, response: Response, _next: NextFunction) => void response.status(400).json({ message: exception.message }));
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
