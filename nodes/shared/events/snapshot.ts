import { createHash } from 'crypto';

/**
 * The status of every record in a list, to compare it with the next reading. Stored as plain JSON with about 12 bytes per record,
 * or 120 kB for 10,000. A record that disappears from the list stays in the snapshot, so that an incomplete page can't make it
 * look new.
 */
export interface Snapshot {
	/** Status → concatenated digests of the records with that status. */
	records: Record<string, string>;
	/** Digest → number of status changes of that record, if any. */
	changes: Record<string, number>;
}

/** A new record, or one whose status has changed. */
export interface StatusChange<Row> {
	row: Row;
	/** The previous status. Undefined for a new record. */
	previous?: string;
	/** The number of status changes of this record. 0 for a new one. */
	count: number;
}

/** Length of a digest in characters: 72 bits, so that the odds of a collision among 100,000 records are one in a trillion. */
const DIGEST = 12;

export const emptySnapshot = (): Snapshot => ({ records: {}, changes: {} });

/** Compares a list with its snapshot: returns new and changed records in the list's order, and the next snapshot. */
export function compareStatuses<Row extends { id: string; status: string }>(
	{ records, changes }: Snapshot,
	rows: Row[],
): { snapshot: Snapshot; changed: Array<StatusChange<Row>> } {
	const statuses = new Map(
		Object.entries(records).flatMap(([status, digests]) =>
			pieces(digests).map((digest) => [digest, status] as const),
		),
	);
	const counts = new Map(Object.entries(changes));
	const changed: Array<StatusChange<Row>> = [];
	for (const row of rows) {
		const digest = digestOf(row.id);
		const previous = statuses.get(digest);
		if (previous === row.status) continue;
		const count = previous === undefined ? 0 : (counts.get(digest) ?? 0) + 1;
		if (count > 0) counts.set(digest, count);
		statuses.set(digest, row.status);
		changed.push({ row, previous, count });
	}
	const joined = new Map<string, string>();
	for (const [digest, status] of statuses) joined.set(status, (joined.get(status) ?? '') + digest);
	return {
		snapshot: { records: Object.fromEntries(joined), changes: Object.fromEntries(counts) },
		changed,
	};
}

function digestOf(id: string): string {
	return createHash('sha256').update(id).digest('base64').slice(0, DIGEST);
}

function pieces(digests: string): string[] {
	return Array.from({ length: digests.length / DIGEST }, (_, index) =>
		digests.slice(index * DIGEST, (index + 1) * DIGEST),
	);
}
