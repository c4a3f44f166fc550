import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Verdict } from '../../nodes/shared/operation.ts';
import { askedWait, backoff, decide, limitsIn, WAITS } from '../../nodes/shared/send/retry.ts';
import type { Rule, SoFar } from '../../nodes/shared/send/retry.ts';
import { judgeConnection, judgeStatus, TIMEOUTS } from '../../nodes/shared/send/transport.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reliability.md'), 'utf8');

const now = Date.parse('2026-03-01T12:00:00.000Z');

describe('judgeStatus', () => {
	it.each([
		[200, 'answered'],
		[201, 'answered'],
		[204, 'answered'],
		[302, 'refused'],
		[400, 'refused'],
		[401, 'refused'],
		[409, 'refused'],
		[422, 'refused'],
		[429, 'limited'],
		[500, 'unknown'],
		[502, 'unknown'],
		[503, 'unknown'],
		[504, 'unknown'],
	])('classifies %i as %s', (status, verdict) => expect(judgeStatus(status)).toBe(verdict));
});

describe('judgeConnection', () => {
	it.each([
		['ECONNREFUSED', 'untouched'],
		['ENOTFOUND', 'untouched'],
		['CERT_HAS_EXPIRED', 'untouched'],
		['ECONNRESET', 'unknown'],
		['ECONNABORTED', 'unknown'],
		['ERR_BAD_RESPONSE', 'unknown'],
		['SOMETHING_NEW', 'unknown'],
	])('classifies %s as %s', (code, verdict) => expect(judgeConnection(code)).toBe(verdict));
});

describe('timeouts', () => {
	it('match docs/reliability.md', () => {
		const seconds = (ms: number) => `${ms / 1000} seconds`;
		expect(page).toContain(
			`The timeout is ${seconds(TIMEOUTS.read)} for reading, and ${seconds(TIMEOUTS.write)} for everything else`,
		);
	});
});

describe('backoff', () => {
	it('doubles with each failure, with full jitter', () => {
		expect(backoff(0, 1)).toBe(WAITS.first);
		expect(backoff(3, 1)).toBe(WAITS.first * 8);
		expect(backoff(3, 0.25)).toBe(WAITS.first * 2);
		expect(backoff(3, 0)).toBe(0);
	});

	it('never exceeds the longest wait', () => expect(backoff(50, 1)).toBe(WAITS.longest));
});

