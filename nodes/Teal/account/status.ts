import type { IDataObject } from 'n8n-workflow';
import { readyWhen } from '../../shared/answer/ready';
import { isObject, textOf } from '../../shared/values';

/** Teal doesn't list the values of `status`. Its documents show `Authorised` for a connected account, and `PENDING`. */
function isReady(status: unknown): boolean {
	return ['authorised', 'authorized'].includes(textOf(status).toLowerCase());
}

/** Adds `ready` to an account: whether it is connected. */
export const withReady = readyWhen('status', isReady);

/** Puts the next step for an account first, because a table shows only its first columns. */
export function withNextStep(account: IDataObject): IDataObject {
	const { mfa_method: mfa, authorization_url: url, creation_status, status } = account;
	const record = withReady(account);
	if (isObject(mfa)) return { next_step: 'submit_mfa', mfa_question: questionOf(mfa), ...record };
	if (url) return { next_step: 'open_authorization_url', ...record };
	// Teal says only once what it needs from the user: in the response to the request that created the account.
	const isOpen = creation_status === 'already_existed' && !isReady(status);
	return { next_step: isOpen ? 'unknown' : 'none', ...record };
}

/** The question for the user, for each of the three types of challenge in Teal's document. */
function questionOf({ type, source, message, format, positions }: IDataObject): string {
	if (type === 'Date') return `${String(message)} (${String(format)})`;
	if (type === 'PasswordWithPositions') {
		return `Characters ${[positions].flat().join(', ')} of: ${String(message)}`;
	}
	const places: Record<string, string> = {
		SMS: 'text message',
		EMAIL: 'email',
		AUTHENTICATOR_APP: 'authenticator app',
	};
	return `Code from your ${places[String(source)] ?? 'payroll provider'}`;
}
