import { nodeType, restart } from '../engine/harness.mts';
import { creations, customers } from '../engine/providers.mts';
import {
	creates,
	createWithLook,
	lists,
	plainly,
	withHidden,
	type Outcome,
} from './contenders.mts';
import { heapInUse, ratioOf, shown, spreadOf, timed } from './measure.mts';
import { executions, turns } from './executions.mts';
import { entangled, loadTimes, packageSize } from './package.mts';
import { atLeast, atMost, between, LATENCY, names, type Goal, type Work } from './report.mts';
import type { Scene, Stage } from './stage.mts';
import type { ProviderName } from '../../sandbox/types.mts';

/** All runs of one contender. */
interface Series {
	ms: number[];
	cpuMs: number[];
	/** Milliseconds before the first request. */
	before: number[];
	inFlight: number;
	outcome: Omit<Outcome, 'kept' | 'records'> & { count: number };
}

/**
 * Runs the contenders in turn, once per round. Each round starts with a different one, so that neither fluctuations of
 * the machine nor the order favor any of them. Before that, each runs three times to warm up, which isn't counted.
 */
async function alternate<Name extends string>(
	stage: Stage,
	provider: ProviderName,
	rounds: number,
	scene: Scene,
	contenders: Record<Name, () => Promise<Outcome>>,
): Promise<Record<Name, Series>> {
	const order = Object.keys(contenders) as Name[];
	const series = {} as Record<Name, Series>;
	for (let time = 0; time < 3; time += 1) {
		for (const name of order) {
			await stage.set({ ...scene, latency: 0 });
			await contenders[name]();
		}
	}
	for (let round = 0; round < rounds; round += 1) {
		for (let place = 0; place < order.length; place += 1) {
			const name = order[(place + round) % order.length];
			const since = await stage.set(scene);
			const { ms, cpuMs, startedAt, result } = await timed(contenders[name]);
			const { maxInFlight, firstAfterMs = 0 } = await stage.state();
			const own = (series[name] ??= {
				ms: [],
				cpuMs: [],
				before: [],
				inFlight: 0,
				outcome: { count: 0, failed: 0 },
			});
			own.ms.push(ms);
			own.cpuMs.push(cpuMs);
			own.before.push(since + firstAfterMs - startedAt);
			own.inFlight = Math.max(own.inFlight, maxInFlight[provider]);
			own.outcome = { count: result.records.length, failed: result.failed };
		}
	}
	return series;
}

const seconds = (values: number[]) => shown(spreadOf(values.map((ms) => ms / 1000)));

/** Lists 10,000 subaccounts, 100 per page, from an API that responds after 50 ms. */
const list10k: Work = async (stage, rounds) => {
	const url = stage.url.yardstik;
	const scene: Scene = { latency: LATENCY, seed: { provider: 'yardstik', count: 10_000 } };
	const series = await alternate(stage, 'yardstik', rounds, scene, {
		httpRequest: () => lists.httpRequest(url),
		plain: () => lists.plain(url),
		own20: () => lists.own(url, {}),
		fetch20: () => lists.fetch(url, { atOnce: 20 }),
		own10: () => lists.own(url, { atOnce: 10 }),
		helper10: () => lists.helper(url, { atOnce: 10 }),
		fetch10: () => lists.fetch(url, { atOnce: 10 }),
	});
	const { httpRequest, own20, own10, helper10, fetch10 } = series;
	const titles = {
		httpRequest: names.httpRequest,
		plain: names.plain,
		own20: `${names.own}, default (at most 20 at once)`,
		fetch20: `${names.fetch}, 20 at once`,
		own10: `${names.own}, 10 at once`,
		helper10: `${names.helper}, 10 at once`,
		fetch10: `${names.fetch}, 10 at once`,
	};
	const whole = Object.values(series).every(({ outcome }) => outcome.count === 10_000);
	return {
		title: 'List 10,000 records',
		text: `Pages of 100 from an API that responds after 50 ms. The last column compares the speed with the HTTP Request node. Every node has to use n8n’s request helper, which opens a new connection for each request. Plain \`fetch\` doesn’t. A node that only requests pages with that helper, 10 at once, is ${shown(ratioOf(httpRequest.ms, helper10.ms), 1)} times as fast as the HTTP Request node.`,
		heads: [
			'',
			'seconds',
			'CPU, seconds',
			'max in flight',
			'times as fast as the HTTP Request node',
		],
		rows: Object.entries(series).map(([name, { ms, cpuMs, inFlight }]) => [
			titles[name as keyof typeof titles],
			seconds(ms),
			seconds(cpuMs),
			String(inFlight),
			shown(ratioOf(httpRequest.ms, ms), 1),
		]),
		goals: [
			{ text: 'all return the whole list', measured: whole ? 'yes' : 'no', reached: whole },
			atLeast(
				'at least 8 times as fast as the HTTP Request node at the default setting',
				ratioOf(httpRequest.ms, own20.ms).median,
				8,
			),
			atLeast(
				'at least 8 times as fast with 10 at once',
				ratioOf(httpRequest.ms, own10.ms).median,
				8,
			),
			atMost(
				'at most 1.3 times the time of plain `fetch` with 10 at once',
				ratioOf(own10.ms, fetch10.ms).median,
				1.3,
			),
		],
	};
};

