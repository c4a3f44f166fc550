import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { Failure, listIn } from './failure';
import type { Answer, Exchange, PageStyle } from './types';
import { at } from './values';

/** A list whose server tells no total ends here at the latest. */
const MOST_PAGES = 10_000;
/** Pages under way at once at most; the exchange's slots are usually fewer. */
const LANES = 20;
/** How often a list that did not hold still while it was read is read again. */
const MOST_READINGS = 3;

interface Page {
	rows: IDataObject[];
	total?: number;
}

interface ShapedPage extends Page {
	/** What comes out for the rows. */
	shaped: unknown[];
}

/**
 * Reads a list: filters stay on every page, and never a page more than `limit` needs. Once the first page tells how many
 * there are, the others are fetched together (the exchange's slots are the cap) and put in order. A record that moved to
 * the next page while the list was read comes out once; where records may have been missed because the list shrank or a
 * page came twice or empty, it is read again. `shape` makes of each record what comes out. Throws a Failure where the
 * server keeps doing so, sends no list, or never ends.
 */
export async function readList(style: PageStyle, request: IHttpRequestOptions, exchange: Exchange, limit: number): Promise<IDataObject[]>;
export async function readList<T>(style: PageStyle, request: IHttpRequestOptions, exchange: Exchange, limit: number, shape: (record: IDataObject) => T): Promise<T[]>;
export async function readList(style: PageStyle, request: IHttpRequestOptions, exchange: Exchange, limit: number, shape: (record: IDataObject) => unknown = (record) => record): Promise<unknown[]> {
	for (let reading = 1; ; reading += 1) {
		// The first page may be short because one of its records is hidden: pages of its size overlap then, full ones do not.
		const pages = await readPages(style, request, exchange, limit, shape, reading % 2 === 1);
		// Each record once, by its key where it has one.
		const keys = pages.flatMap(({ rows }) => rows.map((row) => row[style.key] ?? row));
		const unseen = new Set(keys);
		const records = pages.flatMap((page) => page.shaped).filter((_record, index) => unseen.delete(keys[index]));
		const first = pages[0].total ?? 0;
		const last = pages[pages.length - 1].total ?? 0;
		const repeated = records.length < keys.length && last <= first;
		const empty = pages.length > 1 && first > 0 && pages.some((page) => page.rows.length === 0);
		const capped = pages.slice(0, -1).every((page) => page.rows.length === pages[0].rows.length) && records.length < 0.9 * Math.min(limit, last);
		const missing = empty || (reading % 2 === 0 && capped);
		if (!repeated && !missing && last >= first) return records.slice(0, limit);
		if (reading < MOST_READINGS) continue;
		if (repeated) throw endless('the same records came on several pages');
		if (missing && last >= first) throw endless(`it tells of ${last} records, but gives ${records.length}`);
		return records.slice(0, limit);
	}
}

async function readPages(style: PageStyle, request: IHttpRequestOptions, exchange: Exchange, limit: number, shape: (record: IDataObject) => unknown, shortIsFull: boolean): Promise<ShapedPage[]> {
	const asked = Math.min(style.most, limit);
	const read = async (number: number, size: number) => {
		const page = pageIn(style, await exchange(pageRequest(style, request, number, size)));
		// At once, while other pages are under way, so that little is left to do when the last one has come.
		return { ...page, shaped: page.rows.map(shape) };
	};
	const pages = [await read(0, asked)];
	const [first] = pages;
	if (first.rows.length === 0) return pages;
	const size = shortIsFull ? pageSize(asked, first.rows.length, first.total) : asked;
	let foreseen = first.total === undefined ? 1 : Math.min(MOST_PAGES, Math.ceil(Math.min(limit, first.total) / size));
	let next = 1;
	// Each lane takes the next page until one fails or comes empty: then the others need not be asked for any more.
	const lane = async () => {
		while (next < foreseen) {
			const number = next++;
			pages[number] = await read(number, size).catch((failure) => {
				foreseen = next;
				throw failure;
			});
			if (pages[number].rows.length === 0) foreseen = next;
		}
	};
	const lanes = await Promise.allSettled(Array.from({ length: Math.min(LANES, foreseen - 1) }, lane));
	for (const result of lanes) if (result.status === 'rejected') throw result.reason;
	// What the first page could not foresee: no total is told, or the list has grown meanwhile.
	for (;;) {
		const last = pages[pages.length - 1];
		const reached = pages.length * size;
		if (last.rows.length < size || reached >= Math.min(limit, last.total ?? Infinity)) return pages;
		if (pages.length >= MOST_PAGES) throw endless(`it still goes on after ${MOST_PAGES} pages`);
		const next = await read(pages.length, size);
		if (next.rows.length > 0 && JSON.stringify(next.rows) === JSON.stringify(last.rows)) throw endless('the same page came twice');
		pages.push(next);
	}
}

/** How many records a page holds: a server with a smaller largest page than the one asked for has sent that many first. */
export function pageSize(asked: number, came: number, total = Infinity): number {
	return came < Math.min(asked, total) ? came : asked;
}

/** The request for one page; pages are numbered from 0 here, whatever the provider counts from. */
export function pageRequest(style: PageStyle, request: IHttpRequestOptions, number: number, size: number): IHttpRequestOptions {
	// An offset of 0 goes without saying; a specification may even forbid it.
	const position = style.by === 'page' ? { [style.position]: number + 1 } : number > 0 ? { [style.position]: number * size } : {};
	return { ...request, qs: { ...(request.qs as IDataObject), ...position, [style.size]: size } };
}

/** The records and the total in an answer. Throws a Failure where it holds no list, which is not the same as an empty one. */
export function pageIn(style: PageStyle, answer: Answer): Page {
	const told = 'body' in style.total ? at(answer.body, style.total.body) : answer.headers[style.total.header];
	const total = told === undefined || told === null || told === '' ? NaN : Number(told);
	const rows = listIn(answer, style.rows);
	// A total that is less than what came tells nothing.
	return { rows, total: Number.isFinite(total) && total >= rows.length ? total : undefined };
}

function endless(why: string): Failure {
	return new Failure('rejected', `The list could not be read to its end: ${why}`, 'Turn off Return All and set a Limit, or try again later.');
}
