import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { each, email, state } from '../../shared/checks';
import { usStatesOrNone } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { isEmpty } from '../../shared/values';
import { administrator, apiVersion, companyDetails, companyName, companyStates, setVersion, versionCheck } from '../fields';
import { gusto } from '../provider';

const address: INodeProperties = {
	displayName: 'Company Address',
	name: 'address',
	type: 'collection',
	placeholder: 'Add Address Field',
	// All of them are there from the start. n8n can't do that for a fixed collection: its editor trips over the default.
	default: { street1: '', street2: '', city: '', phone: '', state: '', zip: '' },
	options: [
		{
			displayName: 'Address Line 1',
			name: 'street1',
			type: 'string',
			default: '',
			placeholder: 'e.g. 123 Main Street',
			routing: { send: { type: 'body', property: 'address.street_1' } },
		},
		{
			displayName: 'Address Line 2',
			name: 'street2',
			type: 'string',
			default: '',
			placeholder: 'e.g. Suite 200',
			routing: { send: { type: 'body', property: 'address.street_2' } },
		},
		{
			displayName: 'City',
			name: 'city',
			type: 'string',
			default: '',
			placeholder: 'e.g. San Francisco',
			routing: { send: { type: 'body', property: 'address.city' } },
		},
		{
			displayName: 'Phone',
			name: 'phone',
			type: 'string',
			default: '',
			placeholder: 'e.g. 4155552671',
			routing: { send: { type: 'body', property: 'address.phone' } },
		},
		{
			displayName: 'State',
			name: 'state',
			type: 'options',
			options: usStatesOrNone,
			default: '',
			description: 'State of the address. An expression can give any two-letter code.',
			routing: { send: { type: 'body', property: 'address.state' } },
		},
		{
			displayName: 'ZIP Code',
			name: 'zip',
			type: 'string',
			default: '',
			placeholder: 'e.g. 94107',
			routing: { send: { type: 'body', property: 'address.zip' } },
		},
	],
};

const fields: INodeProperties[] = [
	companyName,
	...administrator,
	companyStates,
	address,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			companyDetails.phone,
			apiVersion,
			companyDetails.ein,
			{
				displayName: 'Number of Employees',
				name: 'numberEmployees',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1,
				description: 'How many people the company employs',
				routing: { send: { type: 'body', property: 'company.number_employees' } },
			},
			companyDetails.tradeName,
		],
	},
];

export const provisionCompany: Operation = {
	provider: gusto,
	request: { method: 'POST', url: '/v1/provision' },
	noun: 'company',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['company'], operation: ['provision'] } }, fields),
	checks: { ...versionCheck, 'user.email': email, 'company.states': each(state), 'address.state': state },
	label: ['company.name'],
	howToCheck: "Ask the company's administrator whether Gusto's welcome email has come",
	shape(request) {
		setVersion.call(this, request);
		const body = request.body as IDataObject & { company?: IDataObject };
		const { address: given, ...rest } = body;
		// Gusto takes a list of addresses and wants the first one's `is_primary` as a text.
		request.body = isEmpty(given) ? rest : { ...rest, company: { ...rest.company, addresses: [{ ...(given as IDataObject), is_primary: 'true' }] } };
	},
};
