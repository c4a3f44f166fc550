import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkrSender } from './checkr.mts';
import { tealSender } from './teal.mts';
import type { Delivery, EmitOptions, Event, Sender, SendingProvider } from './types.mts';
import { yardstikSender } from './yardstik.mts';

// Each provider has its own type of state, but all are handled the same way here.
const senders = {
	checkr: checkrSender,
	teal: tealSender,
	yardstik: yardstikSender,
} as unknown as Record<SendingProvider, Sender<unknown>>;

/** Whether a provider sends events. */
export function isSending(provider: string): provider is SendingProvider {
	return provider in senders;
}

/** Max wait for a response, in milliseconds. */
const TIMEOUT = 10_000;

/** Sends the providers' events to the webhooks registered there, and records the deliveries. */
export class Deliveries {
	/** Every delivery, in the order in which the events were emitted. */
	readonly all: Delivery[] = [];
	/** How much faster retries are than the provider's: at 1,000, a minute takes 60 milliseconds. */
	speed = 1_000;
	/** Called after each attempt. A reset keeps it. */
	onAttempt?: (delivery: Delivery) => void;
	private stop = forMany();
	private readonly underWay = new Set<Promise<unknown>>();

	constructor(private readonly books: Record<SendingProvider, unknown>) {}

	/** Emits an event. Resolves when each webhook has responded with 2xx or retries have ended. */
	async emit(
		provider: SendingProvider,
		event: Event,
		{ to, times = 1, afterMs = 0, sign = 'good' }: EmitOptions = {},
	): Promise<Delivery[]> {
		const sender = senders[provider];
		const book = this.books[provider];
		const registered = sender.targets(book, event);
		const key = registered.find(({ url }) => url === to)?.key ?? sender.key(book);
		const targets = to === undefined ? registered : [{ url: to, key }];
		const deliveries = targets.map(({ url, key }) => {
			const delivery: Delivery = {
				provider,
				eventId: sender.idOf(event),
				url,
				attempts: [],
				delivered: false,
				accepted: [],
			};
			const request = requestFor(sender, JSON.stringify(event), key, sign);
			this.all.push(delivery);
			return { delivery, done: this.deliver(delivery, request, sender.retries, times, afterMs) };
		});
		const done = Promise.all(deliveries.map((each) => each.done));
		this.underWay.add(done);
		await done.finally(() => this.underWay.delete(done));
		return deliveries.map(({ delivery }) => delivery);
	}

	/** Emits the event that advancing an account causes, if any. */
	advanced(provider: SendingProvider, account: object, change: Record<string, unknown>): void {
		const event = senders[provider].onAdvance(account, change);
		if (event) void this.emit(provider, event);
	}

	/** Resolves when no delivery is in flight. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Stops deliveries in flight, and clears the record. */
	reset(): void {
		this.stop.abort();
		this.stop = forMany();
		this.all.length = 0;
	}

	private async deliver(
		delivery: Delivery,
		request: RequestInit,
		retries: number[],
		times: number,
		afterMs: number,
	): Promise<void> {
		const { signal } = this.stop;
		const pause = async (ms: number) =>
			await sleep(ms, undefined, { signal }).catch(() => undefined);
		await pause(afterMs);
		for (let time = 0; time < times; time += 1) {
			for (const seconds of [0, ...retries]) {
				await pause((seconds * 1_000) / this.speed);
				if (signal.aborted) return;
				const { status, body } = await attempt(delivery.url, request, signal);
				delivery.attempts.push(status);
				const taken = status >= 200 && status <= 299;
				if (taken) delivery.accepted.push(body);
				delivery.delivered ||= taken;
				this.onAttempt?.(delivery);
				if (taken) break;
			}
		}
	}
}

/** Stops any number of deliveries at once. By default, Node warns about more than ten listeners. */
function forMany(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}

function requestFor(
	{ header, algorithm, userAgent }: Sender<unknown>,
	body: string,
	key: string | undefined,
	sign: EmitOptions['sign'],
): RequestInit {
	const signer = sign === 'wrong' ? 'some other key' : key;
	const signed =
		sign === 'none' || signer === undefined
			? {}
			: { [header]: createHmac(algorithm, signer).update(body).digest('hex') };
	return {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...signed },
		body: sign === 'changed' ? body.replace(/}$/, ',"changed":true}') : body,
	};
}

async function attempt(
	url: string,
	request: RequestInit,
	stop: AbortSignal,
): Promise<{ status: number; body: string }> {
	const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT)]);
	try {
		const response = await fetch(url, { ...request, signal });
		return { status: response.status, body: await response.text() };
	} catch {
		return { status: 0, body: '' };
	}
}
