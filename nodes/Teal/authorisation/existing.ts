import type { IDataObject } from 'n8n-workflow';
import { listFor, onlyOne } from '../../shared/answer/lookUp';
import type { Existing, LookUp } from '../../shared/operation';
import { authorisationPages } from '../provider';

/**
 * An authorisation exists if the user has an active one for the same terms. Without terms, Teal uses those that fit the user's
 * settings, so any active one counts.
 */
export const existing: Existing = {
	choices: ['create'],
	recognizedBy:
		'The node recognizes an active Teal authorisation by its user, and by its terms if you select any',
	identity({ body }) {
		const { user_id, term_id } = body as IDataObject;
		return JSON.stringify(['authorisation', user_id, term_id]);
	},
	find: findAuthorisation,
};

async function findAuthorisation(look: LookUp): Promise<IDataObject | undefined> {
	const { user_id, term_id } = look.request.body as IDataObject;
	const terms = term_id === undefined ? {} : { term_id };
	const query = { user_id, status: 'active', ...terms };
	const active = await listFor(look, authorisationPages, '/authorisations', query);
	const valid = active.filter(({ is_valid }) => is_valid !== false);
	return onlyOne(valid, {
		what: 'active authorisations of this Teal user',
		id: 'id',
		advice:
			"Select the terms in 'Term Name or ID', or set 'If It Already Exists' to Create Another.",
	});
}
