import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { createPartnerManaged } from './createPartnerManaged';
import { provisionCompany } from './provision';

export const companyDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['company'] } },
		options: [
			{
				name: 'Create Partner Managed',
				value: 'createPartnerManaged',
				action: 'Create partner managed company',
				description: 'Create a new company whose payroll your own product runs (Gusto Embedded)',
				routing: route(createPartnerManaged),
			},
			{
				name: 'Provision',
				value: 'provision',
				action: 'Provision company',
				description: 'Create a new company and get the link with which the customer takes it over (the usual way)',
				routing: route(provisionCompany),
			},
		],
		default: 'provision',
	},
	...provisionCompany.fields,
	...createPartnerManaged.fields,
];
