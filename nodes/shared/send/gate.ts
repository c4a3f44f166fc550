import { sleep } from 'n8n-workflow';
import type { Outcome } from '../operation';
import type { Provider } from '../provider';
import type { Attempt } from './attempt';
import { Customers } from './customers';
import {
	answered,
	departed,
	ended,
	mayLeave,
	newPace,
	nextDeparture,
	overloaded,
	refused,
	setMaximum,
} from './pace';
import type { Departure } from './pace';
import { Queue } from './queue';
import { Renewal } from './renewal';
import { limitsIn } from './retry';

/** Min number of milliseconds between two requests. */
const APART = 1;
/** Milliseconds after which an unused gate is dropped. */
const IDLE = 300_000;

/** A request that wants to pass the gate. */
export interface Ticket {
	/** The run that it belongs to. Runs take turns. */
	run: object;
	attempt: Attempt;
	/** How many requests may be in flight at the same gate when this one leaves. */
	maximum: number;
	/** How long it may be held back, in milliseconds. */
	patienceMs: number;
	/** Whether it was already rejected because of the rate limit. If so, it goes first. */
	again: boolean;
}

/** A request that is in flight. */
export interface Place {
	/** When the request left, by `performance.now()`. */
	leftAt: number;
	/** Frees the place, with the outcome of the request. */
	leave(outcome: Outcome | undefined): void;
}

interface Waiting {
	ticket: Ticket;
	leave(place: Place): void;
	/** Called with the remaining wait in milliseconds if it is longer than the ticket's patience. */
	giveUp(heldMs: number): void;
}

/**
 * Everything that this process sends to one provider account goes through one gate, whichever workflow or node it comes
 * from. The gate counts requests in flight, learns the pace that the provider allows, and lets runs take turns.
 */
export class Gate {
	/** What is known about the account's customers. */
	readonly customers = new Customers();
	/** Nothing leaves while the account's session is renewed. */
	readonly renewal = new Renewal(() => this.pump());
	private readonly pace = newPace(0, Math.random());
	private readonly queue = new Queue<Waiting>();
	private leftAt = 0;
	private wakeAt = Infinity;
	private usedAt = performance.now();

	constructor(private readonly provider: Provider) {}

	/** How long the gate has been idle, in milliseconds. */
	idleMs(now: number): number {
		const idle = this.pace.inFlight === 0 && this.queue.isEmpty && this.customers.isIdle;
		return idle ? now - this.usedAt : 0;
	}

	/**
	 * Resolves when a request may leave, or with the remaining wait in milliseconds if it is longer than the ticket's
	 * patience. Rejects with a Failure if the try ends first.
	 */
	async enter(ticket: Ticket): Promise<Place | number> {
		ticket.attempt.goOn();
		let off = () => {};
		try {
			return await new Promise<Place | number>((resolve, reject) => {
				const waiting: Waiting = { ticket, leave: resolve, giveUp: resolve };
				off = ticket.attempt.onEnd(() => {
					this.queue.remove(waiting);
					try {
						ticket.attempt.goOn();
					} catch (stopped) {
						reject(stopped);
					}
				});
				this.queue.add(waiting);
				this.pump();
			});
		} finally {
			off();
		}
	}

	/** Sends all requests that can leave now, and schedules itself for the next one. */
	private pump(): void {
		if (this.renewal.underWay) return;
		for (let waiting = this.queue.next; waiting; waiting = this.queue.next) {
			const now = performance.now();
			const { maximum, patienceMs } = waiting.ticket;
			const heldMs = nextDeparture(this.pace) - now;
			if (heldMs > patienceMs) {
				this.queue.take(waiting);
				waiting.giveUp(heldMs);
				continue;
			}
			if (maximum > this.pace.concurrency.maximum) setMaximum(this.pace, maximum);
			// Freeing a place calls this function again.
			if (this.pace.inFlight >= maximum) return;
			if (!mayLeave(this.pace, now)) return heldMs > 0 ? this.wakeIn(heldMs) : undefined;
			const early = this.leftAt + APART - now;
			if (early > 0) return this.wakeIn(early);
			this.queue.take(waiting);
			waiting.leave(this.depart(now));
		}
	}

	private depart(now: number): Place {
		this.leftAt = now;
		const departure = departed(this.pace, now);
		let gone = false;
		return {
			leftAt: now,
			leave: (outcome) => {
				if (gone) return;
				gone = true;
				this.usedAt = performance.now();
				this.learn(departure, outcome);
				this.pump();
			},
		};
	}

	private learn(departure: Departure, outcome: Outcome | undefined): void {
		const now = performance.now();
		const { verdict, answer, retryAfterMs } = outcome ?? {};
		const limit = answer && limitsIn(answer.headers, this.provider.rateHeaders);
		const hint = { retryAfterMs, limit };
		if (answer?.statusCode === 503) overloaded(this.pace, now, departure, hint);
		else if (verdict === 'limited') refused(this.pace, now, departure, hint);
		else if (answer) answered(this.pace, now, departure, limit);
		else ended(this.pace);
	}

	private wakeIn(ms: number): void {
		const at = performance.now() + ms;
		if (at >= this.wakeAt) return;
		this.wakeAt = at;
		void sleep(ms).then(() => {
			if (this.wakeAt === at) this.wakeAt = Infinity;
			this.pump();
		});
	}
}

const gates = new Map<string, Gate>();

/** The gate of a provider account: one for each base URL and credential, dropped when it has been idle for a while. */
export function gateOf(account: string, provider: Provider): Gate {
	const now = performance.now();
	for (const [known, gate] of gates) if (gate.idleMs(now) > IDLE) gates.delete(known);
	const gate = gates.get(account) ?? new Gate(provider);
	gates.set(account, gate);
	return gate;
}

/** Drops all gates, like a restart of n8n. */
export function forgetGates(): void {
	gates.clear();
}
