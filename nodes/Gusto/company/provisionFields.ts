import type { INodeProperties } from 'n8n-workflow';
import { addressGroup } from '../../shared/form/address';
import { usStatesOrNone } from '../../shared/form/states';
import { administrator, apiVersion, companyDetails, companyName, companyStates } from '../fields';

const address = addressGroup({ displayName: 'Company Address', name: 'address' }, [
	{
		displayName: 'Address Line 1',
		name: 'street1',
		placeholder: 'e.g. 123 Main Street',
		path: 'address.street_1',
	},
	{
		displayName: 'Address Line 2',
		name: 'street2',
		placeholder: 'e.g. Suite 200',
		path: 'address.street_2',
	},
	{ displayName: 'City', name: 'city', placeholder: 'e.g. San Francisco', path: 'address.city' },
	{
		displayName: 'State',
		name: 'state',
		type: 'options',
		options: usStatesOrNone,
		default: '',
		description: 'Use an expression to set any other two-letter code',
		path: 'address.state',
	},
	{ displayName: 'ZIP Code', name: 'zip', placeholder: 'e.g. 94107', path: 'address.zip' },
	{ displayName: 'Phone', name: 'phone', placeholder: 'e.g. 4155552671', path: 'address.phone' },
]);

export const fields: INodeProperties[] = [
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
				description: 'The number of people that the company employs',
				routing: { send: { type: 'body', property: 'company.number_employees' } },
			},
			companyDetails.tradeName,
		],
	},
];
