/** A CRM that calls a webhook once per customer, all at the same time, and a provider with a rate limit per second. */
import type { Sandbox } from '../../sandbox/server.mts';
import type { RecordedRequest } from '../../sandbox/types.mts';
import type { Goal } from '../cluster/report.mts';
import type { Contender } from '../cluster/contenders.mts';
import {
	customersOf,
	outcomeOf,
	send,
	settled,
	type Onboarding,
	type Outcome,
} from '../cluster/onboarding.mts';
import type { Site } from '../cluster/site.mts';

/** The result of a burst. */
export interface Burst extends Outcome {
	/** How n8n runs: in one process, or in queue mode. */
	mode: string;
	contender: Contender;
	customers: number;
	/** Requests per second that the provider accepts; undefined for a burst without a limit. */
	rate?: number;
	requests: number;
	/** From the first request to the last account. */
	seconds: number;
	/** Max requests in flight. */
	inFlight: number;
}

let bursts = 0;

/** Sends the burst and waits until n8n is idle. */
export async function burst(
	site: Site,
	sandbox: Sandbox,
	onboarding: Onboarding,
	{
		mode,
		contender,
		customers: count,
		rate,
	}: Pick<Burst, 'mode' | 'contender' | 'customers' | 'rate'>,
): Promise<Burst> {
	const { row } = onboarding;
	bursts += 1;
	const customers = customersOf(`Burst${bursts}`, count);
	sandbox.reset();
	sandbox.latencyMs = 50;
	sandbox.limit(row.provider, rate);
	await Promise.all(customers.map(async (customer) => await send(site, onboarding, [customer])));
	await settled(site, onboarding, patienceFor(count, rate));
	const requests = sandbox.requests.filter(({ provider }) => provider === row.provider);
	return {
		mode,
		contender,
		customers: count,
		rate,
		...outcomeOf(row, customers, sandbox.books),
		requests: requests.length,
		seconds: secondsOf(requests),
		inFlight: sandbox.maxInFlight[row.provider],
	};
}

/** Timeout of a burst in milliseconds: ten times what the limit, or a small machine, needs. */
function patienceFor(customers: number, rate = 10): number {
	return 60_000 + (customers / rate) * 10_000;
}

function secondsOf(requests: RecordedRequest[]): number {
	const done = requests.filter(({ status = 0 }) => status >= 200 && status < 300);
	return done.length > 0 ? (done[done.length - 1].at - requests[0].at) / 1000 : 0;
}

export const burstHeads = [
	'n8n',
	'node',
	'limit',
	'created',
	'failed',
	'requests',
	'seconds',
	'max in flight',
];

export function burstRow(one: Burst): string[] {
	return [
		one.mode,
		one.contender.title,
		one.rate ? `${one.rate}/s` : 'none',
		`${one.created} of ${one.customers}`,
		String(one.without),
		String(one.requests),
		one.seconds.toFixed(1),
		String(one.inFlight),
	];
}

/**
 * Targets for a burst through this package's nodes.
 *
 * @param free the same burst without a limit: with a limit, n8n can't be faster than that on this machine.
 * @param most max requests per customer.
 * @param slowest max time, as a multiple of what the limit allows; not checked if omitted.
 */
export function burstGoals(one: Burst, free: Burst, most: number, slowest?: number): Goal[] {
	const { mode, rate = Infinity, customers, created, twice, requests, seconds } = one;
	const called = `${mode}, ${rate}/s`;
	const allowed = Math.max(customers / rate, free.seconds);
	return [
		{
			text: `${called}: all are created once`,
			measured: `${created}, ${twice} twice`,
			reached: created === customers && twice === 0,
		},
		{
			text: `${called}: at most ${most} requests per customer`,
			measured: (requests / customers).toFixed(2),
			reached: requests <= most * customers,
		},
		...(slowest === undefined
			? []
			: [
					{
						text: `${called}: at most ${slowest} × the ${allowed.toFixed(0)} s that the limit and this machine allow`,
						measured: (seconds / allowed).toFixed(2),
						reached: seconds <= slowest * allowed,
					},
				]),
	];
}
