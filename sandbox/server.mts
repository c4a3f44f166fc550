import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import {
	createServer as createListener,
	type AddressInfo,
	type Server,
	type Socket,
} from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import express, { type NextFunction, type Request, type Response } from 'express';
import { middleware as openApi } from 'express-openapi-validator';
import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types';
import { assignChecked } from './changes.mts';
import { Deliveries, isSending } from './events/deliveries.mts';
import type { Fault, NextFault } from './faults.mts';
import { Limit, type LimitOptions } from './limits.mts';
import { checkParts, multipartReader, type ContractOperation } from './multipart.mts';
import { checkr, type CheckrState } from './providers/checkr.mts';
import { gusto, type GustoState } from './providers/gusto.mts';
import { softwareone, type SoftwareOneState } from './providers/softwareone.mts';
import { teal, type TealState } from './providers/teal.mts';
import { yardstik, type YardstikState } from './providers/yardstik.mts';
import {
	Rejection,
	type Answer,
	type Held,
	type Issue,
	type ProviderName,
	type ProviderSandbox,
	type RecordedRequest,
} from './types.mts';

/** The state of each provider. */
export interface Books {
	checkr: CheckrState;
	gusto: GustoState;
	teal: TealState;
	softwareone: SoftwareOneState;
	yardstik: YardstikState;
}

/** The five running stand-ins. None of them is the provider: each follows the provider's public documentation. */
export interface Sandbox {
	/** Base URL by provider, for the custom URL of a credential. */
	url: Record<ProviderName, string>;
	/** Every request, in order of arrival. */
	requests: RecordedRequest[];
	/** The max number of requests in flight at once. */
	maxInFlight: Record<ProviderName, number>;
	books: Books;
	faults: { next?: NextFault };
	/** Sends events of Checkr, Teal, and Yardstik to the webhooks registered there. */
	events: Deliveries;
	/** Responds with 429 to more than `most` requests per second or minute; undefined for no limit. */
	limit(provider: ProviderName, most: number | undefined, options?: LimitOptions): void;
	/** Milliseconds from each request to its response. */
	latencyMs: number;
	seed(provider: ProviderName, count: number): void;
	/**
	 * Advances an account, for example with { authorized: true } once Checkr has credentialed it, and returns it.
	 * Webhooks registered for the change receive an event.
	 * Throws a TypeError for an ID, field, or value that doesn't exist.
	 */
	advance(provider: ProviderName, id: string, change: Record<string, unknown>): object;
	/** Called after each `advance`. A reset keeps it. */
	onAdvance?: (provider: ProviderName, id: string, change: Record<string, unknown>) => void;
	/** Sets switches in a provider's state, such as { nameFilter: 'works' }; see `switches` of each provider. */
	set(provider: ProviderName, switches: Record<string, unknown>): void;
	/** A summary of everything that was created at a provider and not deleted. */
	held(provider: ProviderName): Held[];
	/**
	 * Restores the initial state. Drops the connections of hanging requests. A port that refuses connections listens
	 * again a moment later; see `listening`.
	 */
	reset(): void;
	/** Resolves when no port refuses connections anymore. */
	listening(): Promise<void>;
	close(): Promise<void>;
}

export interface SandboxOptions {
	ports?: Partial<Record<ProviderName, number>>;
	latencyMs?: number;
	/** Also validates the contracts, and the sandbox's own responses against them: for tests of the sandbox. */
	validateResponses?: boolean;
}

// Each provider has its own type of state, but all are handled the same way here.
const providers = { checkr, gusto, teal, softwareone, yardstik } as unknown as Record<
	ProviderName,
	ProviderSandbox<unknown>
>;
const names = Object.keys(providers) as ProviderName[];

