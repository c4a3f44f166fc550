import type { IHttpRequestOptions } from 'n8n-workflow';
import { exchangeFor } from '../../nodes/shared/exchange.ts';
import { Run } from '../../nodes/shared/run.ts';
import type { Answer, Operation } from '../../nodes/shared/types.ts';

// The waits that are too long to sit out in a test of the engine.
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const request: IHttpRequestOptions = { url: '/things', method: 'GET' };
const operation: Operation = {
	provider: { name: 'Acme', environments: {}, credentials: ['acmeApi'], resetHeader: 'x-reset' },
	request: { method: 'GET', url: '/things' },
	noun: 'thing',
	verb: 'get',
	repeat: 'always',
	fields: [],
};
const success: Answer = { statusCode: 200, headers: {}, body: { id: 1 } };

/** An exchange with a server that gives these answers one after the other, and the seconds at which it was asked. */
function withServer(...answers: Answer[]) {
	const started = Date.now();
	const askedAt: number[] = [];
	const exchange = exchangeFor({
		run: new Run(),
		task: { operation, issues: [] },
		most: 5,
		retries: 10,
		masked: async (body) => body,
		transport: async () => answers[Math.min(askedAt.push(Math.floor((Date.now() - started) / 1000)), answers.length) - 1],
	});
	return { askedAt, exchange };
}

it('waits as long as the header of the provider says when the limit is reached', async () => {
	const { askedAt, exchange } = withServer({ statusCode: 429, headers: { 'x-reset': '30' }, body: '' }, success);
	const answered = exchange(request);
	await jest.advanceTimersByTimeAsync(60_000);
	expect(await answered).toEqual(success);
	expect(askedAt).toEqual([0, 30]);
});

it('does not take that header for a wait where the limit is not reached', async () => {
	const { askedAt, exchange } = withServer({ statusCode: 503, headers: { 'x-reset': '3600' }, body: '' }, success);
	const answered = exchange(request);
	await jest.advanceTimersByTimeAsync(60_000);
	expect(await answered).toEqual(success);
	expect(askedAt).toEqual([0, 0]);
});

it('gives up when all waits together become too long', async () => {
	const { askedAt, exchange } = withServer({ statusCode: 503, headers: { 'retry-after': '100' }, body: '' });
	const refused = expect(exchange(request)).rejects.toThrow('Acme could not get thing: it answered with HTTP status 503');
	await jest.advanceTimersByTimeAsync(3_600_000);
	await refused;
	expect(askedAt).toEqual([0, 100, 200, 300]);
});
