import { nodeType, restart, runNode } from '../engine/harness.mts';
import { creations, credentialsFor, customers, type Customer } from '../engine/providers.mts';
import { creates, loaded } from './contenders.mts';
import { heapInUse, timed } from './measure.mts';
import { atMost, LATENCY, names, type Work } from './report.mts';
import type { Stage } from './stage.mts';

const [checkr] = creations;
const RATE = 20;

/** Starts one execution for each customer, all at once, as a CRM does that calls a webhook for each. */
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

/** 300 and 3,000 executions with one customer each, at a provider that takes 20 requests a second. */
export const executions: Work = async (stage) => {
	const own300 = await burst(stage, 300, true, ownExecutions);
	const silent300 = await burst(stage, 300, false, ownExecutions);
	const before = await heapInUse();
	const own3000 = await burst(stage, 3_000, true, ownExecutions);
	const growth = ((await heapInUse()) - before) / 1e6;
	const plain300 = await burst(stage, 300, true, httpRequestExecutions);
	const bursts = {
		[`${names.own}, 300 executions`]: own300,
		[`${names.own}, 300 executions, a 429 without any header`]: silent300,
		[`${names.own}, 3,000 executions`]: own3000,
		[`${names.httpRequest}, 300 executions`]: plain300,
	};
	const ours = [own300, silent300, own3000];
	return {
		title: 'One execution for each customer, where 20 requests a second are allowed',
		text: 'All executions start at the same moment, in one process. Time is given as a multiple of the time that the limit allows.',
		heads: ['', 'created', 'requests', 'time', 'most at once'],
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
			atMost('300 executions: times what the limit allows', own300.times, 1.15),
			atMost('300 executions without any header: requests', silent300.requests, 390),
			atMost(
				'300 executions without any header: times what the limit allows',
				silent300.times,
				1.4,
			),
			atMost('3,000 executions: requests', own3000.requests, 3_300),
			atMost('3,000 executions: times what the limit allows', own3000.times, 1.1),
			atMost('most at once', Math.max(...ours.map(({ inFlight }) => inFlight)), 20),
			atMost('MB that stay in memory after 3,000 executions', growth, 5),
		],
	};
};

/** A single customer while a run of 5,000 is under way. */
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
		title: 'One customer while a run of 5,000 is under way',
		text: 'How many of the 5,000 are created between the start of the other execution and its own customer. Those that were under way already are subtracted.',
		heads: ['', 'created before it', 'under way when it started, at most'],
		rows: [[names.own, String(place), String(maxInFlight.checkr)]],
		goals: [atMost('places that it waits', Math.max(0, place - maxInFlight.checkr), 10)],
	};
};
