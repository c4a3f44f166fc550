import type { Limit } from './provider.mts';
import { paced, type MakeSender } from './senders.mts';
import { simulate, type Result, type Scenario } from './simulate.mts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A limit per second, counted like in the sandbox. */
export function perSecond(
	perWindow: Limit['perWindow'],
	tells: Limit['tells'] = 'retry-after',
): Limit {
	return { perWindow, windowMs: SECOND, counts: 'fixed', tells };
}

/** `first` requests per second in the first minute, and `then` after that. */
function changing(first: number, then: number): Limit {
	return perSecond((now) => (now < MINUTE ? first : then));
}

/** The simulated scenarios, by heading and name in the table. */
export const tables: Record<string, Record<string, Scenario>> = {
	'All at once': {
		'1 process, 20/s': { processes: 1, items: 1_000, limit: perSecond(20) },
		'3 processes, 20/s': { processes: 3, items: 3_000, limit: perSecond(20) },
		'30 processes, 20/s': { processes: 30, items: 6_000, limit: perSecond(20) },
		'300 processes, 20/s': { processes: 300, items: 30_000, limit: perSecond(20) },
		'3 processes, 1,000/s': { processes: 3, items: 30_000, limit: perSecond(1_000) },
		'30 processes, 1,000/s': { processes: 30, items: 60_000, limit: perSecond(1_000) },
		'300 processes, 1,000/s': { processes: 300, items: 60_000, limit: perSecond(1_000) },
	},
	'At random, 90 % of the limit on average': {
		'1 process, 20/s': steady(1, 20),
		'3 processes, 20/s': steady(3, 20),
		'30 processes, 20/s': steady(30, 20),
		'300 processes, 20/s': steady(300, 20),
		'300 processes, 1,000/s': steady(300, 1_000),
	},
	'One queue for three workers, each with 10 executions at a time': {
		'5/s': { processes: 3, items: 300, sharedQueue: 10, limit: perSecond(5) },
		'5/s, no Retry-After': {
			...{ processes: 3, items: 300, sharedQueue: 10 },
			limit: perSecond(5, 'nothing'),
		},
		'20/s': { processes: 3, items: 300, sharedQueue: 10, limit: perSecond(20) },
		'20/s, no Retry-After': {
			...{ processes: 3, items: 300, sharedQueue: 10 },
			limit: perSecond(20, 'nothing'),
		},
	},
	'A limit that changes after a minute': {
		'1 process, 20/s, then 10/s': { processes: 1, items: 3_000, limit: changing(20, 10) },
		'1 process, 20/s, then 40/s': { processes: 1, items: 3_000, limit: changing(20, 40) },
		'30 processes, 20/s, then 10/s': { processes: 30, items: 3_000, limit: changing(20, 10) },
		'30 processes, 20/s, then 40/s': { processes: 30, items: 3_000, limit: changing(20, 40) },
	},
	'Other limits': {
		'1 process, 20/s, no Retry-After': {
			...{ processes: 1, items: 1_000 },
			limit: perSecond(20, 'nothing'),
		},
		'1 process, 20/s, with rate limit headers': {
			...{ processes: 1, items: 1_000 },
			limit: perSecond(20, 'headers'),
		},
		'1 process, 200 in any 60 s': {
			...{ processes: 1, items: 1_000 },
			limit: { perWindow: 200, windowMs: MINUTE, counts: 'sliding', tells: 'retry-after' },
		},
		'3 processes, 200 in any 60 s': {
			...{ processes: 3, items: 900 },
			limit: { perWindow: 200, windowMs: MINUTE, counts: 'sliding', tells: 'retry-after' },
		},
		'3 processes, 1,200 per minute, with rate limit headers': {
			...{ processes: 3, items: 6_000 },
			limit: { perWindow: 1_200, windowMs: MINUTE, counts: 'fixed', tells: 'headers' },
		},
	},
};

function steady(processes: number, rate: number): Scenario {
	const minutes = rate > 100 ? 1 : 10;
	const items = 0.9 * rate * 60 * minutes;
	return { processes, items, arriveWithin: minutes * MINUTE, limit: perSecond(rate) };
}

