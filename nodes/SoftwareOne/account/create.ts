import FormData from 'form-data';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { isEmpty, textOf } from '../../shared/values';
import { softwareOne } from '../provider';
import { accountAddress, accountChecks, accountDetails, accountName, groupsById } from './fields';

const fields: INodeProperties[] = [
	{
		displayName: 'An account can never be deleted, only disabled, and its type stays as it is',
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
			{ name: 'Client', value: 'Client', description: 'A customer who buys' },
			{ name: 'Operations', value: 'Operations', description: 'A company that runs the marketplace. SoftwareOne may turn this down.' },
			{ name: 'Vendor', value: 'Vendor', description: 'A company that sells' },
		],
		required: true,
		default: 'Client',
		description: "What the account is for. It can't be changed later.",
		routing: { send: { type: 'body', property: 'type' } },
	},
	accountAddress,
	{
		displayName: 'Logo Input Field',
		name: 'logo',
		type: 'string',
		default: '',
		placeholder: 'e.g. data',
		hint: 'Leave it empty to create the account without a logo',
		description: 'Name of the field of the incoming item that holds the picture file',
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

export const createAccount: Operation = {
	provider: softwareOne,
	request: { method: 'POST', url: '/public/v1/accounts/accounts' },
	noun: 'account',
	verb: 'create',
	repeat: 'never',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['create'] } }, fields),
	checks: accountChecks,
	label: ['name'],
	howToCheck: 'Look for the account in the SoftwareOne Marketplace, since an account can never be deleted,',
	shape(request, issues) {
		const body = request.body as IDataObject;
		groupsById(body);
		if (body.eligibility && !isEmpty(body.eligibility) && body.type !== 'Client') {
			issues.push({ field: 'May Order as Client', text: 'and \'May Order as Partner\' are only for accounts of type Client' });
		}
		const logo = textOf(this.getNodeParameter('logo', ''));
		if (logo && !this.getInputData().binary?.[logo]) {
			const there = Object.keys(this.getInputData().binary ?? {});
			issues.push({ field: 'Logo Input Field', text: `names '${logo}', but the item has ${there.length ? `only the files ${there.join(', ')}` : 'no file'}` });
		}
	},
	async before(request) {
		const logo = textOf(this.getNodeParameter('logo', ''));
		if (!logo) return undefined;
		const { fileName, mimeType } = this.helpers.assertBinaryData(logo);
		const form = new FormData();
		form.append('account', JSON.stringify(request.body), { contentType: 'application/json' });
		form.append('logo', await this.helpers.getBinaryDataBuffer(logo), { filename: fileName ?? 'logo', contentType: mimeType });
		// As a buffer the body can be sent again; a form is a stream, which can't.
		request.body = form.getBuffer();
		request.headers = { ...request.headers, ...form.getHeaders() };
		delete request.headers['Content-Type'];
		return undefined;
	},
};
