import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { Failure } from './failure';
import type { Answer, Exchange, PageStyle } from './types';
import { at, recordsAt } from './values';

/** A list whose server tells no total ends here at the latest. */
const MOST_PAGES = 10_000;
/** Pages under way at once at most; the exchange's slots are usually fewer. */
const LANES = 20;
/** How often a list that shrank while it was read is read again. */
const MOST_READINGS = 3;

interface Page {
	rows: IDataObject[];
	total?: number;
}

/**
 * Reads a list: filters stay on every page, and never a page more than `limit` needs. Once the first page tells how many
 * there are, the others are fetched together (the exchange's slots are the cap) and put in order. A record that moved to
 * the next page while the list was read comes out once; where records may have been missed because the list shrank or a
 * page came twice, it is read again. Throws a Failure where the server keeps repeating itself or never ends.
 */
export async function readList(style: PageStyle, request: IHttpRequestOptions, exchange: Exchange, limit: number): Promise<IDataObject[]> {
	for (let reading = 1; ; reading += 1) {
		const pages = await readPages(style, request, exchange, limit);
		const rows = pages.flatMap((page) => page.rows);
		const records = distinct(rows, style.key);
		const first = pages[0].total ?? 0;
		const last = pages[pages.length - 1].total ?? 0;
		const repeated = records.length < rows.length && last <= first;
		if (!repeated && last >= first) return records.slice(0, limit);
		if (reading < MOST_READINGS) continue;
		if (repeated) throw endless('the same records came on several pages');
		return records.slice(0, limit);
	}
}

async function readPages(style: PageStyle, request: IHttpRequestOptions, exchange: Exchange, limit: number): Promise<Page[]> {
	const asked = Math.min(style.most, limit);
	const read = async (number: number, size: number) => pageIn(style, await exchange(pageRequest(style, request, number, size)));
	const pages = [await read(0, asked)];
	const [first] = pages;
	if (first.rows.length === 0) return pages;
	const size = pageSize(asked, first.rows.length, first.total);
	const foreseen = first.total === undefined ? 1 : Math.ceil(Math.min(limit, first.total) / size);
	let next = 1;
	// Each lane takes the next page until one fails: then the list is lost, and the others need not be asked for any more.
	const lane = async () => {
		while (next < foreseen) {
			const number = next++;
			pages[number] = await read(number, size).catch((failure) => {
				next = foreseen;
				throw failure;
			});
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
export function pageSize(asked: number, came: number, total: number | undefined): number {
	return total !== undefined && came < Math.min(asked, total) ? came : asked;
}

/** The request for one page; pages are numbered from 0 here, whatever the provider counts from. */
export function pageRequest(style: PageStyle, request: IHttpRequestOptions, number: number, size: number): IHttpRequestOptions {
	// An offset of 0 goes without saying; Teal's specification even forbids it.
	const position = style.by === 'page' ? { [style.position]: number + 1 } : number > 0 ? { [style.position]: number * size } : {};
	return { ...request, qs: { ...(request.qs as IDataObject), ...position, [style.size]: size } };
}

/** The records and the total in an answer. */
export function pageIn(style: PageStyle, answer: Answer): Page {
	const told = 'body' in style.total ? at(answer.body, style.total.body) : answer.headers[style.total.header];
	const total = told === undefined || told === null || told === '' ? NaN : Number(told);
	return { rows: recordsAt(answer.body, style.rows), total: Number.isFinite(total) ? total : undefined };
}

function distinct(records: IDataObject[], key: string): IDataObject[] {
	const seen = new Set<unknown>();
	return records.filter((record) => {
		const id = record[key];
		if (id === undefined) return true;
		if (seen.has(id)) return false;
		seen.add(id);
		return true;
	});
}

function endless(why: string): Failure {
	return new Failure('rejected', `The list could not be read to its end: ${why}`, 'Turn off Return All and set a Limit, or try again later.');
}