/** Measures the memory that the result of a run takes, in bytes, excluding everything else. */
async function held(stage: Stage, count: number, job: () => Promise<Outcome>): Promise<number> {
	await stage.set({ latency: 0, seed: { provider: 'yardstik', count } });
	const before = await heapInUse();
	const outcome = await job();
	outcome.records = [];
	const bytes = (await heapInUse()) - before;
	// Still used here, so that it was not collected before.
	return outcome.kept === undefined ? 0 : bytes;
}

/** Lists ten times as many records. */
const list100k: Work = async (stage, rounds) => {
	const url = stage.url.yardstik;
	const took = { ten: [] as number[], hundred: [] as number[] };
	await held(stage, 20_000, () => lists.own(url, { atOnce: 10 }));
	await held(stage, 20_000, () => lists.plain(url));
	for (let round = 0; round < rounds; round += 1) {
		for (const [name, count] of [
			['ten', 10_000],
			['hundred', 100_000],
		] as const) {
			await stage.set({ latency: LATENCY, seed: { provider: 'yardstik', count } });
			took[name].push((await timed(() => lists.own(url, { atOnce: 10 }))).ms);
		}
	}
	const few = [];
	for (let time = 0; time < 3; time += 1)
		few.push(await held(stage, 10_000, () => lists.own(url, { whole: true, atOnce: 10 })));
	const own10 = spreadOf(few).median;
	const own100 = await held(stage, 100_000, () => lists.own(url, { whole: true, atOnce: 10 }));
	const simple100 = await held(stage, 100_000, () => lists.own(url, { atOnce: 10 }));
	const plain100 = await held(stage, 100_000, () => lists.plain(url));
	const time = ratioOf(took.hundred, took.ten);
	const record = (bytes: number, count: number) => `${Math.round(bytes / count)} bytes`;
	return {
		title: 'List 100,000 records',
		text: 'The same list, with 10 requests at once, and the memory of the result after a full garbage collection. Both nodes return the same records.',
		heads: ['', 'seconds', 'memory per record'],
		rows: [
			[`${names.own}, 10,000 records`, seconds(took.ten), record(own10, 10_000)],
			[`${names.own}, 100,000 records`, seconds(took.hundred), record(own100, 100_000)],
			[`${names.own}, 100,000 records with Simplify`, '', record(simple100, 100_000)],
			[`${names.plain}, 100,000 records`, '', record(plain100, 100_000)],
		],
		goals: [
			between('10 times the records in 9 to 11 times the time', time.median, 9, 11),
			between('10 times the records in 9 to 11 times the memory', own100 / own10, 9, 11),
			atMost('memory per record, as a share of the plain declarative node’s', own100 / plain100, 1),
		],
	};
};