/** Starts the five servers on the loopback interface. Uses free ports unless given. */
export async function startSandbox({
	ports = {},
	latencyMs = 0,
	validateResponses = false,
}: SandboxOptions = {}): Promise<Sandbox> {
	const limits: Partial<Record<ProviderName, Limit>> = {};
	const stage: Stage = { startedAt: Date.now(), inFlight: nobody(), hanging: new Set() };
	const open: Port[] = [];
	const books = {} as Books;
	const sandbox: Sandbox = {
		url: {} as Record<ProviderName, string>,
		requests: [],
		maxInFlight: nobody(),
		books,
		faults: {},
		events: new Deliveries(books),
		latencyMs,
		limit(provider, most, options) {
			limits[provider] = most === undefined ? undefined : new Limit(most, options);
		},
		seed: (provider, count) => providers[provider].seed(sandbox.books[provider], count),
		advance(provider, id, change) {
			const changed = providers[provider].advance(sandbox.books[provider], id, change);
			if (isSending(provider)) sandbox.events.advanced(provider, changed, change);
			sandbox.onAdvance?.(provider, id, change);
			return changed;
		},
		set: (provider, switches) =>
			assignChecked(sandbox.books[provider], switches, providers[provider].switches),
		held: (provider) => providers[provider].held(sandbox.books[provider]),
		reset() {
			// Requests from before the reset no longer count.
			Object.assign(stage, { startedAt: Date.now(), inFlight: nobody() });
			stage.hanging.forEach((socket) => socket.destroy());
			sandbox.latencyMs = latencyMs;
			sandbox.requests.length = 0;
			sandbox.faults.next = undefined;
			sandbox.events.reset();
			open.forEach((port) => port.resume());
			for (const name of names) {
				sandbox.maxInFlight[name] = 0;
				delete limits[name];
				Object.assign(sandbox.books, { [name]: providers[name].newState() });
			}
		},
		listening: async () =>
			void (await Promise.all(open.map(async (port) => await port.listening()))),
		async close() {
			sandbox.events.reset();
			await Promise.all(open.map(async (port) => await port.close()));
		},
	};
	sandbox.reset();

	/** Counts a request against the rate limit. Returns the headers to send, and whether the limit is exceeded. */
	const count = (provider: ProviderSandbox<unknown>) => {
		const { limited = false, hint } = limits[provider.name]?.count() ?? {};
		return { limited, headers: hint ? provider.rateHeaders(hint, limited) : {} };
	};

	for (const name of names) {
		const app = appFor(providers[name], sandbox, count, stage, validateResponses);
		const port = await listen(app, ports[name] ?? 0);
		app.locals.port = port;
		sandbox.url[name] = `http://127.0.0.1:${port.number}${providers[name].basePath}`;
		open.push(port);
	}
	return sandbox;
}

/** State that the five running servers share. */
interface Stage {
	startedAt: number;
	/** Number of requests in flight. */
	inFlight: Record<ProviderName, number>;
	/** Connections of requests that never get a response. */
	hanging: Set<Socket>;
}

const nobody = () =>
	Object.fromEntries(names.map((name) => [name, 0])) as Record<ProviderName, number>;

/** A port on the loopback interface that can stop listening for a while. */
interface Port {
	number: number;
	/** Whether the port refuses new connections. */
	refusing(): boolean;
	/** Refuses new connections for `ms` milliseconds. */
	refuse(ms: number): void;
	/** Accepts new connections again, before the time is up. */
	resume(): void;
	listening(): Promise<void>;
	close(): Promise<void>;
}

