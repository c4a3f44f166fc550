import type { INode } from 'n8n-workflow';
import { Failure } from '../../nodes/shared/report/failure.ts';
import { toNodeError } from '../../nodes/shared/report/nodeError.ts';
import { wordsOf } from '../../nodes/shared/report/words.ts';
import { gusto } from '../../nodes/Gusto/provider.ts';
import { softwareOne } from '../../nodes/SoftwareOne/provider.ts';
import { yardstik } from '../../nodes/Yardstik/provider.ts';

import { fromException, withoutSecrets } from '../../nodes/shared/report/secrets.ts';

const dialects = [gusto, softwareOne, yardstik];
const dialectOf = (title: string) => dialects.find(({ name }) => title.startsWith(name))?.dialect;

describe('wordsOf: one line per error body', () => {
	it.each<[string, unknown, string]>([
		['Checkr', { error: 'company.tax_id is invalid' }, 'company.tax_id is invalid'],
		[
			'Checkr, several',
			{ error: ['name is missing', 'purpose is invalid'] },
			'name is missing; purpose is invalid',
		],
		[
			'Checkr, as an object',
			{ error: { type: 'x', message: 'Bad authentication error' } },
			'Bad authentication error',
		],
		[
			'Gusto',
			{
				errors: [
					{
						error_key: 'email',
						category: 'invalid_attribute_value',
						message: 'Email has already been taken',
					},
				],
			},
			'Email has already been taken',
		],
		[
			'Gusto, field not in the message',
			{ errors: [{ error_key: 'company.name', message: 'is too short' }] },
			'company.name: is too short',
		],
		[
			'Gusto, nested',
			{
				errors: [
					{
						category: 'nested_errors',
						error_key: 'user',
						errors: [{ error_key: 'last_name', message: "can't be blank" }],
					},
				],
			},
			"last_name: can't be blank",
		],
		[
			'Gusto, without a field',
			{
				errors: [
					{ error_key: 'base', message: 'Access is denied' },
					{ error_key: 'request', message: 'Try again' },
				],
			},
			'Access is denied; Try again',
		],
		['Gusto, strings', { errors: ['Name is taken'] }, 'Name is taken'],
		[
			'Teal 400',
			{ errors: ['The request is missing the required field `name`'] },
			'The request is missing the required field `name`',
		],
		[
			'Teal 401',
			{ errors: 'No X-API-KEY header provided or wrong value' },
			'No X-API-KEY header provided or wrong value',
		],
		[
			'SoftwareOne, by field',
			{
				type: 'https://x',
				title: 'One or more validation errors occurred.',
				status: 400,
				errors: { name: ['The name field is required.'], type: ['unknown'] },
			},
			'The name field is required; type: unknown',
		],
		[
			'SoftwareOne, list',
			{
				title: 'Bad Request',
				detail: 'Account is not valid',
				errors: [{ message: 'is too long', properties: ['externalId'] }],
			},
			'Account is not valid; externalId: is too long',
		],
		['SoftwareOne gateway', { message: 'Invalid token', statusCode: 401 }, 'Invalid token'],
		['problem with a title only', { title: 'Not Found', status: 404 }, 'Not Found'],
		[
			'Yardstik (assumed)',
			{ message: 'Validation failed', errors: { ein: ['is invalid'] } },
			'ein: is invalid',
		],
		[
			'an HTML page',
			'<html><head><title>502 Bad Gateway</title><style>b{}</style></head><body><h1>502</h1></body></html>',
			'502 Bad Gateway',
		],
		[
			'HTML without a title',
			'<p>Down for <b>maintenance</b></p><script>x()</script>',
			'Down for maintenance',
		],
		['plain text', 'upstream request timeout', 'upstream request timeout'],
		['nothing', '', ''],
		['nothing readable', { foo: { bar: 1 } }, ''],
		[
			'fields without a heading',
			{ account_name: ['has already been taken'], user: { email: ['is invalid'] } },
			'account_name: has already been taken; user: email: is invalid',
		],
		['an unknown field', { reason: 'The name is taken' }, 'reason: The name is taken'],
		[
			'a list in an unknown field',
			{ messages: ['The name is taken', 'The state is unknown'] },
			'messages: The name is taken; messages: The state is unknown',
		],
		['null', null, ''],
		['a repeated message', { message: 'no', error: 'no' }, 'no'],
	])('%s', (title, body, words) => expect(wordsOf(body, dialectOf(title))).toBe(words));

	it('truncates long text', () => expect(wordsOf('x'.repeat(10_000)).length).toBeLessThan(510));
});

describe('withoutSecrets', () => {
	it('masks a secret in plain text, in Basic authentication, and in a URL', () => {
		const text = `key s3cret/key, ${Buffer.from('s3cret/key:').toString('base64')}, ?k=s3cret%2Fkey`;
		const clean = withoutSecrets(text, ['s3cret/key']);
		expect(clean).not.toMatch(/s3cret|czNjcmV0/);
		expect(clean).toContain('key •••');
	});

	it.each([
		['in JSON', 'corr"ect', JSON.stringify({ sent: 'corr"ect' })],
		['in HTML', 'a&b<c', 'You sent a&amp;b&lt;c'],
		['in a form', 'pass word!', 'You sent pass+word%21'],
		['with collapsed whitespace', 'pass  word', 'You sent pass word'],
		['without its trailing whitespace', 'secret-key \n', 'You sent secret-key'],
	])('masks a secret %s', (_where, secret, said) => {
		const clean = withoutSecrets(said, [secret]);
		expect(clean).toContain('•••');
		expect(clean).not.toMatch(/ect|a&amp;|word|secret/);
	});

	it('masks a token that was pasted with its scheme', () =>
		expect(withoutSecrets('bad idt:TKN-1:abc', ['Bearer idt:TKN-1:abc'])).toBe('bad •••'));

	it('ignores an empty or very short secret', () =>
		expect(withoutSecrets('a b', ['', 'a'])).toBe('a b'));
});

describe('toNodeError', () => {
	const node = {
		id: '1',
		name: 'Teal',
		type: 'teal',
		typeVersion: 1,
		position: [0, 0],
		parameters: { password: 'hunter22' },
	} as INode;

	it('includes the item, status, cause, and advice, but no parameters', () => {
		const error = toNodeError(
			node,
			new Failure(
				'rate_limited',
				'Teal did not create the account because of its rate limit',
				'Run it later',
				429,
				3_000,
			),
			4,
		);
		expect(error).toMatchObject({
			message: 'Teal did not create the account because of its rate limit',
			description: 'Run it later',
			httpCode: '429',
			context: { itemIndex: 4 },
			failure: { cause: 'rate-limited', retryAfterMs: 3_000 },
		});
		expect(JSON.stringify(error)).not.toContain('hunter22');
	});

	it('reports an exception in our own code as a bug in the node, and keeps its stack', () => {
		const thrown = new TypeError("Cannot read properties of undefined (reading 'id')");
		const failure = fromException(thrown, { provider: gusto });
		const error = toNodeError(node, failure);
		expect(error).toMatchObject({
			message: `The Gusto node stopped unexpectedly: ${thrown.message}`,
			failure: { cause: 'node-defect' },
			stack: thrown.stack,
		});
		expect(error.description).toContain('This is a bug in the node');
		expect(error.description).toContain('Neither your data nor Gusto caused it');
	});

	it("keeps the message of n8n's own errors", () => {
		const thrown = Object.assign(new Error('Credential is gone'), { level: 'warning' });
		expect(fromException(thrown, { provider: gusto })).toMatchObject({
			kind: 'rejected',
			message: 'Credential is gone',
		});
	});
});