/** Creates 1,000 accounts. */
const create1k: Work = async (stage, rounds) => {
	const url = stage.url.checkr;
	const count = 1000;
	const work = { customers: customers(count) };
	const spaced = { size: 20, interval: LATENCY };
	const series = await alternate(
		stage,
		'checkr',
		rounds,
		{ latency: LATENCY },
		{
			own: () => creates.own(url, work),
			helper: () => creates.helper(url, { ...work, atOnce: 20 }),
			fetch: () => creates.fetch(url, { ...work, atOnce: 20 }),
			form: () => creates.form(url, { ...work, spaced }),
			plain: () => creates.plain(url, { ...work, spaced }),
			httpRequest: () => creates.httpRequest(url, { ...work, spaced }),
			formAll: () => creates.form(url, work),
			plainAll: () => creates.plain(url, work),
			httpRequestAll: () => creates.httpRequest(url, work),
		},
	);
	const titles: Record<string, string> = {
		own: `${names.own}, default (at most 20 at once)`,
		helper: `${names.helper}, 20 at once`,
		fetch: `${names.fetch}, 20 at once`,
		form: `${names.form}, 20 every 50 ms`,
		plain: `${names.plain}, 20 every 50 ms`,
		httpRequest: `${names.httpRequest}, 20 every 50 ms`,
		formAll: `${names.form}, default`,
		plainAll: `${names.plain}, default`,
		httpRequestAll: `${names.httpRequest}, default`,
	};
	const { own, helper, fetch: fetched, form, plain } = series;
	const sending = ({ ms, before }: Series) => ms.map((whole, round) => whole - before[round]);
	const perItem = ({ cpuMs }: Series) => shown(spreadOf(cpuMs.map((ms) => ms / count)));
	return {
		title: 'Create 1,000 accounts',
		text: 'From an API that responds after 50 ms. The other nodes don’t limit concurrency. By default, they send everything at once. With n8n’s Batching option, they send 20 requests every 50 ms, so about as many are in flight. Before an item is sent, n8n evaluates all of its fields. This package’s nodes wait until n8n has done so for all items, because they validate all items before they send anything. Every node has to use n8n’s request helper: one row shows a node that only sends prepared requests with it.',
		heads: [
			'',
			'seconds',
			'before the first request',
			'CPU per item, ms',
			'max in flight',
			'created',
		],
		rows: Object.entries(series).map(([name, one]) => [
			titles[name],
			seconds(one.ms),
			seconds(one.before),
			perItem(one),
			String(one.inFlight),
			String(one.outcome.count),
		]),
		goals: [
			{
				text: 'all are created',
				measured: String(own.outcome.count),
				reached: own.outcome.count === count,
			},
			atMost(
				'at most 1.15 times the time of plain `fetch`, starting with the first request',
				ratioOf(sending(own), sending(fetched)).median,
				1.15,
			),
			atMost(
				'at most 1.1 times the time of n8n’s request helper alone, starting with the first request',
				ratioOf(sending(own), sending(helper)).median,
				1.1,
			),
			atMost(
				'seconds in total, half as many as with 5 requests at once',
				spreadOf(own.ms).median / 1000,
				6,
			),
			atMost(
				'CPU per item, as a share of a plain declarative node’s with the same form',
				ratioOf(own.cpuMs, form.cpuMs).median,
				1,
			),
			atMost(
				'CPU per item, as a share of a plain declarative node’s with only the used fields',
				ratioOf(own.cpuMs, plain.cpuMs).median,
				1,
			),
		],
	};
};

/** Creates 1,000 accounts where 10,000 exist, with and without a lookup for each. */
const lookUps: Work = async (stage, rounds) => {
	const [count, existing] = [1000, 10_000];
	const rows = creations.filter(({ node }) => ['softwareOne', 'yardstik', 'teal'].includes(node));
	const ways = ['return', 'direct'] as const;
	const table: string[][] = [];
	const goals: Goal[] = [];
	for (const row of rows) {
		const took = { return: [] as number[], direct: [] as number[] };
		const cpu = { return: [] as number[], direct: [] as number[] };
		const asked = { return: 0, direct: 0 };
		let created = true;
		// The first round warms up.
		for (let round = 0; round <= rounds; round += 1) {
			for (const way of ways) {
				await stage.set({
					latency: LATENCY,
					seed: { provider: row.provider, count: existing },
				});
				// Forget what the previous run read or created.
				restart();
				const { ms, cpuMs, result } = await timed(
					async () => await createWithLook(row, stage.url[row.provider], way, count),
				);
				if (round > 0) {
					took[way].push(ms);
					cpu[way].push(cpuMs);
				}
				created &&= result.records.every(({ creation_status }) => creation_status !== undefined);
				created &&= result.records.length === count;
				asked[way] = (await stage.state()).requests - count;
			}
		}
		const pages = Math.ceil(existing / 100);
		for (const way of ways)
			table.push([
				`${row.title}, ${way === 'return' ? 'Return Existing' : 'without a look'}`,
				seconds(took[way]),
				seconds(cpu[way]),
				asked[way].toLocaleString('en-US'),
			]);
		goals.push(
			{ text: `${row.title}: all are created`, measured: created ? 'yes' : 'no', reached: created },
			{
				text: `${row.title}: at most one request per item, and the list once`,
				measured: asked.return.toLocaleString('en-US'),
				// One more page if the list grows while it is read.
				reached: asked.return <= count + pages + 1,
			},
		);
	}
	return {
		title: 'Create 1,000 accounts where 10,000 exist',
		text: 'From an API that responds after 50 ms, at the default setting. *Return Existing* searches for each customer first: one filtered request at SoftwareOne, one filtered request and then the whole list at Yardstik, and the list of all users at Teal. Lists are read once for all items. The sandbox’s Yardstik ignores the filter here, which is the worst case.',
		heads: ['', 'seconds', 'CPU, seconds', 'requests in addition to the creates'],
		rows: table,
		goals,
	};
};

