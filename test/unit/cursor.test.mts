/** Tests what a poll remembers, with an in-memory provider that commits late, in bulk, and while a list is read. */
import fc from 'fast-check';
import {
	feedNext,
	feedRestart,
	feedStart,
	readChanges,
	type ChangeWindow,
	type FeedPosition,
	type PagePosition,
} from '../../nodes/shared/events/cursor.ts';
import {
	compareStatuses,
	emptySnapshot,
	type Snapshot,
} from '../../nodes/shared/events/snapshot.ts';

/** n8n stores the state as JSON between two polls. */
const stored = <T,>(state: T): T => JSON.parse(JSON.stringify(state)) as T;

describe('feed', () => {
	interface Event {
		id: string;
		at: number;
	}
	const events = (...times: number[]): Event[] =>
		times.map((at, index) => ({ id: `e${index}`, at }));

	it('starts after all existing events', () => {
		const [first, second, third] = events(1, 2, 3);
		expect(feedStart([second, first]).after).toBe('e1');
		const { fresh, position } = feedNext(feedStart([second, first]), [third]);
		expect(fresh).toEqual([third]);
		expect(position).toMatchObject({ after: 'e2', at: 3 });
	});

	it('starts with the first event if there were none before', () => {
		expect(feedStart([])).toEqual({ after: undefined, at: 0, floor: 0, recent: [] });
		expect(feedNext(stored(feedStart([])), events(5)).fresh).toEqual(events(5));
	});

	it('recognizes events of the same second in any order', () => {
		const [one, two, three] = events(7, 7, 7);
		expect(feedNext(feedStart([one, two]), [two, three]).fresh).toEqual([three]);
	});

	it('skips previously output events on every page when read from its start', () => {
		// More events than are remembered, and the last ones share a second.
		const all = events(...Array.from({ length: 500 }, (_, index) => Math.min(index, 490)));
		const left = feedNext(feedStart([]), all.slice(0, 495)).position;
		let position: FeedPosition = feedRestart(stored(left));
		expect(position.after).toBeUndefined();
		const fresh = [0, 100, 200, 300, 400].flatMap((start) => {
			const next = feedNext(position, all.slice(start, start + 100));
			position = stored(next.position);
			return next.fresh;
		});
		expect(fresh).toEqual(all.slice(495));
	});

	it('limits the size of its position', () => {
		const many = Array.from({ length: 5_000 }, (_, at) => ({ id: `event-${at}`, at }));
		const { position } = feedNext(feedStart([]), many);
		expect(JSON.stringify(position).length).toBeLessThan(5_000);
	});
});

/** A provider's list of records, with the time of each record's last change. */
class Changing {
	readonly rows: Array<{ id: string; time: string }> = [];
	reads = 0;
	/** Runs between two pages. */
	meanwhile: () => void = () => {};

	constructor(private readonly size: number) {}

	set(id: string, at: number): void {
		const index = this.rows.findIndex((row) => row.id === id);
		if (index >= 0) this.rows.splice(index, 1);
		this.rows.push({ id, time: new Date(at).toISOString() });
	}

	readonly page = async ({ from, offset }: PagePosition) => {
		this.reads += 1;
		if (this.reads > 1) this.meanwhile();
		const found = this.rows
			.filter(({ time }) => Date.parse(time) >= from)
			.sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
		const rows = found.slice(offset, offset + this.size);
		return { rows, more: rows.length === this.size };
	};
}

const MINUTE = 60_000;
const noon = Date.UTC(2026, 10, 24, 12);

async function poll(window: ChangeWindow, list: Changing, mostPages = 20) {
	list.reads = 0;
	const answer = await readChanges(stored(window), list.page, mostPages);
	return { ...answer, ids: answer.fresh.map(({ id }) => id) };
}

