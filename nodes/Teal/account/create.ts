import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { listedOrTyped } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { isEmpty, isObject, textOf } from '../../shared/values';
import { authorisationCheck, authorisationHeader, setAuthorisation, shapeUserId, userId } from '../fields';
import { teal } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'The user must have an active authorisation. If there is none yet, create one first with the resource Authorisation.',
		name: 'authorisationNotice',
		type: 'notice',
		default: '',
	},
	{ ...userId, routing: { send: { type: 'body', property: 'user_id' } } },
	{
		displayName: 'Payroll Provider',
		name: 'payrollProvider',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: 'The service that the employer of the user runs its payroll with',
		...listedOrTyped('searchProviders', 'a payroll provider', 'e.g. quickbooks'),
		routing: { send: { type: 'body', property: 'payroll_provider' } },
	},
	{
		displayName: 'User Name',
		name: 'userName',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'What the user signs in to the payroll provider with. Leave it empty for providers with a sign-in page of their own.',
		routing: { send: { type: 'body', property: 'user_name' } },
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'The password of the user at the payroll provider. It is shown nowhere.',
		routing: { send: { type: 'body', property: 'password' } },
	},
	{
		displayName: 'Extra Login Fields',
		name: 'extraLoginFields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: 'What the chosen payroll provider asks for beyond user name and password',
		typeOptions: {
			loadOptionsDependsOn: ['payrollProvider.value'],
			resourceMapper: {
				resourceMapperMethod: 'getExtraLoginFields',
				mode: 'add',
				valuesLabel: 'Extra Login Fields',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: false,
				noFieldsError: 'This payroll provider needs no extra fields',
			},
		},
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			authorisationHeader,
			{
				displayName: 'Extra Login Values',
				name: 'extraLoginParams',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Value',
				default: {},
				description: 'The same as the extra login fields above, for names that come from an expression',
				options: [
					{
						displayName: 'Value',
						name: 'params',
						values: [
							{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. company_name' },
							{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. Acme Corporation' },
						],
					},
				],
			},
			{
				displayName: 'From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description: 'Earliest pay date to fetch. If empty, Teal goes back as far as is set for the user or your company, otherwise 36 months.',
				routing: { send: { type: 'body', property: 'from' } },
			},
			{
				displayName: 'To',
				name: 'to',
				type: 'dateTime',
				default: '',
				description: 'Latest pay date to fetch. A pay date counts as noon UTC, so choose the end of that day.',
				routing: { send: { type: 'body', property: 'to' } },
			},
		],
	},
];

/** What to ask the user, in words, for each of the three kinds of challenge in Teal's document. */
function questionOf({ type, source, message, format, positions }: IDataObject): string {
	if (type === 'Date') return `${String(message)} (${String(format)})`;
	if (type === 'PasswordWithPositions') return `Characters ${[positions].flat().join(', ')} of: ${String(message)}`;
	const places: Record<string, string> = { SMS: 'text message', EMAIL: 'email', AUTHENTICATOR_APP: 'authenticator app' };
	return `Code from your ${places[String(source)] ?? 'payroll provider'}`;
}

export const createAccount: Operation = {
	provider: teal,
	request: { method: 'POST', url: '/accounts' },
	noun: 'account',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['create'] } }, fields),
	checks: authorisationCheck,
	label: ['user_name', 'user_id'],
	id: 'account_id',
	howToCheck: 'Look for it with the operation Get Many of Account for this user',
	shape(request, issues) {
		// n8n trips over a mapping that nobody has filled in, so it is asked for only where there is one.
		const { value } = this.getNodeParameter('extraLoginFields', {}) as IDataObject;
		const mapped = isObject(value) ? this.getNodeParameter('extraLoginFields.value', {}) : {};
		const rows = this.getNodeParameter('additionalFields.extraLoginParams.params', []) as Array<{ name?: unknown; value?: unknown }>;
		const named = Object.fromEntries(rows.map(({ name, value }) => [textOf(name), value]).filter(([name]) => name));
		const given = Object.entries({ ...(isObject(mapped) ? mapped : {}), ...named }).filter(([, value]) => !isEmpty(value));
		const body = request.body as IDataObject;
		shapeUserId(body);
		setAuthorisation.call(this, request);
		for (const [name, value] of given) {
			if (typeof value === 'object') issues.push({ field: 'Extra Login Fields', text: `needs a text for ${name}, but has a list or an object` });
		}
		if (given.length > 0) body.extra_login_params = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
	},
	// What to do next comes first, since a table shows its first columns only.
	output(record) {
		const { mfa_method: mfa, authorization_url: url } = record;
		if (isObject(mfa)) return { next_step: 'submit_mfa', mfa_question: questionOf(mfa), ...record };
		return { next_step: url ? 'open_authorization_url' : 'none', ...record };
	},
};
