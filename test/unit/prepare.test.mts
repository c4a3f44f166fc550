import type { IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { email, length, state, uuid } from '../../nodes/shared/prepare/checks.ts';
import { applyRule, rulesOf } from '../../nodes/shared/prepare/rules.ts';
import { toInstant } from '../../nodes/shared/prepare/types.ts';
import { requestOptions } from '../../nodes/shared/form/fields.ts';
import { settingsOf } from '../../nodes/shared/send/settings.ts';
import { fillUrl, idIn } from '../../nodes/shared/prepare/url.ts';
import type { Check, Issue, Operation } from '../../nodes/shared/operation.ts';
import { withoutEmpty } from '../../nodes/shared/values.ts';
import { phone } from '../../nodes/Yardstik/subaccount/fields.ts';

const field = (property: Partial<INodeProperties>): INodeProperties => ({
	displayName: 'Field',
	name: 'field',
	type: 'string',
	default: '',
	routing: { send: { type: 'body', property: 'group.field' } },
	...property,
});

function apply(value: unknown, property: Partial<INodeProperties> = {}, check?: Check) {
	const request = { url: '', body: { group: { field: value } } } as unknown as IHttpRequestOptions;
	const issues: Issue[] = [];
	const operation = {
		fields: [field(property)],
		checks: check ? { 'group.field': check } : {},
	} as unknown as Operation;
	for (const rule of rulesOf(operation))
		applyRule(rule, request, 'America/New_York', issues, () => value);
	return {
		value: (request.body as { group: { field: unknown } }).group.field,
		text: issues[0]?.text,
	};
}

it("validates the parameter of a field that isn't sent unchanged", () => {
	const chosen = {
		type: 'options' as const,
		options: [{ name: 'A', value: 'a' }],
		routing: undefined,
	};
	expect(apply('b', chosen).text).toContain('must be one of a');
	expect(apply('a', chosen).text).toBeUndefined();
	expect(apply('', chosen).text).toBeUndefined();
});

describe('type conversion', () => {
	it.each<[string, unknown, Partial<INodeProperties>, unknown]>([
		['trims text', '  Acme ', {}, 'Acme'],
		['keeps spaces in a password', ' pass ', { typeOptions: { password: true } }, ' pass '],
		['converts a number to text', 94107, {}, '94107'],
		['converts text to a number', '12', { type: 'number' }, 12],
		['converts text to true or false', 'TRUE', { type: 'boolean' }, true],
		['parses JSON', '[{"id":1}]', { type: 'json' }, [{ id: 1 }]],
		['keeps an object', { a: 1 }, { type: 'json' }, { a: 1 }],
		['splits a comma-separated list', 'CA, WA,', { type: 'multiOptions' }, ['CA', 'WA']],
		['drops empty entries of a list', ['CA', ''], { type: 'multiOptions' }, ['CA']],
		[
			"reads a date in the workflow's time zone",
			'2026-01-31T09:00:00',
			{ type: 'dateTime' },
			'2026-01-31T14:00:00.000Z',
		],
		[
			'accepts a Date',
			new Date(0),
			{ type: 'dateTime', required: true },
			'1970-01-01T00:00:00.000Z',
		],
	])('%s', (_name, given, property, expected) =>
		expect(apply(given, property).value).toEqual(expected),
	);

	it.each<[string, unknown, Partial<INodeProperties>, RegExp]>([
		['a list instead of text', ['a'], {}, /must be text/],
		['an object instead of text', { a: 1 }, {}, /must be text/],
		['text instead of a number', 'many', { type: 'number' }, /must be a number \(got "many"\)/],
		['text instead of true or false', 'maybe', { type: 'boolean' }, /true or false/],
		['invalid JSON', '[{', { type: 'json' }, /must be valid JSON/],
		['an invalid date', 'tomorrow', { type: 'dateTime' }, /must be a date/],
		['an empty required field', ' ', { required: true }, /is required/],
		[
			'an unknown option',
			'x',
			{ type: 'options', options: [{ name: 'A', value: 'a' }] },
			/must be one of a/,
		],
	])('reports an issue: %s', (_name, given, property, text) =>
		expect(apply(given, property).text).toMatch(text),
	);

	it('omits a password from the message', () => {
		expect(apply('hunter22', { typeOptions: { password: true } }, () => 'is wrong').text).toBe(
			'is wrong',
		);
	});
});

describe('checks', () => {
	it.each<[string, Check, string, boolean]>([
		['email', email, 'nathan@example.com', true],
		['email', email, 'nathan.o+tag@mail.example.co', true],
		['email', email, 'nathan@example', false],
		['email', email, 'Nathan <nathan@example.com>', false],
		['email', email, 'a@b.com,c@d.com', false],
		['uuid', uuid, '95a0e70b-fe02-4f47-aef9-2efff279df71', true],
		['uuid', uuid, '95a0e70b', false],
		['length', length(2), 'AB', true],
		['length of a surrogate pair', length(2), '💼', false],
		['phone', phone, '+14155552671', true],
		['phone', phone, '415-555-2671', false],
		['phone', phone, '+1 415 555 2671', false],
		['state', state, 'CA', true],
		['state', state, 'California', false],
	])('%s: %p accepts %s: %s', (_name, check, value, good) =>
		expect(check(value) === undefined).toBe(good),
	);
});

describe('withoutEmpty', () => {
	it('removes empty values at any depth, but keeps false and 0', () => {
		expect(
			withoutEmpty({
				a: '',
				b: ' ',
				c: null,
				d: [],
				e: [''],
				f: { g: '', h: { i: undefined } },
				j: false,
				k: 0,
				l: ['x'],
			}),
		).toEqual({
			j: false,
			k: 0,
			l: ['x'],
		});
	});
});

describe('toInstant', () => {
	it.each([
		['2026-01-31', 'America/New_York', '2026-01-31T05:00:00.000Z'],
		['2026-07-31', 'America/New_York', '2026-07-31T04:00:00.000Z'],
		['2026-01-31T09:30:15', 'Asia/Kolkata', '2026-01-31T04:00:15.000Z'],
		['2026-01-31 09:30', 'UTC', '2026-01-31T09:30:00.000Z'],
		['2026-01-31T09:30:00+02:00', 'America/New_York', '2026-01-31T07:30:00.000Z'],
		['2026-01-31T09:30:00.000Z', 'America/New_York', '2026-01-31T09:30:00.000Z'],
		['2026-03-29T12:00:00', 'Europe/Berlin', '2026-03-29T10:00:00.000Z'],
	])('converts %s in %s to %s', (text, timezone, expected) =>
		expect(toInstant(text, timezone)).toBe(expected),
	);

	it.each(['', 'tomorrow', '31.01.2026', '2026-13-45', '2026-02-30', '2026-01-31T99:99'])(
		'returns undefined for %p',
		(text) => expect(toInstant(text, 'UTC')).toBeUndefined(),
	);

	it('accepts date objects', () => {
		expect(toInstant(new Date(0), 'UTC')).toBe('1970-01-01T00:00:00.000Z');
		expect(toInstant({ toISO: () => '2026-01-31T09:30:00.000-05:00' }, 'UTC')).toBe(
			'2026-01-31T14:30:00.000Z',
		);
	});
});

describe('IDs in URLs', () => {
	const operation = { fields: [{ displayName: 'Subaccount', name: 'id' }] } as unknown as Operation;
	const fill = (id: unknown) => {
		const issues: Issue[] = [];
		return { url: fillUrl('/sub_accounts/{id}', () => id, operation, issues), issues };
	};

	it.each([
		['497f6eca', '/sub_accounts/497f6eca'],
		[' 497f6eca\n', '/sub_accounts/497f6eca'],
		['../../admin', '/sub_accounts/..%2F..%2Fadmin'],
		['a?b=c#d', '/sub_accounts/a%3Fb%3Dc%23d'],
		[12, '/sub_accounts/12'],
		[
			'https://app.example.com/accounts/497f6eca-6276/settings?tab=1',
			'/sub_accounts/497f6eca-6276',
		],
	])('inserts %p as %s', (id, url) => expect(fill(id)).toEqual({ url, issues: [] }));

	it.each(['', '  ', '.', '..', undefined, null, {}, ['a']])('rejects %p', (id) =>
		expect(fill(id).issues).toHaveLength(1),
	);

	it('finds the ID in a pasted URL', () => {
		expect(idIn('https://portal.example.com/accounts/ACC-1671-0642')).toBe('ACC-1671-0642');
		expect(idIn('https://app.example.com/things/abc')).toBe('abc');
		expect(idIn('ACC-1671-0642')).toBe('ACC-1671-0642');
	});
});

describe('Request Options', () => {
	const options = requestOptions.options as INodeProperties[];
	const settingsWith = (valueOf: (option: INodeProperties) => unknown) => {
		const given = Object.fromEntries(options.map((option) => [option.name, valueOf(option)]));
		return settingsOf({ getNodeParameter: () => given } as unknown as Parameters<
			typeof settingsOf
		>[0]);
	};

	it('use the limits and defaults that the form shows', () => {
		expect(settingsWith(() => -1e9)).toEqual(
			settingsWith(({ typeOptions }) => typeOptions?.minValue),
		);
		expect(settingsWith(() => 1e9)).toEqual(
			settingsWith(({ typeOptions }) => typeOptions?.maxValue),
		);
		expect(settingsWith(() => undefined)).toEqual(settingsWith((option) => option.default));
	});
});
