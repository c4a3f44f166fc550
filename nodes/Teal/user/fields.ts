/** The most useful fields of a user, for Simplify. */
export const simpleUser: Record<string, string> = {
	user_id: 'user_id',
	forename: 'forename',
	surname: 'surname',
	ext_id: 'ext_id',
	date_of_birth: 'date_of_birth',
	created_at: 'created_at',
};