describe('askedWait', () => {
	it.each<[string, Record<string, string>, number | undefined]>([
		['seconds', { 'retry-after': '3' }, 3_000],
		['a date', { 'retry-after': 'Sun, 01 Mar 2026 12:00:07 GMT' }, 7_000],
		['a date in the past', { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, undefined],
		['zero', { 'retry-after': '0' }, undefined],
		['a negative time', { 'retry-after': '-5' }, undefined],
		['infinity', { 'retry-after': 'Infinity' }, undefined],
		[
			'a reset as an ISO date with milliseconds',
			{ 'x-ratelimit-reset': '2026-03-01T12:00:01.250Z' },
			1_250,
		],
		['a reset in epoch seconds', { 'x-ratelimit-reset': String(now / 1000 + 5) }, 5_000],
		['a reset in epoch milliseconds', { 'x-ratelimit-reset': String(now + 5_000) }, 5_000],
		['a reset in seconds from now', { 'x-ratelimit-reset': '42' }, 42_000],
		['Retry-After before the reset', { 'retry-after': '1', 'x-ratelimit-reset': '42' }, 1_000],
		['no hint', {}, undefined],
		['nonsense', { 'retry-after': 'soon' }, undefined],
	])('reads %s', (_name, headers, wait) =>
		expect(askedWait(headers, 'x-ratelimit-reset', now)).toBe(wait),
	);

	it("uses the server's clock if this machine's clock is wrong", () => {
		const headers = {
			date: 'Sun, 01 Mar 2026 13:00:00 GMT',
			'x-ratelimit-reset': '2026-03-01T13:00:02Z',
		};
		expect(askedWait(headers, 'x-ratelimit-reset', now)).toBe(2_000);
	});
});

describe('limitsIn', () => {
	const names = { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset' };

	it('reads all three headers', () => {
		const headers = { 'x-limit': '200', 'x-remaining': '7', 'x-reset': '30' };
		expect(limitsIn(headers, names, now)).toEqual({
			perWindow: 200,
			remaining: 7,
			resetInMs: 30_000,
		});
	});

	it.each([
		[{}],
		[{ 'x-limit': '200', 'x-remaining': '7' }],
		[{ 'x-limit': '0', 'x-remaining': '7', 'x-reset': '30' }],
	])('ignores %j', (headers) => expect(limitsIn(headers, names, now)).toBeUndefined());
});

// The table in docs/reliability.md, read from that file: what follows an attempt, depending on the request.
describe('decide', () => {
	const get: Rule = {
		method: 'GET',
		verb: 'list',
		repeat: 'always',
		retries: 5,
		patienceMs: 60_000,
	};
	const keyed: Rule = { ...get, method: 'POST', verb: 'create', repeat: 'keyed' };
	const byName: Rule = { ...keyed, repeat: 'always' };
	const never: Rule = { ...keyed, repeat: 'never' };
	const remove: Rule = { ...byName, method: 'DELETE', verb: 'delete' };
	const start: SoFar = { failures: 0, elapsedMs: 0, limitedMs: 0 };
	const of = (verdict: Verdict, more: Partial<Outcome> = {}): Outcome => ({
		verdict,
		why: 'because',
		...more,
	});
	const after = (outcome: Outcome, rule: Rule, soFar: Partial<SoFar> = {}) =>
		decide(outcome, { ...start, ...soFar }, rule, 1).do;

	/** What happened, in the page's words → the verdicts on such an attempt. */
	const happened: Record<string, Verdict[]> = {
		'No connection could be made': [judgeConnection('ECONNREFUSED'), judgeConnection('ENOTFOUND')],
		'Rate limit (status 429)': [judgeStatus(429)],
		"The credential's session expired": ['expired'],
		'The first request with the same key is still in progress (status 409)': ['busy'],
		'Status 500 or higher, connection lost, or timeout': [
			...[500, 502, 503, 504].map(judgeStatus),
			judgeConnection('ECONNRESET'),
			judgeConnection('ECONNABORTED'),
		],
		'Any other rejection': [400, 401, 403, 404, 409, 422].map(judgeStatus),
	};
	const [heads, , ...rows] = page
		.slice(page.indexOf('| What happened |'))
		.split('\n\n')[0]
		.split('\n')
		.map((line) => line.split('|').slice(1, -1))
		.map((cells) => cells.map((cell) => cell.trim()));

	it('has the same rows and columns as the page', () => {
		const columns = ['Read', 'Create at Checkr', 'Create at Yardstik', 'Other creates'];
		expect(heads).toEqual(['What happened', ...columns]);
		expect(rows.map(([title]) => title)).toEqual(Object.keys(happened));
	});

	it.each(rows)('decides as documented: %s', (title, read, ...creates) => {
		const cells = [read, ...creates.map((cell) => (cell === 'Same' ? read : cell))];
		const rules = [get, keyed, byName, never];
		for (const verdict of happened[title])
			cells.forEach((cell, column) => {
				if (cell === "Doesn't occur") return;
				const expected = /^(\*\*)?No retry/.test(cell) ? 'fail' : 'again';
				expect(cell).toMatch(expected === 'fail' ? /No retry/ : /^Retry/);
				expect([verdict, cell, after(of(verdict), rules[column])]).toEqual([
					verdict,
					cell,
					expected,
				]);
			});
	});

	it('returns a successful response', () => {
		for (const rule of [get, keyed, byName, never])
			expect(after(of('answered'), rule)).toBe('return');
	});

	it('gives up after the max number of failed attempts', () => {
		expect(after(of('unknown'), get, { failures: 4 })).toBe('again');
		expect(after(of('unknown'), get, { failures: 5 })).toBe('fail');
		expect(after(of('untouched'), { ...never, retries: 0 })).toBe('fail');
	});

	it('gives up when all attempts take too long in total', () => {
		expect(after(of('unknown'), get, { elapsedMs: WAITS.whole })).toBe('fail');
		expect(after(of('busy'), keyed, { failures: 50, elapsedMs: 1_000 })).toBe('again');
		expect(after(of('busy'), keyed, { failures: 50, elapsedMs: 100_000 })).toBe('fail');
	});

	it('limits rate limit waits by time, not by number of rejections', () => {
		expect(after(of('limited'), never, { failures: 9, limitedMs: 59_000 })).toBe('again');
		expect(after(of('limited'), never, { limitedMs: 60_001 })).toBe('fail');
		expect(after(of('limited', { retryAfterMs: 61_000 }), never)).toBe('fail');
	});

	it('waits as long as the provider asks', () => {
		const decision = decide(of('unknown', { retryAfterMs: 20_000 }), start, get, 0.5);
		expect(decision).toEqual({ do: 'again', waitMs: 20_000 });
	});

	it('treats a 404 as a successful deletion only after a lost attempt', () => {
		const gone = of('refused', { answer: { statusCode: 404, headers: {}, body: '' } });
		expect(after(gone, remove, { failures: 1 })).toBe('fail');
		expect(after(gone, remove, { failures: 1, lost: of('unknown') })).toBe('return');
	});

	it('stays unknown after a lost attempt, whatever happens to later ones', () => {
		const lost = of('unknown', { why: 'the connection was lost' });
		const decision = decide(of('refused', { why: 'it said no' }), { ...start, lost }, keyed, 1);
		expect(decision).toMatchObject({
			do: 'fail',
			outcome: {
				verdict: 'unknown',
				why: 'the connection was lost, and on the retry, it said no',
			},
		});
	});
});
