import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import express, { type NextFunction, type Request, type Response } from 'express';
import { middleware as openApi } from 'express-openapi-validator';
import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types';
import type { Fault, NextFault } from './faults.mts';
import { checkr, type CheckrState } from './providers/checkr.mts';
import { gusto, type GustoState } from './providers/gusto.mts';
import { softwareone, type SoftwareOneState } from './providers/softwareone.mts';
import { teal, type TealState } from './providers/teal.mts';
import { yardstik, type YardstikState } from './providers/yardstik.mts';
import { Rejection, type Answer, type Issue, type ProviderName, type ProviderSandbox, type RecordedRequest } from './types.mts';

/** What each provider holds. */
export interface Books {
	checkr: CheckrState;
	gusto: GustoState;
	teal: TealState;
	softwareone: SoftwareOneState;
	yardstik: YardstikState;
}

/** The five stand-ins, running. None of them is the provider: each answers by what its public documents say. */
export interface Sandbox {
	/** Base URL by provider, as a credential's custom URL wants it. */
	url: Record<ProviderName, string>;
	/** Every request in the order of arrival. */
	requests: RecordedRequest[];
	/** The most requests that were under way at once. */
	maxInFlight: Record<ProviderName, number>;
	books: Books;
	faults: { next?: NextFault };
	/** Answers 429 to more than so many requests a second; undefined for no limit. */
	limit(provider: ProviderName, perSecond: number | undefined): void;
	/** Milliseconds before each answer. */
	latencyMs: number;
	seed(provider: ProviderName, count: number): void;
	/** Everything as at the start. */
	reset(): void;
	close(): Promise<void>;
}

export interface SandboxOptions {
	ports?: Partial<Record<ProviderName, number>>;
	latencyMs?: number;
	/** Also checks the sandbox's own answers against the contract: for tests of the sandbox. */
	validateResponses?: boolean;
}

// Each provider brings its own type of state; here they are all handled alike.
const providers = { checkr, gusto, teal, softwareone, yardstik } as unknown as Record<ProviderName, ProviderSandbox<unknown>>;
const names = Object.keys(providers) as ProviderName[];

/** Starts the five servers on loopback. Ports are free ones unless given. */
export async function startSandbox({ ports = {}, latencyMs = 0, validateResponses = false }: SandboxOptions = {}): Promise<Sandbox> {
	let startedAt = Date.now();
	const limits: Partial<Record<ProviderName, { perSecond: number; window: number; used: number }>> = {};
	const inFlight = Object.fromEntries(names.map((name) => [name, 0])) as Record<ProviderName, number>;
	const sandbox: Sandbox = {
		url: {} as Record<ProviderName, string>,
		requests: [],
		maxInFlight: { ...inFlight },
		books: {} as Books,
		faults: {},
		latencyMs,
		limit(provider, perSecond) {
			if (perSecond === undefined) delete limits[provider];
			else limits[provider] = { perSecond, window: 0, used: 0 };
		},
		seed: (provider, count) => providers[provider].seed(sandbox.books[provider], count),
		reset() {
			startedAt = Date.now();
			sandbox.requests.length = 0;
			sandbox.faults.next = undefined;
			for (const name of names) {
				sandbox.maxInFlight[name] = 0;
				delete limits[name];
				Object.assign(sandbox.books, { [name]: providers[name].newState() });
			}
		},
		close: async () => {
			await Promise.all(closers.map(async (close) => await close()));
		},
	};
	sandbox.reset();

	/** Counts a request against the limit of one second; gives the headers to send, and whether it was one too many. */
	const count = (provider: ProviderSandbox<unknown>) => {
		const limit = limits[provider.name];
		if (!limit) return { limited: false, headers: {} };
		const window = Math.floor(Date.now() / 1000);
		if (limit.window !== window) Object.assign(limit, { window, used: 0 });
		limit.used += 1;
		const limited = limit.used > limit.perSecond;
		const remaining = Math.max(0, limit.perSecond - limit.used);
		return { limited, headers: provider.rateHeaders({ perSecond: limit.perSecond, remaining, resetAt: (window + 1) * 1000 }, limited) };
	};

	const closers: Array<() => Promise<void>> = [];
	for (const name of names) {
		const provider = providers[name];
		const handle = serverFor(provider, sandbox, count, inFlight, () => startedAt, validateResponses);
		const { port, close } = await listen(handle, ports[name] ?? 0, (restart) => (handle.locals.refuse = restart));
		sandbox.url[name] = `http://127.0.0.1:${port}${provider.basePath}`;
		closers.push(close);
	}
	return sandbox;
}

