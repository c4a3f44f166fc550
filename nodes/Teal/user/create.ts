import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { teal } from '../provider';
import { fields } from './createFields';
import { existing } from './existing';

/**
 * The calendar day of a date of birth. It is taken from the text as written, so that no time zone shifts it. Only a time other
 * than midnight with a UTC offset, which n8n's date picker can produce, is converted to the workflow's time zone.
 */
export function dayIn(given: unknown, timezone: string): string {
	const date = given as { toISO?: () => string; toISOString?: () => string } | null | undefined;
	const text = (date?.toISO?.() ?? date?.toISOString?.() ?? String(given)).trim();
	const [time, moment] = [text.slice(11), Date.parse(text)];
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(time) && !/^00:00(:00(\.0+)?)?(Z|[+-])/.test(time);
	if (!zoned || Number.isNaN(moment)) return text.slice(0, 10);
	return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(moment);
}

export const createUser: Operation = {
	provider: teal,
	resource: { name: 'User', value: 'user' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create user',
		description: 'Create a new user whose payroll data you need',
	},
	request: { method: 'POST', url: '/users' },
	noun: 'user',
	verb: 'create',
	repeat: 'never',
	fields,
	checks: {
		payroll_period_months: (value) =>
			Number.isInteger(value) && Number(value) > 0 ? undefined : 'must be a whole number of months',
		// Teal's pages disagree on its values.
		recurring_check_frequency: () => undefined,
	},
	label: ['forename', 'surname'],
	id: 'user_id',
	howToCheck: 'Look for the user with the Get Many operation of the User resource',
	existing,
	shape({ body }) {
		const user = body as IDataObject;
		if (typeof user.post_codes === 'string')
			user.post_codes = user.post_codes
				.split(',')
				.map((code) => code.trim())
				.filter((code) => code !== '');
		// A missing or invalid date already has an issue at this point.
		user.date_of_birth = `${dayIn(this.getNodeParameter('dateOfBirth', ''), this.getTimezone())}T00:00:00.000Z`;
	},
};
