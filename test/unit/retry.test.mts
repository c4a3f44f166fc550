import { askedWait, backoff, judgeConnection, judgeStatus, WAITS } from '../../nodes/shared/retry.ts';

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
		[429, 'untouched'],
		[500, 'unknown'],
		[502, 'unknown'],
		[503, 'unknown'],
		[504, 'unknown'],
	])('%i is %s', (status, verdict) => expect(judgeStatus(status)).toBe(verdict));
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
	])('%s is %s', (code, verdict) => expect(judgeConnection(code)).toBe(verdict));
});

describe('backoff', () => {
	it('grows twofold and is a random part of it', () => {
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
		['no time at all', { 'retry-after': '0' }, undefined],
		['less than none', { 'retry-after': '-5' }, undefined],
		['for ever', { 'retry-after': 'Infinity' }, undefined],
		['a reset as an ISO date with milliseconds', { 'x-ratelimit-reset': '2026-03-01T12:00:01.250Z' }, 1_250],
		['a reset in epoch seconds', { 'x-ratelimit-reset': String(now / 1000 + 5) }, 5_000],
		['a reset in epoch milliseconds', { 'x-ratelimit-reset': String(now + 5_000) }, 5_000],
		['a reset in seconds from now', { 'x-ratelimit-reset': '42' }, 42_000],
		['Retry-After before the reset', { 'retry-after': '1', 'x-ratelimit-reset': '42' }, 1_000],
		['no hint', {}, undefined],
		['nonsense', { 'retry-after': 'soon' }, undefined],
	])('reads %s', (_name, headers, wait) => expect(askedWait(headers, 'x-ratelimit-reset', now)).toBe(wait));

	it('goes by the server\'s clock where this machine\'s is off', () => {
		const headers = { date: 'Sun, 01 Mar 2026 13:00:00 GMT', 'x-ratelimit-reset': '2026-03-01T13:00:02Z' };
		expect(askedWait(headers, 'x-ratelimit-reset', now)).toBe(2_000);
	});
});
