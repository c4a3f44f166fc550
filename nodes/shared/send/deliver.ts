import type { IHttpRequestOptions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Answer, Exchange, Outcome, Task } from '../operation';
import { failureOf } from '../report/sentences';
import type { Attempt } from './attempt';
import type { Gate } from './gate';
import { decide } from './retry';
import type { Rule, SoFar } from './retry';
import { attemptOnce } from './transport';
import type { Transport } from './transport';

/** What sending an item's requests needs. */
export interface Delivery {
	task: Task;
	attempt: Attempt;
	/** The run that takes turns with others at the gate. */
	run: object;
	gate: Gate;
	transport: Transport;
	settings: Settings;
}

/** The values of Request Options. */
export interface Settings {
	/** How many requests may be in flight at once. */
	maximum: number;
	retries: number;
	/** How long to wait for the rate limit, in milliseconds. */
	patienceMs: number;
}

/** Returns a function that sends an item's requests through the gate, with retries according to `decide`. */
export function exchangeFor(delivery: Delivery): Exchange {
	return async (request) => await deliver(delivery, request);
}

/** Sends one request until it succeeds, is rejected, or can't be retried anymore. Throws a Failure. */
async function deliver(delivery: Delivery, request: IHttpRequestOptions): Promise<Answer> {
	const { task, attempt, settings } = delivery;
	const { verb, repeat } = task.operation;
	const method = request.method ?? 'GET';
	const rule: Rule = { ...settings, method, verb, repeat };
	const soFar: SoFar = { failures: 0, elapsedMs: 0, limitedMs: 0 };
	for (;;) {
		const outcome = await passed(delivery, request, soFar).catch((stopped: unknown) => {
			throw soFar.lost ? failureOf(task, soFar.lost, method) : stopped;
		});
		const decision = decide(outcome, soFar, rule, Math.random());
		if (decision.do === 'return') return outcome.answer as Answer;
		if (decision.do === 'fail') throw failureOf(task, decision.outcome, method);
		if (outcome.verdict !== 'limited') soFar.failures += 1;
		if (outcome.verdict === 'unknown' && method !== 'GET') soFar.lost ??= outcome;
		soFar.elapsedMs += decision.waitMs;
		await attempt.orEnd(sleep(decision.waitMs)).catch((stopped: unknown) => {
			throw soFar.lost ? failureOf(task, soFar.lost, method) : stopped;
		});
	}
}

/** Makes one attempt once the gate allows it. Updates the history of the request. */
async function passed(
	{ gate, run, attempt, transport, settings }: Delivery,
	request: IHttpRequestOptions,
	soFar: SoFar,
): Promise<Outcome> {
	const { maximum, patienceMs } = settings;
	const again = soFar.refused === true;
	const asked = performance.now();
	const place = await gate.enter({
		run,
		attempt,
		maximum,
		again,
		patienceMs: patienceMs - soFar.limitedMs,
	});
	if (typeof place === 'number') return heldBack(place);
	const { leftAt } = place;
	if (again) soFar.limitedMs += leftAt - asked;
	let outcome: Outcome | undefined;
	try {
		outcome = await attemptOnce(transport, request);
		if (outcome.verdict === 'expired') {
			const pause = async (ms: number) => await attempt.orEnd(sleep(ms));
			const signIn = async () => await attemptOnce(transport, request, true);
			outcome = await gate.renewal.after(outcome, leftAt, pause, signIn);
		}
		return outcome;
	} finally {
		place.leave(outcome);
		soFar.elapsedMs += performance.now() - leftAt;
		soFar.refused = outcome?.verdict === 'limited';
	}
}

/** The outcome of a request that wasn't sent, because the provider asks for a longer wait than allowed. */
function heldBack(heldMs: number): Outcome {
	const answer: Answer = { statusCode: 429, headers: {}, body: '' };
	return { verdict: 'limited', answer, why: '', retryAfterMs: heldMs };
}
