import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Answer, Existing } from '../shared/operation';
import { wordsOf } from '../shared/report/words';
import { at } from '../shared/values';
import { gusto } from './provider';

/** Matches Gusto's message for an administrator's email that is taken. Its wording isn't documented for every endpoint. */
const TAKEN = /\be-?mail\b[^;]*\b(taken|exists?|in use|registered|been used)\b/i;

/**
 * Gusto has no idempotency key, and the credentials that create companies can't search them. A 422 only says that the
 * administrator's email is taken (Gusto's page on errors), but not by which company. So the output has only that message and
 * what was entered.
 */
export function existingByEmail(recognizedBy: string): Existing {
	return {
		recognizedBy,
		identity: ({ body }) => String(at(body, 'user.email')).trim().toLowerCase(),
		rejection: async (answer) => takenIn(answer),
	};
}

/** For endpoints that accept each email only once. */
export const emailOnce =
	'Gusto has no search for companies, but is expected to reject an administrator email that is already taken, even if another company uses it';

function takenIn({ statusCode, body }: Answer): IDataObject | undefined {
	const words = wordsOf(body, gusto.dialect);
	return statusCode === 422 && TAKEN.test(words) ? { message: words } : undefined;
}

/** Adds the company and its administrator, which Gusto's responses don't contain. */
export function withCustomer(record: IDataObject, { body }: IHttpRequestOptions): IDataObject {
	return {
		company_name: at(body, 'company.name') as string,
		administrator_email: at(body, 'user.email') as string,
		...record,
	};
}
