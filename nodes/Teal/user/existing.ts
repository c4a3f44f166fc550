import type { IDataObject } from 'n8n-workflow';
import { listFor, onlyOne, unsure } from '../../shared/answer/lookUp';
import type { Existing, LookUp } from '../../shared/operation';
import { isEmpty, textOf } from '../../shared/values';
import { userPages } from '../provider';

/**
 * Teal has no search for users, so the list of all users is read once and searched. Without an External ID, two records are the
 * same person if name and date of birth match and no other detail contradicts that, because names aren't unique.
 */
export const existing: Existing = {
	choices: ['create'],
	recognizedBy:
		"The node recognizes a Teal user by 'External ID' if you set it, and otherwise by name, date of birth, and postcodes. Teal has no search, so the node reads the list of all users once for all items",
	identity: ({ body }) => JSON.stringify(['user', ...identityOf(body as IDataObject)]),
	find: findUser,
	// Teal documents a 409 for a user that already exists, but not which field it is based on.
	rejection: async ({ statusCode }, look) =>
		statusCode === 409 ? await findUser(look) : undefined,
};

async function findUser(look: LookUp): Promise<IDataObject | undefined> {
	const given = look.request.body as IDataObject;
	const find = await look.shared(async () => await listFor(look, userPages, '/users'), keysOf);
	const id = textOf(given.ext_id);
	const same = find(keyOf(identityOf(given)));
	const user = onlyOne(same, {
		what: `Teal users that match '${textOf(given.forename)} ${textOf(given.surname)}'`,
		id: 'user_id',
		advice:
			"Set 'External ID' to that of the right user, or set 'If It Already Exists' to Create Another.",
	});
	const differences = user && !id ? differencesOf(given, user) : [];
	if (differences.length > 0) {
		throw unsure('Name and date of birth match', same, {
			what: `a Teal user, but not the ${differences.join(' and ')}`,
			id: 'user_id',
			advice:
				"If this is the same person, use the ID of the existing user. If not, set 'If It Already Exists' to Create Another.",
		});
	}
	return user;
}

/** A user is found by the External ID and, with or without one, as a person. */
function keysOf(user: IDataObject): string[] {
	return [...new Set([identityOf(user), personOf(user)].map(keyOf))];
}

function keyOf(identity: string[]): string {
	return JSON.stringify(identity);
}

function identityOf(user: IDataObject): string[] {
	const id = textOf(user.ext_id);
	return id ? [id] : personOf(user);
}

/** A person's name and date of birth, ignoring case and extra spaces. */
function personOf({ forename, surname, date_of_birth: born }: IDataObject): string[] {
	const name = [forename, surname].map((part) => textOf(part).replace(/\s+/g, ' ').toLowerCase());
	return [...name, textOf(born).slice(0, 10)];
}

/** The details in which two records contradict each other. A detail that either record lacks doesn't count. */
function differencesOf(given: IDataObject, user: IDataObject): string[] {
	const details: Array<[string, unknown, unknown]> = [
		['postcodes', given.post_codes, user.post_codes],
		['National Insurance number', given.ni_number, user.ni_number],
	];
	return details
		.filter(([, one, other]) => !isEmpty(one) && !isEmpty(other) && codesIn(one) !== codesIn(other))
		.map(([name]) => name);
}

/** Normalizes codes to ignore order, case, and spaces. */
function codesIn(value: unknown): string {
	const codes = [value].flat().map((code) => textOf(code).replace(/\s+/g, '').toUpperCase());
	return [...new Set(codes)].sort().join();
}
