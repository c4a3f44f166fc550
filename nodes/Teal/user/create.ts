import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'First Name',
		name: 'forename',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Nathan',
		routing: { send: { type: 'body', property: 'forename' } },
	},
	{
		displayName: 'Last Name',
		name: 'surname',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Smith',
		routing: { send: { type: 'body', property: 'surname' } },
	},
	{
		displayName: 'Date of Birth',
		name: 'dateOfBirth',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'The day counts, whatever the time of day',
		routing: { send: { type: 'body', property: 'date_of_birth' } },
	},
	{
		displayName: 'Postcodes',
		name: 'postCodes',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. SW1A 1AA, E1 6PG',
		hint: 'Separate several by commas',
		description: 'Where the person lives and has lived in the time that payroll data is wanted for. An expression can give a list.',
		routing: { send: { type: 'body', property: 'post_codes', value: '={{ Array.isArray($value) ? $value.join(",") : $value }}' } },
	},
	{
		displayName: 'Months of Payroll',
		name: 'payrollPeriodMonths',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		required: true,
		default: 12,
		description: 'How many months of payroll data are wanted',
		routing: { send: { type: 'body', property: 'payroll_period_months' } },
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'External ID',
				name: 'extId',
				type: 'string',
				default: '',
				placeholder: 'e.g. customer-1024',
				description: "The person's ID in your own system, such as the number in your CRM",
				routing: { send: { type: 'body', property: 'ext_id' } },
			},
			{
				displayName: 'National Insurance Number',
				name: 'niNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. QQ123456C',
				routing: { send: { type: 'body', property: 'ni_number' } },
			},
			{
				displayName: 'Payroll Connections Enabled',
				name: 'payrollConnectionsEnabled',
				type: 'boolean',
				default: true,
				description: 'Whether the user may connect payroll accounts. Overrides the setting of your company.',
				routing: { send: { type: 'body', property: 'payroll_connections_enabled' } },
			},
			{
				displayName: 'Payslip Upload Enabled',
				name: 'payslipUploadEnabled',
				type: 'boolean',
				default: true,
				description: 'Whether the user may upload payslips. Overrides the setting of your company.',
				routing: { send: { type: 'body', property: 'payslip_upload_enabled' } },
			},
			{
				displayName: 'Recurring Check End Date',
				name: 'recurringCheckEndDate',
				type: 'dateTime',
				default: '',
				routing: { send: { type: 'body', property: 'recurring_check_end_date' } },
				description: 'Until when the payroll is read regularly',
			},
			{
				displayName: 'Recurring Check Frequency',
				name: 'recurringCheckFrequency',
				type: 'options',
				options: [
					{ name: 'Daily', value: 'DAILY' },
					{ name: 'Hourly (Sandbox Only)', value: 'HOURLY' },
					{ name: 'Weekly', value: 'WEEKLY' },
				],
				default: 'WEEKLY',
				description: 'How often the payroll is read again. An expression can give any other value that Teal knows.',
				routing: { send: { type: 'body', property: 'recurring_check_frequency' } },
			},
			{
				displayName: 'Recurring Checks Enabled',
				name: 'recurringChecksEnabled',
				type: 'boolean',
				default: true,
				description: 'Whether the payroll is read regularly. Overrides the setting of your company.',
				routing: { send: { type: 'body', property: 'recurring_checks_enabled' } },
			},
		],
	},
];

/**
 * The day that a date of birth means. It is the one that is written, so that no time zone makes anybody a day older;
 * only a moment other than midnight that names its zone (n8n's date picker can give one) is read in the workflow's zone.
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
	request: { method: 'POST', url: '/users' },
	noun: 'user',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['user'], operation: ['create'] } }, fields),
	checks: {
		payroll_period_months: (value) => (Number.isInteger(value) && Number(value) > 0 ? undefined : 'must be a whole number of months'),
		// Teal's pages differ on what it may be.
		recurring_check_frequency: () => undefined,
	},
	label: ['forename', 'surname'],
	id: 'user_id',
	howToCheck: 'Look for the user with the operation Get Many of User',
	shape({ body }) {
		const user = body as IDataObject;
		if (typeof user.post_codes === 'string') user.post_codes = user.post_codes.split(',').map((code) => code.trim()).filter((code) => code !== '');
		// A date that is none, or missing, has been found out by now.
		user.date_of_birth = `${dayIn(this.getNodeParameter('dateOfBirth', ''), this.getTimezone())}T00:00:00.000Z`;
	},
};
