import type { IDataObject } from 'n8n-workflow';
import { listFor, onlyOne } from '../../shared/answer/lookUp';
import type { Existing, LookUp } from '../../shared/operation';
import { textOf } from '../../shared/values';
import { accountPages } from '../provider';

/** An account exists if the user has one at the same payroll provider, and with the same username if it is set. */
export const existing: Existing = {
	choices: ['create'],
	recognizedBy: 'The node recognizes a Teal account by its user, payroll provider, and username',
	identity({ body }) {
		const { user_id, payroll_provider, user_name } = body as IDataObject;
		return JSON.stringify(['account', user_id, lower(payroll_provider), lower(user_name)]);
	},
	find: findAccount,
};

async function findAccount(look: LookUp): Promise<IDataObject | undefined> {
	const { user_id, payroll_provider, user_name } = look.request.body as IDataObject;
	const accounts = await listFor(look, accountPages, '/accounts', { user_id });
	const name = lower(user_name);
	const same = accounts.filter(
		(account) =>
			lower(account.payroll_provider) === lower(payroll_provider) &&
			(name === '' || lower(account.user_name) === name),
	);
	return onlyOne(same, {
		what: `${textOf(payroll_provider)} accounts of this Teal user`,
		id: 'account_id',
		advice:
			"Set 'Username' to that of the right account, or set 'If It Already Exists' to Create Another.",
	});
}

/** Usernames are compared without regard to case. */
function lower(value: unknown): string {
	return textOf(value).toLowerCase();
}