describe('list with change times', () => {
	it('outputs each change once, including repeated changes of a record', async () => {
		const list = new Changing(3);
		list.set('a', noon);
		const first = await poll({ at: 0, known: {} }, list);
		expect(first.ids).toEqual(['a']);
		list.set('b', noon + MINUTE);
		const second = await poll(first.window, list);
		expect(second.ids).toEqual(['b']);
		list.set('a', noon + MINUTE + 1);
		const third = await poll(second.window, list);
		expect(third.ids).toEqual(['a']);
		expect((await poll(third.window, list)).ids).toEqual([]);
	});

	it('includes changes that are committed up to two minutes late', async () => {
		const list = new Changing(3);
		list.set('a', noon);
		const { window } = await poll({ at: 0, known: {} }, list);
		list.set('late', noon - 2 * MINUTE);
		list.set('too late', noon - 2 * MINUTE - 1);
		expect((await poll(window, list)).ids).toEqual(['late']);
	});

	it('outputs more simultaneous changes than fit on a page, over several polls', async () => {
		const list = new Changing(4);
		for (let number = 0; number < 50; number += 1) list.set(`r${number}`, noon);
		list.set('after', noon + 1);
		let window: ChangeWindow = { at: 0, known: {} };
		const seen: string[] = [];
		for (let polls = 0; polls < 40; polls += 1) {
			const answer = await poll(window, list, 3);
			seen.push(...answer.ids);
			window = answer.window;
			// By now, the overlap alone exceeds what one poll reads.
			if (polls === 20) list.set('even later', noon + 2);
		}
		expect(seen).toHaveLength(52);
		expect(new Set(seen).size).toBe(52);
	});

	it('misses no record when another one moves to the end during reading', async () => {
		const list = new Changing(2);
		for (let number = 0; number < 8; number += 1) list.set(`r${number}`, noon + number);
		list.meanwhile = () => {
			list.set('r0', noon + MINUTE);
			list.meanwhile = () => {};
		};
		const { ids } = await poll({ at: 0, known: {} }, list);
		expect(new Set(ids).size).toBe(8);
	});

	it('forgets changes from before the overlap', async () => {
		const list = new Changing(100);
		for (let number = 0; number < 90; number += 1) list.set(`r${number}`, noon + number * MINUTE);
		const { window } = await poll({ at: 0, known: {} }, list);
		expect(Object.keys(window.known)).toEqual(['r87', 'r88', 'r89']);
	});

	it('outputs every change once for any changes, delays, and page sizes', async () => {
		const change = fc.record({
			id: fc.integer({ min: 0, max: 12 }).map((number) => `r${number}`),
			/** Milliseconds since the previous change. Many happen at the same time. */
			after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
			/** How long it stays invisible: less than the overlap. */
			delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 119_000 })),
			pollAfter: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(change, { maxLength: 40 }),
				fc.integer({ min: 2, max: 5 }),
				fc.integer({ min: 2, max: 4 }),
				async (changes, size, mostPages) => {
					const list = new Changing(size);
					let window: ChangeWindow = { at: 0, known: {} };
					const output: string[] = [];
					const expected = new Set<string>();
					const pollOnce = async () => {
						const answer = await poll(window, list, mostPages);
						output.push(...answer.fresh.map(({ id, time }) => `${id} ${time}`));
						window = answer.window;
						for (const { id, time } of list.rows) expected.add(`${id} ${time}`);
						return answer.window.resume !== undefined;
					};
					const untilDone = async () => {
						for (let left = await pollOnce(), polls = 0; left && polls < 500; polls += 1)
							left = await pollOnce();
					};
					let now = noon;
					const invisible: Array<{ id: string; at: number; from: number }> = [];
					for (const { id, after, delay, pollAfter } of changes) {
						now += after;
						invisible.push({ id, at: now, from: now + delay });
						for (const late of invisible.filter(({ from }) => from <= now)) {
							invisible.splice(invisible.indexOf(late), 1);
							const shown = list.rows.find((row) => row.id === late.id);
							// A record never goes back in time.
							if (!shown || Date.parse(shown.time) < late.at) list.set(late.id, late.at);
						}
						if (pollAfter) await untilDone();
					}
					await untilDone();
					expect(output.length).toBe(new Set(output).size);
					expect(new Set(output)).toEqual(expected);
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe('status snapshot', () => {
	const rows = (statuses: Record<string, string>) =>
		Object.entries(statuses).map(([id, status]) => ({ id, status }));
	const after = (before: Snapshot, statuses: Record<string, string>) =>
		compareStatuses(stored(before), rows(statuses));

	it('returns new and changed records with their previous status', () => {
		const { snapshot } = after(emptySnapshot(), { a: 'pending', b: 'pending' });
		const { changed } = after(snapshot, { a: 'active', b: 'pending', c: 'pending' });
		expect(changed).toEqual([
			{ row: { id: 'a', status: 'active' }, previous: 'pending', count: 1 },
			{ row: { id: 'c', status: 'pending' }, previous: undefined, count: 0 },
		]);
	});

	it('numbers the changes of a record to tell them apart', () => {
		let snapshot = after(emptySnapshot(), { a: 'active' }).snapshot;
		const counts = ['suspended', 'active', 'active', 'suspended'].flatMap((status) => {
			const next = after(snapshot, { a: status });
			snapshot = next.snapshot;
			return next.changed.map(({ count }) => count);
		});
		expect(counts).toEqual([1, 2, 3]);
	});

	it('recognizes a record that was missing for a while', () => {
		const { snapshot } = after(emptySnapshot(), { a: 'active', b: 'active' });
		const without = after(snapshot, { a: 'active' }).snapshot;
		expect(after(without, { a: 'active', b: 'active' }).changed).toEqual([]);
		expect(after(without, { a: 'active', b: 'gone' }).changed).toHaveLength(1);
	});

	it('supports any text as a status', () => {
		const words = { a: 'constructor', b: '__proto__', c: '', d: 'In Review' };
		const { snapshot } = after(emptySnapshot(), words);
		expect(after(snapshot, words).changed).toEqual([]);
	});

	it('uses about 12 bytes per record', () => {
		const many = Object.fromEntries(
			Array.from({ length: 10_000 }, (_, number) => [`subaccount-${number}`, 'active']),
		);
		const { snapshot } = after(emptySnapshot(), many);
		expect(JSON.stringify(snapshot).length).toBeLessThan(12.1 * 10_000);
		expect(after(snapshot, many).changed).toEqual([]);
	});
});
