import { emailOnce, existingByEmail } from '../../nodes/Gusto/existing.ts';
import type { LookUp } from '../../nodes/shared/operation.ts';

// Gusto doesn't document its message for a taken email for every endpoint, so several wordings are recognized.
const { rejection } = existingByEmail(emailOnce);
const said = async (body: unknown, statusCode = 422) =>
	await rejection?.({ statusCode, headers: {}, body } as never, {} as LookUp);
const entry = (error_key: string, message: string) => ({
	error_key,
	category: 'invalid_attribute_value',
	message,
});
const nested = (errors: object[]) => ({
	errors: [{ error_key: 'user', category: 'nested_errors', metadata: { key: 'user' }, errors }],
});

it.each<[string, unknown]>([
	['an entry of the user', nested([entry('email', 'Email has already been taken')])],
	['an entry whose message omits the field', nested([entry('email', 'has already been taken')])],
	['a string', { errors: ['User email already exists'] }],
	['fields', { errors: { email: ['is already in use'] } }],
])('recognizes a taken email: %s', async (_name, body) => {
	expect(await said(body)).toEqual({ message: expect.stringMatching(/email/i) });
});

it.each<[string, number, unknown]>([
	['another field', 422, { errors: [entry('name', 'Company name has already been taken')] }],
	['an email that is invalid', 422, nested([entry('email', 'is invalid')])],
	[
		'an email and another field',
		422,
		nested([entry('email', 'is invalid'), entry('ein', 'is taken')]),
	],
	['another status', 500, { errors: [entry('email', 'Email has already been taken')] }],
	['no message', 422, {}],
])('ignores any other response: %s', async (_name, status, body) => {
	expect(await said(body, status)).toBeUndefined();
});