/** Creates ten times as many accounts. */
const create10k: Work = async (stage) => {
	const url = stage.url.checkr;
	const took: Record<number, { ms: number; cpuMs: number }> = {};
	const heap: number[] = [];
	// The first run of 10,000 warms up.
	for (const count of [10_000, 1000, 10_000]) {
		await stage.set({ latency: 5 });
		const entries = customers(count);
		const { ms, cpuMs } = await timed(
			async () => void (await creates.own(url, { customers: entries, atOnce: 20 })),
		);
		took[count] = { ms, cpuMs };
		entries.length = 0;
		heap.push(await heapInUse());
	}
	const growth = (heap[2] - heap[0]) / 1e6;
	return {
		title: 'Create 10,000 accounts',
		text: 'From an API that responds after 5 ms, with 20 requests at once, so that the node itself is the bottleneck. Memory compares a run of 10,000 with the one before it.',
		heads: ['', 'seconds', 'CPU, seconds'],
		rows: [1000, 10_000].map((count) => [
			count.toLocaleString('en-US'),
			(took[count].ms / 1000).toFixed(2),
			(took[count].cpuMs / 1000).toFixed(2),
		]),
		goals: [
			atMost(
				'10 times the accounts in at most 11 times the CPU time',
				took[10_000].cpuMs / took[1000].cpuMs,
				11,
			),
			{
				text: 'memory growth after a run of 10,000, less than 1 MB',
				measured: `${growth.toFixed(2)} MB`,
				reached: growth < 1,
			},
		],
	};
};

/** Creates 1,000 accounts at a provider that accepts 20 requests per second. */
const limited: Work = async (stage) => {
	const url = stage.url.checkr;
	const perSecond = 20;
	const count = 1000;
	const work = { customers: customers(count), onError: 'continueRegularOutput' as const };
	const rows: string[][] = [];
	const goals: Goal[] = [];
	for (const name of ['own', 'plain', 'httpRequest'] as const) {
		const since = await stage.set({ latency: LATENCY, limit: { provider: 'checkr', perSecond } });
		const { ms, startedAt, result } = await timed(() => creates[name](url, work));
		const { counts, requests, firstAfterMs = 0 } = await stage.state();
		const created = counts.checkr.accounts;
		const rate = created / ((startedAt + ms - since - firstAfterMs) / 1000);
		rows.push([
			names[name],
			(ms / 1000).toFixed(1),
			String(requests),
			String(created),
			`${((100 * result.failed) / count).toFixed(1)} %`,
		]);
		if (name !== 'own') continue;
		goals.push({
			text: 'all are created, and no item fails',
			measured: `${created}, ${result.failed} failed`,
			reached: created === count && result.failed === 0,
		});
		goals.push(
			atLeast('share of the allowed rate, starting with the first request', rate / perSecond, 0.98),
		);
		goals.push(atMost('requests per account', requests / count, 1.05));
	}
	return {
		title: 'Create 1,000 accounts at 20 requests per second',
		text: 'The API rejects more than 20 requests per second with status 429, and says when to retry, like Checkr. All nodes have On Error set to Continue, and no other option.',
		heads: ['', 'seconds', 'requests', 'created', 'failed items'],
		rows,
		goals,
	};
};

