import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Answer, Exchange } from '../operation';
import type { PageStyle } from '../provider';
import { Failure } from '../report/failure';
import { at } from '../values';
import { listIn } from './records';

/** Max number of pages of a list without a total. */
const MOST_PAGES = 10_000;
/** Max number of pages in flight. The gate usually allows fewer. */
const LANES = 20;
/** Max number of times that an inconsistent list is read. */
const MOST_READINGS = 3;

interface Page {
	rows: IDataObject[];
	total?: number;
}

interface ShapedPage<T> extends Page {
	/** The output for the rows. */
	shaped: T[];
}

/** A list to read: its pagination, request, limit, and the conversion of each record. */
interface Reading<T> {
	style: PageStyle;
	request: IHttpRequestOptions;
	exchange: Exchange;
	limit: number;
	shape: (record: IDataObject) => T;
}

/**
 * Reads a list. Filters apply to every page, and no more pages are read than `limit` requires. Once the first page says how
 * many records there are, the others are fetched concurrently (limited by the gate) and put in order. A record that moves to
 * the next page in the meantime is returned once. `shape` converts each record to its output.
 *
 * The list is consistent if no page is empty or repeated, and if it has as many distinct records as the largest reported
 * total, or the same records as the previous reading. Otherwise it is read again. Throws a Failure if pages stay empty or
 * repeated, if the server returns no list, or if the list never ends.
 */
export async function readList<T = IDataObject>(
	style: PageStyle,
	request: IHttpRequestOptions,
	exchange: Exchange,
	limit: number,
	shape: (record: IDataObject) => T = (record) => record as T,
): Promise<T[]> {
	let before: string | undefined;
	for (let reading = 1; ; reading += 1) {
		const pages = await readPages({ style, request, exchange, limit, shape });
		const keys = pages.map(({ rows }) => rows.map((row) => row[style.key] ?? JSON.stringify(row)));
		const all = keys.flat();
		const unseen = new Set(all);
		const records = pages
			.flatMap(({ shaped }) => shaped)
			.filter((_record, index) => unseen.delete(all[index]));
		const total = Math.max(...pages.map((page) => page.total ?? 0));
		const hole = holeIn(keys, total);
		const isWhole = records.length >= Math.min(limit, total);
		if (!hole && (isWhole || reading === MOST_READINGS)) return records.slice(0, limit);
		if (reading === MOST_READINGS) throw endless(hole ?? '');
		const different = [...new Set(all)].map(String).sort().join();
		if (!hole && different === before) return records.slice(0, limit);
		before = different;
	}
}

/** Why records may be missing, according to the keys of each page: a page was empty or repeated. */
function holeIn(pages: unknown[][], total: number): string | undefined {
	if (pages.length === 1) return undefined;
	if (total > 0 && pages.some((keys) => keys.length === 0)) {
		return `it should have ${total} records, but only ${pages.flat().length} were returned`;
	}
	const different = new Set(pages.map((keys) => keys.join()));
	return different.size < pages.length ? 'the provider returned the same page twice' : undefined;
}

async function readPages<T>(reading: Reading<T>): Promise<Array<ShapedPage<T>>> {
	const { style, request, exchange, limit, shape } = reading;
	const asked = Math.min(style.most, limit);
	const read = async (number: number, size: number) => {
		const page = pageIn(style, await exchange(pageRequest(style, request, number, size)));
		// Converted immediately, while other pages are in flight, so that little is left to do after the last one.
		return { ...page, shaped: page.rows.map(shape) };
	};
	const pages = [await read(0, asked)];
	const [first] = pages;
	if (first.rows.length === 0) return pages;
	const size = pageSize(asked, first.rows.length, first.total);
	const told = first.total === undefined ? 1 : Math.ceil(Math.min(limit, first.total) / size);
	await readTogether(pages, Math.min(MOST_PAGES, told), async (number) => await read(number, size));
	// Cases that the first page can't predict: there is no total, or the list has grown in the meantime.
	for (;;) {
		const last = pages[pages.length - 1];
		const reached = pages.length * size;
		if (last.rows.length < size || reached >= Math.min(limit, last.total ?? Infinity)) return pages;
		if (pages.length >= MOST_PAGES) throw endless(`it has more than ${MOST_PAGES} pages`);
		const next = await read(pages.length, size);
		const repeats = next.rows.length > 0 && JSON.stringify(next.rows) === JSON.stringify(last.rows);
		if (repeats) throw endless('the provider returned the same page twice');
		pages.push(next);
	}
}

/** Reads pages 1 to `foreseen` - 1 concurrently, and stops early if a page fails or is empty. */
async function readTogether<P extends Page>(
	pages: P[],
	foreseen: number,
	read: (number: number) => Promise<P>,
): Promise<void> {
	let next = 1;
	let end = foreseen;
	const lane = async () => {
		while (next < end) {
			const number = next++;
			pages[number] = await read(number).catch((failure) => {
				end = next;
				throw failure;
			});
			if (pages[number].rows.length === 0) end = next;
		}
	};
	const count = Math.min(LANES, foreseen - 1);
	const lanes = await Promise.allSettled(Array.from({ length: count }, lane));
	for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}

/** The actual page size: a server that allows fewer records per page than requested returns that many on the first page. */
export function pageSize(asked: number, came: number, total = Infinity): number {
	return came < Math.min(asked, total) ? came : asked;
}

/** The request for one page. Page numbers start at 0 here, whatever the provider uses. */
export function pageRequest(
	style: PageStyle,
	request: IHttpRequestOptions,
	number: number,
	size: number,
): IHttpRequestOptions {
	// An offset of 0 is the default, and some specifications don't allow it.
	const offset = number > 0 ? { [style.position]: number * size } : {};
	const position = style.by === 'page' ? { [style.position]: number + 1 } : offset;
	return { ...request, qs: { ...(request.qs as IDataObject), ...position, [style.size]: size } };
}

/** The records and the total in a response. Throws a Failure if it contains no list, which isn't the same as an empty list. */
export function pageIn(style: PageStyle, answer: Answer): Page {
	const told =
		'body' in style.total ? at(answer.body, style.total.body) : answer.headers[style.total.header];
	const total = told === undefined || told === null || told === '' ? NaN : Number(told);
	const rows = listIn(answer, style.rows);
	// A total that is smaller than the number of records on the page is meaningless.
	return { rows, total: Number.isFinite(total) && total >= rows.length ? total : undefined };
}

function endless(why: string): Failure {
	return new Failure(
		'rejected',
		`Could not read the whole list: ${why}`,
		"Turn off 'Return All' and set a 'Limit', or try again later.",
	);
}