/** Listens on loopback; `onReady` gets a function that refuses new connections for a while. */
async function listen(app: express.Express, wanted: number, onReady: (refuse: (ms: number) => void) => void) {
	const sockets = new Set<Socket>();
	let server: Server;
	let closed = false;
	let port = wanted;
	const open = async () =>
		await new Promise<void>((resolve, reject) => {
			server = createServer(app);
			server.on('connection', (socket) => {
				sockets.add(socket);
				socket.on('close', () => sockets.delete(socket));
			});
			server.once('error', reject);
			server.listen(port, '127.0.0.1', 4096, resolve);
		});
	await open();
	port = (server!.address() as AddressInfo).port;
	let refusing = false;
	onReady((ms) => {
		if (refusing || closed) return;
		refusing = true;
		server.close();
		setTimeout(() => {
			refusing = false;
			if (!closed) void open();
		}, ms);
	});
	const close = async () => {
		closed = true;
		sockets.forEach((socket) => socket.destroy());
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
	return { port, close };
}

function serverFor(
	provider: ProviderSandbox<unknown>,
	sandbox: Sandbox,
	count: (provider: ProviderSandbox<unknown>) => { limited: boolean; headers: Record<string, string> },
	inFlight: Record<ProviderName, number>,
	startedAt: () => number,
	validateResponses: boolean,
): express.Express {
	const { name } = provider;
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.set('query parser', 'extended');

	app.use((request: Request, response: Response, next: NextFunction) => {
		inFlight[name] += 1;
		sandbox.maxInFlight[name] = Math.max(sandbox.maxInFlight[name], inFlight[name]);
		response.once('close', () => (inFlight[name] -= 1));
		const rawQuery = request.originalUrl.split('?')[1] ?? '';
		const recorded: RecordedRequest = {
			provider: name,
			method: request.method,
			path: request.path,
			query: { ...request.query },
			rawQuery,
			headers: request.headers,
			at: Date.now() - startedAt(),
		};
		sandbox.requests.push(recorded);
		response.locals.recorded = recorded;
		response.locals.fault = sandbox.faults.next?.(recorded);
		recorded.fault = (response.locals.fault as Fault | undefined)?.kind;
		if (before(provider, request, response, count(provider))) return;
		next();
	});

	app.use(express.json({ limit: '20mb' }), express.urlencoded({ extended: false }));
	app.use((request: Request, response: Response, next: NextFunction) => {
		if (request.body !== undefined) (response.locals.recorded as RecordedRequest).body = structuredClone(request.body);
		next();
	});
	app.use(
		openApi({
			apiSpec: contractOf(provider.contract),
			validateRequests: { allErrors: true, coerceTypes: false },
			validateResponses,
			validateSecurity: {
				handlers: Object.fromEntries(
					Object.entries(provider.security).map(([scheme, check]) => [scheme, (request: Request) => check(request, sandbox.books[name])]),
				),
			},
		}),
	);
	app.use((request: Request, response: Response) => {
		const recorded = response.locals.recorded as RecordedRequest;
		const { openapi } = request as unknown as { openapi: { schema: { operationId: string }; pathParams: Record<string, string> } };
		request.params = openapi.pathParams;
		recorded.operationId = openapi.schema.operationId;
		if (Array.isArray(request.files)) {
			recorded.body = structuredClone(request.body);
			recorded.files = request.files.map(({ fieldname, originalname, mimetype, size }) => ({ field: fieldname, name: originalname, type: mimetype, size }));
		}
		answer(provider, request, response, sandbox.latencyMs, provider.handlers[recorded.operationId](request, sandbox.books[name]));
	});
	// Express knows a handler of exceptions by its four parameters.
	app.use((exception: unknown, request: Request, response: Response, _next: NextFunction) => {
		const { status, issues } = exception instanceof Rejection ? exception : rejectionOf(exception);
		answer(provider, request, response, sandbox.latencyMs, provider.reject(status, issues));
	});
	return app;
}

/** A contract as an object; YAML's merge keys, which the validator's own reader does not know, are resolved. */
export function contractOf(file: string): OpenAPIV3.DocumentV3 {
	return parse(readFileSync(join(import.meta.dirname, 'contracts', file), 'utf8'), { merge: true }) as OpenAPIV3.DocumentV3;
}

/** What the validator, or Express itself, found wrong with a request. Anything else is a fault of the sandbox. */
function rejectionOf(exception: unknown): { status: number; issues: Issue[] } {
	const { status, errors, message } = exception as { status?: number; message: string; errors?: Array<{ path?: string; message: string }> };
	if (status === undefined) throw exception;
	const found = (errors ?? [{ message }]).map(({ path = '', message: said }) => ({
		// The validator names the URL where it means the whole request.
		path: /^\/(body|query|params|headers)\//.test(path) ? path.replace(/^\/\w+\//, '').replaceAll('/', '.') : '',
		message: said,
	}));
	return { status, issues: found };
}

/** The part of a fault, or of the rate limit, that keeps a request from being read. Returns whether it was answered. */
function before(provider: ProviderSandbox<unknown>, request: Request, response: Response, rate: { limited: boolean; headers: Record<string, string> }): boolean {
	const fault = response.locals.fault as Fault | undefined;
	response.set(rate.headers);
	if (rate.limited) {
		write(response, provider.reject(429, [{ path: '', message: 'Too many requests' }]));
		return true;
	}
	switch (fault?.kind) {
		case 'rate-limited':
			response.set(hintOf(provider, fault));
			write(response, provider.reject(429, [{ path: '', message: 'Too many requests' }]));
			return true;
		case 'status':
			if (fault.when === 'before') write(response, unavailable(provider, fault));
			return fault.when === 'before';
		case 'cut':
			if (fault.when === 'before') request.socket.destroy();
			return fault.when === 'before';
		case 'redirect':
			write(response, { status: 307, headers: { location: fault.to } });
			return true;
		default:
			return false;
	}
}

function hintOf(provider: ProviderSandbox<unknown>, { hint, seconds }: Extract<Fault, { kind: 'rate-limited' }>): Record<string, string> {
	const resetAt = Date.now() + seconds * 1000;
	if (hint === 'seconds') return { 'Retry-After': String(seconds) };
	if (hint === 'date') return { 'Retry-After': new Date(resetAt).toUTCString() };
	return hint === 'reset' ? provider.rateHeaders({ perSecond: 1, remaining: 0, resetAt }, true) : {};
}

function unavailable(provider: ProviderSandbox<unknown>, { status, body }: Extract<Fault, { kind: 'status' }>): Answer {
	if (body === 'empty') return { status };
	if (body !== 'html') return provider.reject(status, [{ path: '', message: 'Something went wrong on our side' }]);
	return { status, headers: { 'content-type': 'text/html' }, body: `<html><head><title>${status} Service Unavailable</title></head><body>nginx</body></html>` };
}

/** Sends the answer of a request whose work is done, or what the fault leaves of it. */
function answer(provider: ProviderSandbox<unknown>, request: Request, response: Response, latencyMs: number, result: Answer): void {
	const fault = response.locals.fault as Fault | undefined;
	const wait = latencyMs + (fault?.kind === 'delay' ? fault.ms : 0);
	const send = () => {
		switch (fault?.kind) {
			case 'status':
				return write(response, unavailable(provider, fault));
			case 'cut':
				return request.socket.destroy();
			case 'cut-body': {
				const text = Buffer.from(JSON.stringify(result.body ?? {}));
				response.writeHead(result.status, { 'content-type': 'application/json', 'content-length': text.length + 10 });
				return response.write(text.subarray(0, text.length / 2), () => request.socket.destroy());
			}
			case 'drip':
				return void drip(response, result, fault.chunkMs);
			case 'wrong-json':
				return write(response, { ...result, headers: { 'content-type': 'application/json' }, body: '{"id": "unfinished' });
			case 'html':
				return write(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><title>Sign in to the network</title></html>' });
			case 'empty':
				return write(response, { status: result.status });
			default:
				write(response, result);
				if (fault?.kind === 'refused') (request.app.locals.refuse as (ms: number) => void)(fault.ms);
		}
	};
	if (wait > 0) setTimeout(send, wait);
	else send();
}

async function drip(response: Response, { status, body, headers = {} }: Answer, chunkMs: number): Promise<void> {
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	const text = JSON.stringify(body ?? {});
	for (let start = 0; start < text.length; start += Math.ceil(text.length / 8)) {
		response.write(text.slice(start, start + Math.ceil(text.length / 8)));
		await new Promise((resolve) => setTimeout(resolve, chunkMs));
	}
	response.end();
}

function write(response: Response, { status, body, headers = {} }: Answer): void {
	if (response.destroyed) return;
	(response.locals.recorded as RecordedRequest).status = status;
	response.status(status).set(headers);
	if (body === undefined) response.end();
	else if (typeof body === 'string' || Buffer.isBuffer(body)) response.send(body);
	else if (headers['content-type']) response.send(Buffer.from(JSON.stringify(body)));
	else response.json(body);
}