async function listen(app: express.Express, wanted: number): Promise<Port> {
	// The listener is separate from the HTTP server, so it can stop without affecting existing connections.
	const http = createServer(app);
	// Never closes an idle connection first: a client about to send on it would see a dropped connection that no fault
	// caused.
	http.keepAliveTimeout = 0;
	const sockets = new Set<Socket>();
	let number = wanted;
	let listener: Server;
	let refusal: Promise<void> | undefined;
	let early = new AbortController();
	let closed = false;
	const open = async () =>
		await new Promise<void>((resolve, reject) => {
			// The same options as Node's HTTP server.
			listener = createListener({ allowHalfOpen: true, noDelay: true }, (socket) => {
				sockets.add(socket);
				socket.on('close', () => sockets.delete(socket));
				http.emit('connection', socket);
			});
			listener.once('error', reject);
			listener.listen(number, '127.0.0.1', 4096, resolve);
		});
	// Another connection may have been assigned the port in the meantime, and keeps it until it closes.
	const reopen = async (): Promise<void> => {
		if (!closed) await open().catch(async () => await sleep(20).then(reopen));
	};
	await open();
	number = (listener!.address() as AddressInfo).port;
	return {
		number,
		refusing: () => refusal !== undefined,
		refuse(ms) {
			if (refusal || closed) return;
			listener.close();
			early = new AbortController();
			refusal = sleep(ms, undefined, { signal: early.signal })
				.then(reopen, reopen)
				.finally(() => (refusal = undefined));
		},
		resume: () => early.abort(),
		listening: async () => await refusal,
		async close() {
			closed = true;
			early.abort();
			sockets.forEach((socket) => socket.destroy());
			await refusal;
			await new Promise<void>((resolve) => listener.close(() => resolve()));
		},
	};
}

/** Request validators by contract: compiled once, however many sandboxes a process starts. */
const validators = new Map<string, ReturnType<typeof openApi>>();

function validatorOf(
	{ name, contract, security }: ProviderSandbox<unknown>,
	validateResponses: boolean,
): ReturnType<typeof openApi> {
	const key = `${name} ${validateResponses}`;
	const known = validators.get(key);
	if (known) return known;
	const validator = openApi({
		apiSpec: contractOf(contract),
		// Checking that the contract is valid OpenAPI takes longer than the rest of the startup.
		validateApiSpec: validateResponses,
		validateRequests: { allErrors: true, coerceTypes: false },
		validateResponses,
		fileUploader: multipartReader as object,
		validateSecurity: {
			handlers: Object.fromEntries(
				Object.entries(security).map(([scheme, check]) => [
					scheme,
					(request: Request) => check(request, (request.app.locals.books as Books)[name]),
				]),
			),
		},
	});
	validators.set(key, validator);
	return validator;
}

function appFor(
	provider: ProviderSandbox<unknown>,
	sandbox: Sandbox,
	count: (provider: ProviderSandbox<unknown>) => {
		limited: boolean;
		headers: Record<string, string>;
	},
	stage: Stage,
	validateResponses: boolean,
): express.Express {
	const { name } = provider;
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.set('query parser', 'extended');

	app.use((request: Request, response: Response, next: NextFunction) => {
		const { inFlight } = stage;
		inFlight[name] += 1;
		sandbox.maxInFlight[name] = Math.max(sandbox.maxInFlight[name], inFlight[name]);
		const rawQuery = request.originalUrl.split('?')[1] ?? '';
		const recorded: RecordedRequest = {
			provider: name,
			method: request.method,
			path: request.path,
			query: { ...request.query },
			rawQuery,
			headers: request.headers,
			at: Date.now() - stage.startedAt,
		};
		sandbox.requests.push(recorded);
		response.once('close', () => {
			inFlight[name] -= 1;
			if (!response.writableFinished) recorded.unanswered = true;
		});
		response.locals.recorded = recorded;
		response.locals.inFlight = inFlight;
		response.locals.arrived = performance.now();
		response.locals.hanging = stage.hanging;
		const { limited, headers } = count(provider);
		response.set(headers);
		if (limited) return answer(provider, request, response, sandbox.latencyMs, tooMany(provider));
		const fault = sandbox.faults.next?.(recorded);
		recorded.fault = fault?.kind;
		response.locals.fault = fault;
		const instead = insteadOfWork(provider, fault);
		if (instead) answer(provider, request, response, sandbox.latencyMs, instead);
		else next();
	});

	app.use(express.json({ limit: '50mb' }), express.urlencoded({ extended: false }));
	app.use((request: Request, response: Response, next: NextFunction) => {
		if (request.body !== undefined)
			(response.locals.recorded as RecordedRequest).body = structuredClone(request.body);
		next();
	});
	app.locals.books = sandbox.books;
	app.use(validatorOf(provider, validateResponses));
	app.use((request: Request, response: Response) => {
		const recorded = response.locals.recorded as RecordedRequest;
		// A request from before a reset must not change anything.
		if (response.locals.inFlight !== stage.inFlight) return void request.socket.destroy();
		const { openapi } = request as Routed;
		// The validator lets requests outside the contract's base path through.
		if (!openapi?.schema) throw new Rejection(404, 'Not found');
		request.params = openapi.pathParams;
		recordParts(request, recorded);
		checkParts(request, openapi.schema);
		recorded.done = provider.handlers[openapi.schema.operationId](request, sandbox.books[name]);
		answer(provider, request, response, sandbox.latencyMs, recorded.done);
	});
	// Express recognizes an error handler by its four parameters.
	app.use((exception: unknown, request: Request, response: Response, _next: NextFunction) => {
		const { status, issues } = exception instanceof Rejection ? exception : rejectionOf(exception);
		const recorded = response.locals.recorded as RecordedRequest;
		recordParts(request, recorded);
		recorded.done = provider.reject(status, issues);
		answer(provider, request, response, sandbox.latencyMs, recorded.done);
	});
	return app;
}

