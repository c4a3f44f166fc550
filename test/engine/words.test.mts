import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { creations, customers, listings, run, wordsOf } from './providers.mts';

// Promise 6: every response body, documented by the provider or not, becomes a sentence.
let server: Server;
let url: string;
/** Reads the customer's name from a request, in the current provider's format. */
let named: (body: unknown) => string = () => 'Customer 2';
/** The response to requests about "Customer 2" and to those without a body. */
let bad: { status: number; body: string; type?: string };

beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString();
			const good = { status: 201, body: JSON.stringify({ id: '1' }), type: 'application/json' };
			if (request.url === '/oauth/token') {
				response
					.writeHead(200, { 'content-type': 'application/json' })
					.end(JSON.stringify({ access_token: 'new-token' }));
				return;
			}
			const {
				status,
				body,
				type = 'application/json',
			} = text === '' || named(JSON.parse(text)) === 'Customer 2' ? bad : good;
			response.writeHead(status, { 'content-type': type }).end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

interface Said {
	status: number;
	body: unknown;
	/** Words that a user must see. */
	words: string[];
}

/** What each provider documents (see nodes/shared/report/words.ts for the formats). */
const documented: Record<string, Said[]> = {
	checkr: [
		{
			status: 400,
			body: { error: 'company.tax_id is invalid' },
			words: ['company.tax_id is invalid'],
		},
		{
			status: 400,
			body: { error: ['name is missing', 'purpose is invalid'] },
			words: ['name is missing', 'purpose is invalid'],
		},
		{
			status: 401,
			body: { error: 'Bad authentication error' },
			words: ['Bad authentication error', "credential 'My checkrApi'"],
		},
		{
			status: 403,
			body: { error: 'You do not have permission to access the requested resource' },
			words: ['You do not have permission'],
		},
		{
			status: 409,
			body: { error: 'The account exists already' },
			words: ['The account exists already'],
		},
	],
	gusto: [
		{
			status: 422,
			body: {
				errors: [
					{
						error_key: 'base',
						category: 'invalid_operation',
						message: 'The company exists already',
					},
					{
						error_key: 'company',
						category: 'nested_errors',
						metadata: { key: 'company' },
						errors: [
							{ error_key: 'ein', category: 'invalid_attribute_value', message: 'is not valid' },
						],
					},
				],
			},
			words: ['The company exists already', 'ein: is not valid'],
		},
		{
			status: 404,
			body: {
				errors: [
					{
						error_key: 'request',
						category: 'not_found',
						message: 'The requested resource was not found.',
					},
				],
			},
			words: ['The requested resource was not found'],
		},
		{
			status: 401,
			body: {
				errors: [
					{
						error_key: 'request',
						category: 'invalid_token',
						message: 'The access token is invalid',
					},
				],
			},
			words: ['The access token is invalid', "credential 'My gusto"],
		},
		{
			status: 403,
			body: { error: 'missing_oauth_scopes', error_description: 'The token lacks a scope' },
			words: ['The token lacks a scope'],
		},
	],
	softwareone: [
		{
			status: 400,
			body: {
				type: 'about:blank',
				title: 'One or more validation errors occurred.',
				status: 400,
				traceId: 't',
				errors: { name: ['The name field is required.'] },
			},
			words: ['The name field is required'],
		},
		{
			status: 400,
			body: {
				title: 'Bad Request',
				status: 400,
				detail: 'Account is not valid',
				errors: [{ message: 'is too long', properties: ['externalId'] }],
			},
			words: ['Account is not valid', 'externalId: is too long'],
		},
		{
			status: 401,
			body: { message: 'Invalid token', statusCode: 401 },
			words: ['Invalid token', "credential 'My softwareOneApi'"],
		},
		{ status: 403, body: { title: 'Forbidden', status: 403 }, words: ['Forbidden'] },
	],
	teal: [
		{
			status: 400,
			body: { errors: ['The request is missing the required field `name`'] },
			words: ['The request is missing the required field `name`'],
		},
		{
			status: 401,
			body: { errors: 'No X-API-KEY header provided or wrong value' },
			words: ['No X-API-KEY header provided or wrong value', "credential 'My tealApi'"],
		},
		{
			status: 409,
			body: { errors: ['This user already exists'] },
			words: ['This user already exists'],
		},
	],
	yardstik: [
		{
			status: 400,
			body: { message: 'The request is not valid' },
			words: ['The request is not valid'],
		},
		{
			status: 401,
			body: { message: 'The API key is not valid' },
			words: ['The API key is not valid', "credential 'My yardstikApi'"],
		},
		{ status: 403, body: { message: 'Not a platform account' }, words: ['Not a platform account'] },
		{
			status: 422,
			body: { errors: { ein: ['is invalid'], address: { zip_code: ['is too short'] } } },
			words: ['ein: is invalid', 'zip_code: is too short'],
		},
		{
			status: 422,
			body: { errors: ['Account name has already been taken'] },
			words: ['Account name has already been taken'],
		},
	],
};

