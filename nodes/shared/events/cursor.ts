/**
 * What a poll has to remember to output each event exactly once, except for events from before the first poll. This code depends
 * neither on n8n nor on a provider, and its state is plain JSON.
 */

/** The position in a feed that the provider can continue after any event. */
export interface FeedPosition {
	/** ID of the event to continue after. Undefined before the first event, and if the provider no longer has that event. */
	after?: string;
	/** Time of the newest event so far, in seconds since 1970. */
	at: number;
	/** Events before this time, in seconds since 1970, were already output before the feed was read from its start again. */
	floor: number;
	/** IDs of the latest events, newest last. */
	recent: string[];
}

/** An event in a feed. `at` is in seconds since 1970. */
export interface FeedEvent {
	id: string;
	at: number;
}

/** Max number of IDs to remember, which is more than the number of events that usually share a second. */
const REMEMBERED = 200;

/** The position after all existing events, from the newest events, newest first. */
export function feedStart(newestFirst: FeedEvent[]): FeedPosition {
	const [newest] = newestFirst;
	return {
		after: newest?.id,
		at: newest?.at ?? 0,
		floor: 0,
		recent: newestFirst.map(({ id }) => id).reverse(),
	};
}

/** The position to read the feed from its start, because it can't be continued. */
export function feedRestart({ at, recent }: FeedPosition): FeedPosition {
	return { at, floor: at, recent: [...recent] };
}

/** Processes the next page of a feed, oldest first: returns the new events, and the position after the page. */
export function feedNext<Event extends FeedEvent>(
	position: FeedPosition,
	page: Event[],
): { position: FeedPosition; fresh: Event[] } {
	const known = new Set(position.recent);
	const fresh = page.filter(({ id, at }) => at >= position.floor && !known.has(id));
	return {
		position: {
			...position,
			after: page.at(-1)?.id ?? position.after,
			at: page.reduce((newest, { at }) => Math.max(newest, at), position.at),
			recent: [...position.recent, ...fresh.map(({ id }) => id)].slice(-REMEMBERED),
		},
		fresh,
	};
}

/** The position in a list that can be filtered and sorted by the time of a change. */
export interface ChangeWindow {
	/** The time of the latest change, by the provider's clock, in milliseconds since 1970. */
	at: number;
	/** The changes in the overlap: record ID → time of the change, as the provider formats it. */
	known: Record<string, string>;
	/** Where to continue if the last reading didn't reach the end of the list. */
	resume?: PagePosition;
}

/** A page of changes: the start time (milliseconds since 1970), and the offset after it. */
export interface PagePosition {
	from: number;
	offset: number;
}

/** A record with the time of its change, as the provider formats it. */
export interface Change {
	id: string;
	time: string;
}

/** The overlap of two readings, because changes may become visible later than changes that were made after them. */
const OVERLAP_MS = 2 * 60_000;

/**
 * Reads up to `mostPages` pages of changes since the last reading, oldest first. The next reading continues where this one ended.
 * `read` returns a page, and whether there may be more. Each page starts at the time of the last change before it: records move
 * to the end while the list is read, so an offset would miss some. An offset is only used if a whole page changed at the same
 * time, and it then advances by half a page.
 */
export async function readChanges<Row extends Change>(
	window: ChangeWindow,
	read: (position: PagePosition) => Promise<{ rows: Row[]; more: boolean }>,
	mostPages: number,
): Promise<{ window: ChangeWindow; fresh: Row[] }> {
	const known = new Map(Object.entries(window.known));
	const fresh: Row[] = [];
	let at = window.at;
	let position = window.resume ?? { from: Math.max(0, at - OVERLAP_MS), offset: 0 };
	let more = true;
	for (let page = 0; more && page < mostPages; page += 1) {
		const answer = await read(position);
		for (const row of answer.rows) {
			if (known.get(row.id) === row.time) continue;
			known.set(row.id, row.time);
			at = Math.max(at, millisecondsOf(row.time));
			fresh.push(row);
		}
		more = answer.more && answer.rows.length > 0;
		if (more) position = pageAfter(position, answer.rows);
	}
	const kept = [...known].filter(([, time]) => millisecondsOf(time) >= at - OVERLAP_MS);
	const resume = more ? { resume: position } : {};
	return { window: { at, known: Object.fromEntries(kept), ...resume }, fresh };
}

function pageAfter({ from, offset }: PagePosition, rows: Change[]): PagePosition {
	const last = millisecondsOf(rows[rows.length - 1].time);
	return last > from
		? { from: last, offset: 0 }
		: { from, offset: offset + Math.ceil(rows.length / 2) };
}

/** Converts an ISO 8601 time to milliseconds since 1970. A time without an offset is UTC. */
export function millisecondsOf(time: string): number {
	return Date.parse(/T[\d:.]+$/.test(time) ? `${time}Z` : time);
}
