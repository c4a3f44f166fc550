import type { RecordedRequest } from './types.mts';

/** Something that goes wrong with one request. `before` and `after` refer to the processing of the request. */
export type Fault =
	| { kind: 'delay'; ms: number }
	| { kind: 'rate-limited'; hint: 'seconds' | 'date' | 'reset' | 'none'; seconds: number }
	| {
			kind: 'status';
			status: 400 | 409 | 422 | 500 | 502 | 503 | 504;
			when: 'before' | 'after';
			body?: 'json' | 'html' | 'empty';
	  }
	| { kind: 'cut'; when: 'before' | 'after' }
	/** The connection stays open without a response until the client gives up or the sandbox is reset or closed. */
	| { kind: 'hang'; when: 'before' | 'after' }
	| { kind: 'cut-body' }
	| { kind: 'drip'; chunkMs: number }
	| { kind: 'wrong-json' }
	| { kind: 'html' }
	| { kind: 'empty' }
	| { kind: 'refused'; ms: number }
	| { kind: 'redirect'; to: string; status?: 302 };

/** Chooses the fault for each request, in order of arrival. */
export type NextFault = (request: RecordedRequest) => Fault | undefined;

/** A random number generator (mulberry32): the same seed produces the same numbers from 0 to 1. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const makers: Record<Fault['kind'], (random: () => number) => Fault> = {
	delay: (random) => ({ kind: 'delay', ms: Math.floor(random() * 30) }),
	'rate-limited': (random) => ({
		kind: 'rate-limited',
		hint: (['seconds', 'date', 'reset', 'none'] as const)[Math.floor(random() * 4)],
		seconds: Math.floor(random() * 2),
	}),
	status: (random) => ({
		kind: 'status',
		status: ([500, 502, 503, 504] as const)[Math.floor(random() * 4)],
		when: random() < 0.5 ? 'before' : 'after',
		body: (['json', 'html', 'empty'] as const)[Math.floor(random() * 3)],
	}),
	cut: (random) => ({ kind: 'cut', when: random() < 0.5 ? 'before' : 'after' }),
	'cut-body': () => ({ kind: 'cut-body' }),
	drip: () => ({ kind: 'drip', chunkMs: 2 }),
	'wrong-json': () => ({ kind: 'wrong-json' }),
	html: () => ({ kind: 'html' }),
	empty: () => ({ kind: 'empty' }),
	refused: (random) => ({ kind: 'refused', ms: 5 + Math.floor(random() * 40) }),
	redirect: () => ({ kind: 'redirect', to: 'http://127.0.0.2:9/elsewhere' }),
	hang: (random) => ({ kind: 'hang', when: random() < 0.5 ? 'before' : 'after' }),
};

export const faultKinds = Object.keys(makers) as Array<Fault['kind']>;
/** All but `hang`, which lasts as long as the client is willing to wait. */
export const endingFaultKinds = faultKinds.filter((kind) => kind !== 'hang');

/** Applies the first fault to the next request, the second to the one after it, and so on; null for none. */
export function faultsInOrder(faults: Array<Fault | null>): NextFault {
	let position = 0;
	return () => faults[position++] ?? undefined;
}

/** Faults for about `rate` (0 to 1) of all requests. The same seed and order of requests produce the same faults. */
export function seededFaults(
	seed: number,
	rate: number,
	kinds: Array<Fault['kind']> = faultKinds,
): NextFault {
	const random = seededRandom(seed);
	return () => {
		const hit = random() < rate;
		const kind = kinds[Math.floor(random() * kinds.length)];
		return hit ? makers[kind](random) : undefined;
	};
}