/** What no documentation shows but gateways send anyway. */
const undocumented: Array<Said & { type?: string }> = [
	{
		status: 404,
		body: '<html><head><title>Not Found</title></head><body><h1>nginx</h1></body></html>',
		type: 'text/html',
		words: ['Not Found'],
	},
	{ status: 413, body: '', words: ['HTTP 413, no reason given'] },
	{ status: 422, body: '{"error": "unfini', words: [] },
	{ status: 418, body: { teapot: { short: true } }, words: ['HTTP 418, no reason given'] },
	{ status: 400, body: [], words: ['HTTP 400, no reason given'] },
	{ status: 400, body: null, words: ['HTTP 400, no reason given'] },
	{
		status: 451,
		body: { type: 'about:blank', title: 'Unavailable', detail: 'Not in your country', status: 451 },
		words: ['Not in your country'],
	},
	{ status: 400, body: 'x'.repeat(100_000), type: 'text/plain', words: ['xxx'] },
];

const causes: Record<number, string> = { 401: 'credential-invalid' };
const rows = creations.flatMap((row) =>
	[...(documented[row.provider] ?? []), ...undocumented].map((said) => ({
		row,
		said,
		about: `${row.title}, ${said.status} ${JSON.stringify(said.body).slice(0, 60)}`,
	})),
);

describe.each(rows)('$about', ({ row, said }) => {
	const text = typeof said.body === 'string' ? said.body : JSON.stringify(said.body);
	beforeEach(() => {
		named = row.named;
		bad = { status: said.status, body: text, type: 'type' in said ? String(said.type) : undefined };
	});

	it('ends the run with what happened, what to do, the item, and the status', async () => {
		const { error, ...result } = await run(row, url, {
			items: customers(4),
			options: { retries: 0, requestsAtOnce: 1 },
		});
		for (const words of said.words) expect(error?.message).toContain(words);
		expect(error?.message).toContain(row.name);
		expect(error?.message.length).toBeLessThan(700);
		expect(error?.message).not.toMatch(/[<>{}]|\n/);
		// In n8n's style, apart from the provider's own words.
		const own = said.words.reduce(
			(rest, words) => rest.replace(words, ''),
			wordsOf({ error, ...result }),
		);
		expect(own).not.toMatch(/\b(error|problem|failure|mistake)s?\b/i);
		expect(String(error?.description).split('\n')[0]).toMatch(/^[A-Z].*\.$/);
		expect(error).toMatchObject({ httpCode: String(said.status), context: { itemIndex: 2 } });
		if (error && 'failure' in error) expect(error.failure?.cause).toBe(causes[said.status]);
	});

	it('outputs the same sentence when the node continues', async () => {
		const { outputs } = await run(row, url, {
			items: customers(4),
			onError: 'continueErrorOutput',
			options: { retries: 0 },
		});
		expect(outputs[1]).toHaveLength(1);
		for (const words of said.words) expect(outputs[1][0].json.error).toContain(words);
		expect(outputs[1][0].json).toMatchObject({ crm: 'crm-2' });
	});
});

describe.each(listings)('$title', (row) => {
	it.each([...(documented[row.provider] ?? []), ...undocumented])(
		'says what a $status response means',
		async (said) => {
			bad = {
				status: said.status,
				body: typeof said.body === 'string' ? said.body : JSON.stringify(said.body),
			};
			const { error } = await run(row, url, { options: { retries: 0 } });
			for (const words of said.words) expect(error?.message).toContain(words);
			expect(error).toMatchObject({ httpCode: String(said.status) });
		},
	);
});

describe.each(creations)('unusable success response: $title', (row) => {
	it.each([
		[200, ''],
		[204, ''],
		[201, 'null'],
		[201, '[]'],
		[201, '"created"'],
		[201, '<html></html>'],
	])('outputs objects or a sentence for %i with the body %j', async (status, body) => {
		named = row.named;
		bad = { status, body };
		const { outputs, error } = await run(row, url, {
			items: customers(3),
			onError: 'continueErrorOutput',
			options: { retries: 0 },
		});
		expect(error).toBeUndefined();
		const all = outputs.flat();
		for (const { json } of all)
			expect(Object.prototype.toString.call(json)).toBe('[object Object]');
		expect(all).toHaveLength(3);
	});
});
