import type { IDataObject } from 'n8n-workflow';

/** Milliseconds for which a list and a created record are remembered. */
const FRESH = 60_000;

/** How a list is read and searched. */
export interface Listed {
	/** The field that identifies a record. */
	id: string;
	read(): Promise<IDataObject[]>;
	/** The strings by which a record is found. */
	keysOf(record: IDataObject): string[];
}

/** The records of a list by their keys, so that a look-up takes the same time regardless of the list's length. */
class Index {
	private readonly ids = new Set<unknown>();
	private readonly found = new Map<string, IDataObject[]>();

	constructor(
		private readonly listed: Listed,
		records: IDataObject[],
	) {
		for (const record of records) this.add(record);
	}

	/** Adds a record unless it is already in the list, as it may be if it was created while the list was read. */
	add(record: IDataObject): void {
		const id = record[this.listed.id];
		if (id !== undefined && this.ids.has(id)) return;
		this.ids.add(id);
		for (const key of this.listed.keysOf(record)) {
			const found = this.found.get(key);
			if (found) found.push(record);
			else this.found.set(key, [record]);
		}
	}

	with(key: string): IDataObject[] {
		return this.found.get(key) ?? [];
	}
}

interface List {
	readAt: number;
	tookMs: number;
	index: Promise<Index>;
}

/** What a process knows about the customers of a provider account: pending creates, lists, and created records. */
export class Customers {
	private readonly turns = new Map<string, Promise<unknown>>();
	private readonly lists = new Map<string, List>();
	private readonly made = new Map<string, { at: number; record: IDataObject }>();

	/** Whether no job is running or waiting. */
	get isIdle(): boolean {
		return this.turns.size === 0;
	}

	/** Runs a job after all earlier jobs with the same key have settled. */
	async inTurn<T>(key: string, job: () => Promise<T>): Promise<T> {
		const turn = (this.turns.get(key) ?? Promise.resolve()).then(job);
		const settled = turn.then(
			() => undefined,
			() => undefined,
		);
		this.turns.set(key, settled);
		try {
			return await turn;
		} finally {
			if (this.turns.get(key) === settled) this.turns.delete(key);
		}
	}

	/**
	 * Reads a whole list once and shares it, including records that this process has created since. Returns a function
	 * that finds all records with a key. The list is read again if it is older than a minute and older than 20 times the
	 * time it takes to read it.
	 */
	async list(name: string, listed: Listed): Promise<(key: string) => IDataObject[]> {
		const now = performance.now();
		const known = this.lists.get(name);
		const list =
			known && now - known.readAt < Math.max(FRESH, 20 * known.tookMs)
				? known
				: this.read(name, listed, now);
		const index = await list.index;
		return (key) => index.with(key);
	}

	private read(name: string, listed: Listed, now: number): List {
		const index = listed.read().then(
			(records) => {
				list.tookMs = performance.now() - now;
				return new Index(listed, records);
			},
			(error: unknown) => {
				if (this.lists.get(name) === list) this.lists.delete(name);
				throw error;
			},
		);
		const list: List = { readAt: now, tookMs: 0, index };
		this.lists.set(name, list);
		return list;
	}

	/** Drops a list that was read before `since` (by `performance.now()`), so that it is read again. */
	forget(name: string, since: number): void {
		const known = this.lists.get(name);
		if (known && known.readAt < since) this.lists.delete(name);
	}

	/** Records that this process has created a record in a list. `identity` is the customer's, if it has one. */
	created(identity: string | undefined, list: string, record: IDataObject): void {
		const now = performance.now();
		for (const [known, { at }] of this.made) {
			if (now - at < FRESH) break;
			this.made.delete(known);
		}
		this.lists.get(list)?.index.then(
			(index) => index.add(record),
			() => undefined,
		);
		if (identity === undefined) return;
		this.made.delete(identity);
		this.made.set(identity, { at: now, record });
	}

	/** What this process has created for an identity within the last minute. */
	madeFor(identity: string): IDataObject | undefined {
		const { at, record } = this.made.get(identity) ?? { at: -Infinity };
		return performance.now() - at < FRESH ? record : undefined;
	}
}