/** The median result of several seeds, separately for each number. */
export function median(scenario: Scenario, seeds: number, makeSender: MakeSender = paced): Result {
	const results = Array.from({ length: seeds }, (_result, index) =>
		simulate(makeSender, { ...scenario, seed: index + 1 }),
	);
	const middle = (key: keyof Result) =>
		results.map((result) => result[key]).sort((a, b) => a - b)[Math.floor(seeds / 2)];
	return Object.fromEntries(
		(Object.keys(results[0]) as Array<keyof Result>).map((key) => [key, middle(key)]),
	) as unknown as Result;
}

/** The reported measures: how each follows from a result, and whether less or more of it is better. */
export const measures = {
	refused: { of: ({ refused, requests }: Result) => refused / requests, better: 'less' },
	requests: { of: ({ requests, items }: Result) => requests / items, better: 'less' },
	time: { of: ({ time, ideal }: Result) => time / ideal, better: 'less' },
	used: { of: ({ used }: Result) => used, better: 'more' },
	fairness: { of: ({ fairness }: Result) => fairness, better: 'more' },
} as const;

export type Measure = keyof typeof measures;

/** A target, in addition to creating everything and staying within Requests at Once. */
export interface Goal {
	text: string;
	scenario: Scenario;
	bounds: Partial<Record<Measure, number>>;
}

const alone = (items: number, limit: Limit) => ({ processes: 1, items, limit });
const workers = (rate: number) => ({
	...{ processes: 3, items: 300 },
	sharedQueue: 10,
	limit: perSecond(rate),
});
const crowd = (items: number, rate: number) => ({ processes: 300, items, limit: perSecond(rate) });

export const goals: Goal[] = [
	{
		text: '1 process, 300 at once, 20/s',
		scenario: alone(300, perSecond(20)),
		bounds: { requests: 1.1, time: 1.15 },
	},
	{
		text: '1 process, 300 at once, 20/s, no Retry-After',
		scenario: alone(300, perSecond(20, 'nothing')),
		bounds: { requests: 1.3, time: 1.4 },
	},
	{
		text: '1 process, 3,000 at once, 20/s',
		scenario: alone(3_000, perSecond(20)),
		bounds: { requests: 1.1, time: 1.1 },
	},
	{
		text: '1 process, 3,000 at once, 20/s, no Retry-After',
		scenario: alone(3_000, perSecond(20, 'nothing')),
		bounds: { requests: 1.1, time: 1.1 },
	},
	{
		text: '1 process, 300 at once, 5/s',
		scenario: alone(300, perSecond(5)),
		bounds: { requests: 1.1 },
	},
	{
		text: '1 process, 1,000 at once, 20/s, with rate limit headers',
		scenario: alone(1_000, perSecond(20, 'headers')),
		bounds: { refused: 0.05, used: 0.98 },
	},
	{
		text: '1 process, 1,000 at once, 20/s',
		scenario: alone(1_000, perSecond(20)),
		bounds: { refused: 0.05 },
	},
	{
		text: '3 workers, one queue of 300, 5/s',
		scenario: workers(5),
		bounds: { requests: 1.3, time: 1.25 },
	},
	{
		text: '3 workers, one queue of 300, 20/s',
		scenario: workers(20),
		bounds: { requests: 1.3, time: 1.25 },
	},
	{
		text: '300 processes, 100 each, 20/s',
		scenario: crowd(30_000, 20),
		bounds: { refused: 0.25, used: 0.85, fairness: 0.9 },
	},
	{
		text: '300 processes, 200 each, 1,000/s',
		scenario: crowd(60_000, 1_000),
		bounds: { refused: 0.25, used: 0.85, fairness: 0.9 },
	},
];

/** Each bound of a goal with the measured value, and whether that is within the bound. */
export function compare({ bounds }: Goal, result: Result) {
	return (Object.keys(bounds) as Measure[]).map((measure) => {
		const { of, better } = measures[measure];
		const [value, bound] = [of(result), bounds[measure]!];
		return {
			measure,
			value,
			bound,
			better,
			reached: better === 'less' ? value <= bound : value >= bound,
		};
	});
}
