import type { INodeProperties } from 'n8n-workflow';
import { email } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import {
	administrator,
	apiVersion,
	companyDetails,
	companyName,
	setVersion,
	versionCheck,
} from '../fields';
import { existingByEmail, withCustomer } from '../existing';
import { gusto } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName:
			'Only for products that run payroll with Gusto Embedded. Otherwise, select the Provision operation. The output contains live tokens of the new company. Store them in a safe place, not in a table or an email.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	companyName,
	...administrator,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			companyDetails.phone,
			apiVersion,
			{
				displayName: 'Contractors Only',
				name: 'contractorOnly',
				type: 'boolean',
				default: false,
				description: 'Whether the company has no employees and only pays contractors',
				routing: { send: { type: 'body', property: 'company.contractor_only' } },
			},
			companyDetails.ein,
			companyDetails.tradeName,
		],
	},
];

export const createPartnerManaged: Operation = {
	provider: gusto,
	resource: { name: 'Company', value: 'company' },
	option: {
		name: 'Create Partner Managed',
		value: 'createPartnerManaged',
		action: 'Create partner managed company',
		description: 'Create a new company that runs payroll in your own product (Gusto Embedded)',
	},
	request: { method: 'POST', url: '/v1/partner_managed_companies' },
	noun: 'company',
	verb: 'create',
	repeat: 'never',
	fields,
	checks: { ...versionCheck, 'user.email': email },
	label: ['company.name'],
	id: 'company_uuid',
	howToCheck: 'Look for the company in the Gusto Developer Portal',
	existing: existingByEmail(
		'Gusto has no search for companies. If the administrator email is already taken, Gusto may reject it, even if another company uses it, or create another company with the same administrator',
	),
	secretOutput: ['access_token', 'refresh_token'],
	output: withCustomer,
	shape: setVersion,
};
