import type { IDataObject } from 'n8n-workflow';
import type { LookUp } from '../operation';
import type { PageStyle } from '../provider';
import { Failure } from '../report/failure';
import { readList } from './paging';

/** What a look-up searched for, for its messages. */
export interface Search {
	/** The records, in the plural: "users that match 'Amina Diallo'". */
	what: string;
	/** The field that contains a record's ID. */
	id: string;
	/** What to do: one or more sentences. */
	advice: string;
}

/** Reads a whole list for a look-up. Throws a Failure if it can't be read. */
export async function listFor(
	{ request, exchange }: LookUp,
	style: PageStyle,
	url: string,
	qs: IDataObject = {},
): Promise<IDataObject[]> {
	const list = { ...request, method: 'GET' as const, url, qs, body: undefined };
	return await readList(style, list, exchange, Infinity);
}

/** The only matching record, if any. Throws a Failure with their IDs if there are several. */
export function onlyOne(matches: IDataObject[], search: Search): IDataObject | undefined {
	if (matches.length > 1) throw unsure(`There are ${matches.length}`, matches, search);
	return matches[0];
}

/** The Failure for an ambiguous match. `found` is the start of its message. */
export function unsure(found: string, matches: IDataObject[], search: Search): Failure {
	const { what, id, advice } = search;
	return new Failure('already_exists', `${found} ${what}: ${idsOf(matches, id)}`, advice);
}

/** The IDs of records for a message: at most ten, and how many more there are. */
export function idsOf(records: IDataObject[], id: string): string {
	const more = records.length > 10 ? ` and ${records.length - 10} more` : '';
	const ids = records.slice(0, 10).map((record) => String(record[id]));
	return `${ids.join(', ')}${more}`;
}
