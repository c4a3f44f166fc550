import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { email } from '../../shared/checks';
import type { Operation } from '../../shared/types';
import { administrator, apiVersion, companyDetails, companyName, setVersion, versionCheck } from '../fields';
import { gusto } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'Only for products that run the payroll themselves (Gusto Embedded). Otherwise choose the operation Provision.',
		name: 'embeddedNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'The result holds live tokens of the new company. Hand them on to a safe place, and do not write them into a table or an email.',
		name: 'tokensNotice',
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
				description: 'Whether the company only pays contractors and has no employees',
				routing: { send: { type: 'body', property: 'company.contractor_only' } },
			},
			companyDetails.ein,
			companyDetails.tradeName,
		],
	},
];

export const createPartnerManaged: Operation = {
	provider: gusto,
	request: { method: 'POST', url: '/v1/partner_managed_companies' },
	noun: 'company',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['company'], operation: ['createPartnerManaged'] } }, fields),
	checks: { ...versionCheck, 'user.email': email },
	label: ['company.name'],
	id: 'company_uuid',
	howToCheck: 'Look for the company in your Gusto developer portal',
	shape: setVersion,
};