/** Lists 400 pages while one request in a hundred fails. */
const faulty: Work = async (stage, rounds) => {
	const url = stage.url.yardstik;
	const seed = { provider: 'yardstik' as const, count: 40_000 };
	const kinds = {
		clean: undefined,
		faulty: ['status' as const, 'cut' as const],
		limited: ['rate-limited' as const, 'status' as const, 'cut' as const],
	};
	const took: Record<keyof typeof kinds, number[]> = { clean: [], faulty: [], limited: [] };
	let right = true;
	for (let round = 1; round <= Math.max(5, rounds); round += 1) {
		const ids = new Set<string>();
		for (const name of ['clean', 'faulty', 'limited'] as const) {
			// What was learned about one provider says nothing about the next.
			restart();
			const faults = kinds[name] && { seed: round, rate: 0.01, kinds: kinds[name] };
			await stage.set({ latency: LATENCY, seed, faults });
			const { ms, result } = await timed(() => lists.own(url, {}));
			took[name].push(ms);
			ids.add(result.records.map(({ id }) => id).join());
			right &&= result.records.length === seed.count;
		}
		right &&= ids.size === 1;
	}
	const ratio = ratioOf(took.faulty, took.clean);
	return {
		title: 'List 400 pages with 1 % faults',
		text: 'At the default setting, with different faults in each round: responses with status 500 to 504, and lost connections. In the last row, some responses are a 429, which makes the node wait for a second or longer, and send fewer requests afterwards.',
		heads: ['', 'seconds'],
		rows: [
			['without faults', seconds(took.clean)],
			['with faults', seconds(took.faulty)],
			['ratio', shown(ratio)],
			['with faults and rate limits', seconds(took.limited)],
		],
		goals: [
			{ text: 'the whole list in order', measured: right ? 'yes' : 'no', reached: right },
			atMost('at most 1.3 times the time without faults', ratio.median, 1.3),
		],
	};
};

/** What the package costs when n8n starts. */
const loading: Work = async () => {
	const times = await loadTimes(9);
	const { packed, unpacked } = await packageSize();
	const others = await entangled();
	const spread = spreadOf(times);
	return {
		title: 'Loading',
		text: 'All five nodes and all credentials in a new process, without n8n-workflow, which n8n has already loaded.',
		heads: ['load, ms', 'packed, kB', 'unpacked, kB'],
		rows: [[shown(spread, 1), (packed / 1000).toFixed(0), (unpacked / 1000).toFixed(0)]],
		goals: [
			{
				text: 'loaded in less than 50 ms',
				measured: `${spread.median.toFixed(1)} ms`,
				reached: spread.median < 50,
			},
			{
				text: 'less than 300 kB unpacked',
				measured: `${(unpacked / 1000).toFixed(0)} kB`,
				reached: unpacked < 300_000,
			},
			{
				text: 'no node loads another provider’s files',
				measured: others.join(', ') || 'none',
				reached: others.length === 0,
			},
		],
	};
};

/** How CPU per item grows with hidden fields. */
const hidden: Work = async (stage, rounds) => {
	const url = stage.url.checkr;
	const work = { customers: customers(200), atOnce: 20 };
	const steps = [0, 200, 400, 800];
	const perItem: Record<'own' | 'form', number[]> = { own: [], form: [] };
	const checkr = nodeType('checkr');
	const cells: string[][] = [];
	for (const more of steps) {
		const node = withHidden(checkr, more);
		// A difference of microseconds needs more rounds than the other benchmarks to stand out from the noise.
		const series = await alternate(
			stage,
			'checkr',
			rounds * 3,
			{ latency: 0 },
			{
				own: () => creates.own(url, { ...work, node }),
				form: () => creates.form(url, { ...work, node: plainly(node) }),
			},
		);
		for (const name of ['own', 'form'] as const)
			perItem[name].push(spreadOf(series[name].cpuMs).median / work.customers.length);
		cells.push([
			String(more),
			...(['own', 'form'] as const).map((name) =>
				shown(spreadOf(series[name].cpuMs.map((ms) => ms / work.customers.length))),
			),
		]);
	}
	// Between none and the most, since the steps in between only show that growth is linear.
	const slope = (values: number[]) =>
		((values[values.length - 1] - values[0]) * 1000) / steps[steps.length - 1];
	const [own, engine] = [slope(perItem.own), slope(perItem.form)];
	return {
		title: 'Hidden fields',
		text: `CPU per item, in ms, of a create with additional hidden fields. In every declarative node, n8n’s engine processes all fields of each item twice, which takes ${engine.toFixed(1)} µs per field and item in a plain node, and ${own.toFixed(1)} µs in this package’s. Measured in three times as many rounds.`,
		heads: ['hidden fields', names.own, names.form],
		rows: cells,
		goals: [atMost('growth with hidden fields, compared with a plain node', own / engine, 1.2)],
	};
};

/** All benchmarks, by the name to pass to `--only`. */
export const works: Record<string, Work> = {
	list10k,
	list100k,
	create1k,
	lookUps,
	create10k,
	limited,
	faulty,
	executions,
	turns,
	loading,
	hidden,
};
