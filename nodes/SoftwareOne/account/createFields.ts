import type { INodeProperties } from 'n8n-workflow';
import { accountAddress, accountDetails, accountName } from './fields';

export const createFields: INodeProperties[] = [
	{
		displayName:
			"You can't delete an account, only disable it. You also can't change its type later.",
		name: 'permanentNotice',
		type: 'notice',
		default: '',
	},
	accountName,
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: [
			{ name: 'Client', value: 'Client', description: 'A customer that buys on the marketplace' },
			{
				name: 'Operations',
				value: 'Operations',
				description: 'A company that operates the marketplace. SoftwareOne may reject this type.',
			},
			{ name: 'Vendor', value: 'Vendor', description: 'A company that sells on the marketplace' },
		],
		required: true,
		default: 'Client',
		description: 'The type of account to create',
		routing: { send: { type: 'body', property: 'type' } },
	},
	accountAddress,
	{
		displayName: 'Input Binary Field',
		name: 'logo',
		type: 'string',
		default: '',
		placeholder: 'e.g. data',
		hint: 'The name of the input field containing the binary file data of the logo',
		description:
			'The input field that contains the logo. Leave empty to create the account without a logo.',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: accountDetails,
	},
];
