import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { isObject } from '../../shared/values';
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
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Postcode' },
		required: true,
		default: [],
		placeholder: 'e.g. SW1A 1AA',
		description: 'Where the person lives and has lived in the time that payroll data is wanted for',
		routing: { send: { type: 'body', property: 'post_codes' } },
	},
	{
		displayName: 'Months of Payroll',
		name: 'payrollPeriodMonths',
		type: 'number',
		typeOptions: { minValue: 1 },
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
				description: 'What the person is called in your own system, such as the number in your CRM',
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
		],
	},
];

export const createUser: Operation = {
	provider: teal,
	request: { method: 'POST', url: '/users' },
	noun: 'user',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['user'], operation: ['create'] } }, fields),
	checks: {
		payroll_period_months: (value) => (Number.isInteger(value) && Number(value) > 0 ? undefined : 'must be a whole number of months'),
	},
	label: ['forename', 'surname'],
	howToCheck: 'Look for the user with the operation Get Many of User',
	shape(request) {
		// A birthday is a day, not a moment: noon UTC, as Teal reads a date without a time, is the same day everywhere.
		const given = this.getNodeParameter('dateOfBirth', '') as unknown;
		const written = isObject(given) && typeof given.toISO === 'function' ? (given.toISO as () => string)() : String(given);
		const day = /^\d{4}-\d{2}-\d{2}/.exec(written.trim())?.[0];
		const body = request.body as IDataObject;
		if (day && body.date_of_birth && !Number.isNaN(Date.parse(day))) body.date_of_birth = `${day}T12:00:00.000Z`;
	},
};
