import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { readList } from '../../nodes/shared/answer/paging.ts';
import type { PageStyle } from '../../nodes/shared/provider.ts';

const byPage: PageStyle = {
	by: 'page',
	position: 'page',
	size: 'per_page',
	most: 10,
	rows: 'data',
	total: { body: 'meta.total' },
	key: 'id',
};
const byOffset: PageStyle = {
	by: 'offset',
	position: 'offset',
	size: 'limit',
	most: 10,
	rows: 'items',
	total: { header: 'x-total-count' },
	key: 'id',
};
const request: IHttpRequestOptions = { url: '/things', method: 'GET', qs: { status: 'open' } };
const records = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => ({ id: from + index }));

/** A server that returns the requested page of `list(call)` and a total. `asked` collects the requested queries. */
function serverOf(
	style: PageStyle,
	list: (call: number) => IDataObject[],
	options: { largest?: number; total?: boolean; told?: number } = {},
) {
	const asked: IDataObject[] = [];
	const exchange = async ({ qs = {} }: IHttpRequestOptions) => {
		const all = list(asked.push(qs as IDataObject));
		const size = Math.min(Number(qs[style.size]), options.largest ?? Infinity);
		const start =
			style.by === 'page'
				? (Number(qs[style.position]) - 1) * size
				: Number(qs[style.position] ?? 0);
		const rows = all.slice(start, start + size);
		const total = options.total === false ? undefined : (options.told ?? all.length);
		return 'body' in style.total
			? { statusCode: 200, headers: {}, body: { data: rows, meta: { total } } }
			: {
					statusCode: 200,
					headers: total === undefined ? {} : { 'x-total-count': String(total) },
					body: { items: rows },
				};
	};
	return { asked, exchange };
}

describe.each([
	['page numbers with a total in the body', byPage],
	['offsets with a total in a header', byOffset],
])('%s', (_name, style) => {
	it.each([0, 1, 9, 10, 11, 20, 95, 100])(
		'reads all %i records once and in order, with filters on every page',
		async (count) => {
			const server = serverOf(style, () => records(count));
			expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(count));
			expect(server.asked).toHaveLength(Math.max(1, Math.ceil(count / 10)));
			expect(server.asked.every((qs) => qs.status === 'open')).toBe(true);
		},
	);

	it.each([
		[1, 1],
		[7, 1],
		[10, 1],
		[11, 2],
		[30, 3],
		[45, 5],
	])('stops at a limit of %i after %i pages', async (limit, pages) => {
		const server = serverOf(style, () => records(95));
		expect(await readList(style, request, server.exchange, limit)).toEqual(records(limit));
		expect(server.asked).toHaveLength(pages);
	});

	it('requests the first page as page 1, or without an offset', async () => {
		const server = serverOf(style, () => records(15));
		await readList(style, request, server.exchange, Infinity);
		expect(server.asked.map((qs) => qs[style.position])).toEqual(
			style.by === 'page' ? [1, 2] : [undefined, 10],
		);
	});

	it('requests no more records per page than the limit', async () => {
		const server = serverOf(style, () => records(95));
		await readList(style, request, server.exchange, 3);
		expect(server.asked[0][style.size]).toBe(3);
	});

	it.each([0, 10, 25, 30])(
		'reads %i records one page at a time if there is no total',
		async (count) => {
			const server = serverOf(style, () => records(count), { total: false });
			expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(count));
		},
	);

	it('handles a server with a smaller max page size', async () => {
		const server = serverOf(style, () => records(23), { largest: 4 });
		expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(23));
	});

	it('includes records that are added while the list is read', async () => {
		const server = serverOf(style, (call) => records(call < 3 ? 30 : 45));
		expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(45));
	});

	it('rereads a list that shrank in the meantime, so that no record is missed', async () => {
		// After the first page, the first record is deleted: record 10 moves from page 2 to page 1 and would be missed.
		const server = serverOf(style, (call) => (call === 1 ? records(30) : records(29, 1)));
		expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(29, 1));
	});

	it('throws if the server keeps returning the same page', async () => {
		const endless = async () =>
			'body' in style.total
				? { statusCode: 200, headers: {}, body: { data: records(10) } }
				: { statusCode: 200, headers: {}, body: { items: records(10) } };
		await expect(readList(style, request, endless, Infinity)).rejects.toThrow(
			'the provider returned the same page twice',
		);
	});

	it('throws if the server reports a total, but ignores the position', async () => {
		const stuck = async () =>
			'body' in style.total
				? { statusCode: 200, headers: {}, body: { data: records(10), meta: { total: 50 } } }
				: { statusCode: 200, headers: { 'x-total-count': '50' }, body: { items: records(10) } };
		await expect(readList(style, request, stuck, Infinity)).rejects.toThrow(
			'the provider returned the same page twice',
		);
	});

	it.each([{ status: 'maintenance' }, { data: null, items: null }, null])(
		'rejects %j, which contains no list',
		async (body) => {
			const exchange = async () => ({ statusCode: 200, headers: {}, body: body as IDataObject });
			await expect(readList(style, request, exchange, Infinity)).rejects.toThrow(
				'The response does not contain a list',
			);
		},
	);

	it('treats a response without content as an empty list', async () => {
		expect(
			await readList(
				style,
				request,
				async () => ({ statusCode: 204, headers: {}, body: '' }),
				Infinity,
			),
		).toEqual([]);
	});

	it('throws if the total is far too large, without requesting that many pages', async () => {
		const server = serverOf(style, () => records(25), { told: 2_000_000 });
		await expect(readList(style, request, server.exchange, Infinity)).rejects.toThrow(
			'it should have 2000000 records, but only 25 were returned',
		);
		expect(server.asked.length).toBeLessThan(150);
	});

	it.each([0, -1])('ignores a meaningless total of %i', async (told) => {
		const server = serverOf(style, () => records(25), { told });
		expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(25));
	});

	it('handles a server with a smaller max page size and no total', async () => {
		const server = serverOf(style, () => records(23), { largest: 4, total: false });
		expect(await readList(style, request, server.exchange, Infinity)).toEqual(records(23));
	});

	it.each([15, 45, 95])('reads a list of %i records, one of which is hidden', async (count) => {
		const server = serverOf(style, () => records(count));
		const hiding = async (options: IHttpRequestOptions) => {
			const answer = await server.exchange(options);
			const body = answer.body as IDataObject as Record<string, IDataObject[]>;
			const rows = 'body' in style.total ? 'data' : 'items';
			return {
				...answer,
				body: { ...body, [rows]: body[rows].filter(({ id }) => id !== 3) } as IDataObject,
			};
		};
		expect(await readList(style, request, hiding, Infinity)).toEqual(
			records(count).filter(({ id }) => id !== 3),
		);
	});

	it('requests no more pages after one has failed', async () => {
		const server = serverOf(style, () => records(1_000));
		let asked = 0;
		const failing = async (options: IHttpRequestOptions) => {
			asked += 1;
			if (asked === 5) throw new Error('lost');
			return await server.exchange(options);
		};
		await expect(readList(style, request, failing, Infinity)).rejects.toThrow('lost');
		// The first page, and the page that each of the twenty lanes was reading.
		expect(asked).toBe(21);
	});
});

it('flattens a nested list', async () => {
	const exchange = async () => ({
		statusCode: 200,
		headers: {},
		body: { data: [records(2)], meta: { total: 2 } },
	});
	expect(await readList(byPage, request, exchange, Infinity)).toEqual(records(2));
});
