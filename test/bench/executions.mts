import { nodeType, restart, runNode } from '../engine/harness.mts';
import { creations, credentialsFor, customers, type Customer } from '../engine/providers.mts';
import { creates, loaded } from './contenders.mts';
import { heapInUse, timed } from './measure.mts';
import { atMost, LATENCY, names, type Work } from './report.mts';
import type { Stage } from './stage.mts';

const [checkr] = creations;
const RATE = 20;

/** Starts one execution per customer, all at once, like a CRM that calls a webhook for each customer. */
async function ownExecutions(url: string, all: Customer[]): Promise<void> {
	const node = loaded(nodeType('checkr'));
	const credentials = credentialsFor(checkr, url);
	await Promise.all(
		all.map(async (customer, index) => {
			const task = { node, parameters: checkr.parameters, credentials, items: [customer] };
			await runNode({ ...task, executionId: String(index) });
		}),
	);
}

async function httpRequestExecutions(url: string, all: Customer[]): Promise<void> {
	const onError = 'continueRegularOutput' as const;
	await Promise.all(
		all.map(async (customer) => await creates.httpRequest(url, { customers: [customer], onError })),
	);
}

/** One burst of executions against a rate limit. */
async function burst(
	stage: Stage,
	count: number,
	hints: boolean,
	start: (url: string, all: Customer[]) => Promise<void>,
) {
	restart();
	await stage.set({
		latency: LATENCY,
		limit: { provider: 'checkr', perSecond: RATE, hints },
	});
	const all = customers(count);
	const { ms } = await timed(async () => await start(stage.url.checkr, all));
	const { counts, requests, maxInFlight } = await stage.state();
	const created = counts.checkr.accounts;
	return {
		count,
		created,
		requests,
		inFlight: maxInFlight.checkr,
		times: (ms * RATE) / count / 1000,
	};
}

/** 300 and 3,000 executions with one customer each, at a provider that accepts 20 requests per second. */
export const executions: Work = async (stage) => {
	const own300 = await burst(stage, 300, true, ownExecutions);
	const silent300 = await burst(stage, 300, false, ownExecutions);
	const before = await heapInUse();
	const own3000 = await burst(stage, 3_000, true, ownExecutions);
	const growth = ((await heapInUse()) - before) / 1e6;
	const plain300 = await burst(stage, 300, true, httpRequestExecutions);
	const bursts = {
		[`${names.own}, 300 executions`]: own300,
		[`${names.own}, 300 executions, no Retry-After`]: silent300,
		[`${names.own}, 3,000 executions`]: own3000,
		[`${names.httpRequest}, 300 executions`]: plain300,
	};
	const ours = [own300, silent300, own3000];
	return {
		title: 'One execution per customer at 20 requests per second',
		text: 'All executions start at the same time, in one process. Time is relative to the minimum that the rate limit allows.',
		heads: ['', 'created', 'requests', 'time', 'max in flight'],
		rows: Object.entries(bursts).map(([name, { count, created, requests, times, inFlight }]) => [
			name,
			`${created} of ${count}`,
			String(requests),
			times.toFixed(2),
			String(inFlight),
		]),
		goals: [
			{
				text: 'all are created',
				measured: ours.map(({ created }) => created).join(', '),
				reached: ours.every(({ count, created }) => count === created),
			},
			atMost('300 executions: requests', own300.requests, 330),
			atMost('300 executions: time relative to the limit', own300.times, 1.15),
			atMost('300 executions, no Retry-After: requests', silent300.requests, 390),
			atMost('300 executions, no Retry-After: time relative to the limit', silent300.times, 1.4),
			atMost('3,000 executions: requests', own3000.requests, 3_300),
			atMost('3,000 executions: time relative to the limit', own3000.times, 1.1),
			atMost('max in flight', Math.max(...ours.map(({ inFlight }) => inFlight)), 20),
			atMost('memory growth in MB after 3,000 executions', growth, 5),
		],
	};
};

/** A single customer while a run of 5,000 is in progress. */
export const turns: Work = async (stage) => {
	restart();
	await stage.set({ latency: LATENCY });
	const url = stage.url.checkr;
	const long = creates.own(url, { customers: customers(5_000) });
	for (let created = 0; created < 1_000; ) {
		await new Promise((resolve) => setTimeout(resolve, 20));
		created = (await stage.state()).counts.checkr.accounts;
	}
	const startedAt = (await stage.state()).counts.checkr.accounts;
	await ownExecutions(url, customers(1, 'Single'));
	await long;
	const place = (await stage.created('checkr')).indexOf('Single 0') - startedAt;
	const { maxInFlight } = await stage.state();
	return {
		title: 'One customer during a run of 5,000',
		text: 'How many of the 5,000 accounts are created between the start of another execution and the account of its only customer, not counting those already in flight.',
		heads: ['', 'created earlier', 'max in flight at its start'],
		rows: [[names.own, String(place), String(maxInFlight.checkr)]],
		goals: [
			atMost(
				'position in the queue, not counting requests in flight',
				Math.max(0, place - maxInFlight.checkr),
				10,
			),
		],
	};
};