/** A contract as an object. Resolves YAML merge keys, which the validator's own parser doesn't support. */
export function contractOf(file: string): OpenAPIV3.DocumentV3 {
	return parse(readFileSync(join(import.meta.dirname, 'contracts', file), 'utf8'), {
		merge: true,
	}) as OpenAPIV3.DocumentV3;
}

/** What the validator adds to a request. There is no schema if the path isn't in the contract. */
type Routed = Request & {
	openapi?: { pathParams: Record<string, string>; schema?: ContractOperation };
};

/** Records what is known only after validation: the operation, and the parts of a multipart request. */
function recordParts(request: Request, recorded: RecordedRequest): void {
	recorded.operationId = (request as Routed).openapi?.schema?.operationId;
	if (!Array.isArray(request.files)) return;
	recorded.body = structuredClone(request.body);
	recorded.files = request.files.map(({ fieldname, originalname, mimetype, size }) => ({
		field: fieldname,
		name: originalname,
		type: mimetype,
		size,
	}));
}

/** What the validator or Express found wrong with a request. Anything else is a bug in the sandbox. */
function rejectionOf(exception: unknown): { status: number; issues: Issue[] } {
	const { status, errors, message } = exception as {
		status?: number;
		message: string;
		errors?: Array<{ path?: string; message: string }>;
	};
	if (status === undefined) {
		console.error(exception);
		return { status: 500, issues: [{ path: '', message: 'The sandbox itself failed' }] };
	}
	const found = (errors ?? [{ message }]).map(({ path = '', message: said }) => ({
		// The path is the URL if the error is about the whole request.
		path: /^\/(body|query|params|headers)\//.test(path)
			? path.replace(/^\/\w+\//, '').replaceAll('/', '.')
			: '',
		message: said,
	}));
	return { status, issues: found };
}

function tooMany(provider: ProviderSandbox<unknown>): Answer {
	return provider.reject(429, [{ path: '', message: 'Too many requests' }]);
}

/** The response of a fault that prevents a request from being processed; undefined if it should be processed. */
function insteadOfWork(
	provider: ProviderSandbox<unknown>,
	fault: Fault | undefined,
): Answer | undefined {
	switch (fault?.kind) {
		case 'rate-limited':
			return { ...tooMany(provider), headers: hintOf(provider, fault) };
		case 'status':
			return fault.when === 'before' ? unavailable(provider, fault) : undefined;
		case 'cut':
			// Never sent: the connection is dropped instead.
			return fault.when === 'before' ? { status: 503 } : undefined;
		case 'hang':
			// Also never sent.
			return fault.when === 'before' ? { status: 504 } : undefined;
		case 'redirect':
			return { status: fault.status ?? 307, headers: { location: fault.to } };
		default:
			return undefined;
	}
}

function hintOf(
	provider: ProviderSandbox<unknown>,
	{ hint, seconds }: Extract<Fault, { kind: 'rate-limited' }>,
): Record<string, string> {
	const resetAt = Date.now() + seconds * 1000;
	if (hint === 'seconds') return { 'Retry-After': String(seconds) };
	if (hint === 'date') return { 'Retry-After': new Date(resetAt).toUTCString() };
	return hint === 'reset' ? provider.rateHeaders({ limit: 1, remaining: 0, resetAt }, true) : {};
}

function unavailable(
	provider: ProviderSandbox<unknown>,
	{ status, body }: Extract<Fault, { kind: 'status' }>,
): Answer {
	if (body === 'empty') return { status };
	if (body !== 'html')
		return provider.reject(status, [{ path: '', message: 'Something went wrong on our side' }]);
	return {
		status,
		headers: { 'content-type': 'text/html' },
		body: `<html><head><title>${status} Service Unavailable</title></head><body>nginx</body></html>`,
	};
}

/** Sends a response, or what the fault leaves of it. */
function answer(
	provider: ProviderSandbox<unknown>,
	request: Request,
	response: Response,
	latencyMs: number,
	result: Answer,
): void {
	const { fault, recorded, arrived, hanging } = response.locals as {
		fault?: Fault;
		recorded: RecordedRequest;
		arrived: number;
		hanging: Set<Socket>;
	};
	const { port } = request.app.locals as { port: Port };
	// The sandbox's own processing time counts toward the latency, as if many machines shared the work.
	const wait =
		Math.max(0, latencyMs - (performance.now() - arrived)) +
		(result.latencyMs ?? 0) +
		(fault?.kind === 'delay' ? fault.ms : 0);
	const send = () => {
		result.finished?.();
		// A client that could keep using this connection wouldn't notice that new ones are refused.
		if (fault?.kind === 'refused' || port.refusing()) response.set('connection', 'close');
		switch (fault?.kind) {
			case 'status':
				return write(response, unavailable(provider, fault));
			case 'cut':
				return request.socket.destroy();
			case 'hang': {
				const { socket } = request;
				hanging.add(socket);
				// Reads the request to its end, to notice when the client gives up.
				request.resume();
				return void socket.once('close', () => hanging.delete(socket));
			}
			case 'cut-body': {
				const whole = bytesOf(result.body);
				recorded.status = result.status;
				response.writeHead(result.status, {
					'content-type': 'application/json',
					...result.headers,
					'content-length': Math.max(whole.length, 2),
				});
				return void response.write(whole.subarray(0, whole.length / 2), () =>
					request.socket.destroy(),
				);
			}
			case 'drip':
				return void drip(response, result, fault.chunkMs);
			case 'wrong-json':
				return write(response, {
					...result,
					headers: { 'content-type': 'application/json' },
					body: '{"id": "unfinished',
				});
			case 'html':
				return write(response, {
					status: 200,
					headers: { 'content-type': 'text/html' },
					body: '<html><title>Sign in to the network</title></html>',
				});
			case 'empty':
				return write(response, { status: result.status });
			default:
				write(response, result);
				if (fault?.kind === 'refused') port.refuse(fault.ms);
		}
	};
	if (wait > 0) setTimeout(send, wait);
	else send();
}

async function drip(
	response: Response,
	{ status, body, headers }: Answer,
	chunkMs: number,
): Promise<void> {
	(response.locals.recorded as RecordedRequest).status = status;
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	const whole = bytesOf(body);
	const piece = Math.ceil(whole.length / 8);
	for (let start = 0; start < whole.length; start += piece) {
		response.write(whole.subarray(start, start + piece));
		await sleep(chunkMs);
	}
	response.end();
}

/** A body as sent over the wire. */
function bytesOf(body: unknown): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

function write(response: Response, { status, body, headers = {} }: Answer): void {
	if (response.destroyed) return;
	(response.locals.recorded as RecordedRequest).status = status;
	response.status(status).set(headers);
	if (body === undefined) response.end();
	else if (typeof body === 'string' || Buffer.isBuffer(body) || headers['content-type'])
		response.send(typeof body === 'string' ? body : bytesOf(body));
	else response.json(body);
}
