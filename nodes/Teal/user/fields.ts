/** The most useful fields of a user, for Simplify. */
export const simpleUser: Record<string, string> = {
	user_id: 'user_id',
	forename: 'forename',
	surname: 'surname',
	ext_id: 'ext_id',
	date_of_birth: 'date_of_birth',
	post_codes: 'post_codes',
	payroll_period_months: 'payroll_period_months',
	recurring_checks_enabled: 'recurring_checks_enabled',
	created_at: 'created_at',
};
