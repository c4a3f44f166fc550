import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { each, email, state, uuid } from '../../shared/checks';
import { Failure } from '../../shared/failure';
import { usStatesOrNone } from '../../shared/fields';
import { readList } from '../../shared/paging';
import type { Operation } from '../../shared/types';
import { isEmpty, isObject } from '../../shared/values';
import { yardstik, yardstikPages } from '../provider';
import { phone } from './fields';

const address: INodeProperties = {
	displayName: 'Address',
	name: 'address',
	type: 'collection',
	placeholder: 'Add Address Field',
	// All of them are there from the start. n8n can't do that for a fixed collection: its editor trips over the default.
	default: { line1: '', line2: '', city: '', state: '', zipCode: '' },
	description: 'Address of the company. Yardstik may turn down a subaccount without one.',
	options: [
		{
			displayName: 'Address Line 1',
			name: 'line1',
			type: 'string',
			default: '',
			placeholder: 'e.g. 123 Main Street',
			routing: { send: { type: 'body', property: 'address.line1' } },
		},
		{
			displayName: 'Address Line 2',
			name: 'line2',
			type: 'string',
			default: '',
			placeholder: 'e.g. Suite 200',
			routing: { send: { type: 'body', property: 'address.line2' } },
		},
		{
			displayName: 'City',
			name: 'city',
			type: 'string',
			default: '',
			placeholder: 'e.g. Minneapolis',
			routing: { send: { type: 'body', property: 'address.city' } },
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
			name: 'zipCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 55401',
			routing: { send: { type: 'body', property: 'address.zip_code' } },
		},
	],
};

const required: INodeProperties[] = [
	{
		displayName: 'Account Name',
		name: 'accountName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Acme Corporation',
		description: 'Name of the subaccount. Yardstik tells subaccounts apart by it.',
		routing: { send: { type: 'body', property: 'account_name' } },
	},
	{
		displayName: 'When the Name Already Exists',
		name: 'whenNameExists',
		type: 'options',
		options: [
			{
				name: 'Leave Untouched',
				value: 'leave',
				description: 'Look for the name first, and return the existing subaccount without changing it',
			},
			{
				name: 'Refresh and Return',
				value: 'refresh',
				description: 'Return the existing subaccount with a new API token, as Yardstik does by itself',
			},
		],
		default: 'refresh',
		description: 'What to do if there is a subaccount of that name',
	},
	{
		displayName: 'If the name exists, Yardstik gives that subaccount a new API token. Whatever uses its present token may stop working.',
		name: 'refreshNotice',
		type: 'notice',
		displayOptions: { show: { whenNameExists: ['refresh'] } },
		default: '',
	},
	{
		displayName: 'The result may hold live API tokens. Hand them on to a safe place, and do not write them into a table or an email.',
		name: 'tokensNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'The owner signs the legal documents of the subaccount, and Yardstik emails this person.',
		name: 'ownerNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Owner First Name',
		name: 'firstName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Nathan',
		routing: { send: { type: 'body', property: 'first_name' } },
	},
	{
		displayName: 'Owner Last Name',
		name: 'lastName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Smith',
		routing: { send: { type: 'body', property: 'last_name' } },
	},
	{
		displayName: 'Owner Email',
		name: 'emailAddress',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'Yardstik writes to this address about the legal documents',
		routing: { send: { type: 'body', property: 'email_address' } },
	},
	{
		displayName: 'Permissible Purpose Names or IDs',
		name: 'permissiblePurposeIds',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getPermissiblePurposes' },
		default: [],
		description:
			'What the subaccount may run background checks for: at least one, unless account packages are given. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		routing: { send: { type: 'body', property: 'permissible_purpose_ids' } },
	},
	address,
];

const additional: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [
		{
			displayName: 'Account Package Names or IDs',
			name: 'accountPackageIds',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getAccountPackages' },
			default: [],
			description:
				'Packages of your platform account that the subaccount gets too. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Account Packages (JSON)',
			name: 'accountPackages',
			type: 'json',
			default: '',
			placeholder: 'e.g. a list from Yardstik',
			description: 'The packages as Yardstik told you to send them, in place of the list. Their form is not in the public documentation.',
			routing: { send: { type: 'body', property: 'account_packages' } },
		},
		{
			displayName: 'Actions Email',
			name: 'actionsEmailAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. actions@example.com',
			routing: { send: { type: 'body', property: 'actions_email_address' } },
		},
		{
			displayName: 'Additional Company Info',
			name: 'additionalCompanyInfo',
			type: 'string',
			default: '',
			placeholder: 'e.g. Franchise of Acme Holding',
			description: 'Anything else that Yardstik should know about the company',
			routing: { send: { type: 'body', property: 'additional_company_info' } },
		},
		{
			displayName: 'Billing Contact First Name',
			name: 'billingContactFirstName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Alex',
			routing: { send: { type: 'body', property: 'billing_contact_first_name' } },
		},
		{
			displayName: 'Billing Contact Last Name',
			name: 'billingContactLastName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Miller',
			routing: { send: { type: 'body', property: 'billing_contact_last_name' } },
		},
		{
			displayName: 'Billing Email',
			name: 'billingEmail',
			type: 'string',
			default: '',
			placeholder: 'e.g. billing@example.com',
			routing: { send: { type: 'body', property: 'billing_email' } },
		},
		{
			displayName: 'Company Phone Number',
			name: 'companyPhoneNumber',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155552671',
			description: 'Starts with + and the country code. Used to verify the business, never shown to candidates.',
			routing: { send: { type: 'body', property: 'company_phone_number' } },
		},
		{
			displayName: 'Compliance Email',
			name: 'complianceEmailAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. compliance@example.com',
			routing: { send: { type: 'body', property: 'compliance_email_address' } },
		},
		{
			displayName: 'Create API Key',
			name: 'createApiKey',
			type: 'boolean',
			default: true,
			description: 'Whether Yardstik makes an API key for the new subaccount',
			routing: { send: { type: 'body', property: 'create_api_key' } },
		},
		{
			displayName: 'Legal Business Name',
			name: 'legalBusinessName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Acme Corporation Inc.',
			routing: { send: { type: 'body', property: 'legal_business_name' } },
		},
		{
			displayName: 'Legal Entity Type',
			name: 'legalEntityType',
			type: 'string',
			default: '',
			placeholder: 'e.g. llc',
			description: "Legal form of the company in Yardstik's own words, which its public documentation does not list",
			routing: { send: { type: 'body', property: 'legal_entity_type' } },
		},
		{
			displayName: 'Owner Title',
			name: 'ownerTitle',
			type: 'string',
			default: '',
			placeholder: 'e.g. Chief Executive Officer',
			routing: { send: { type: 'body', property: 'owner_title' } },
		},
		{
			displayName: 'Permissible Purpose ID',
			name: 'permissiblePurposeId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 497f6eca-6276-4993-bfeb-53cbbbba6f08',
			description: 'A single purpose by its ID, if it is not in the list above',
			routing: { send: { type: 'body', property: 'permissible_purpose_id' } },
		},
		{
			displayName: 'State of Incorporation',
			name: 'stateOfIncorporation',
			type: 'options',
			options: usStatesOrNone,
			default: '',
			description: 'State in which the company was founded. An expression can give any text.',
			routing: { send: { type: 'body', property: 'state_of_incorporation' } },
		},
		{
			displayName: 'Support Email',
			name: 'supportEmailAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. support@example.com',
			routing: { send: { type: 'body', property: 'support_email_address' } },
		},
		{
			displayName: 'Support Phone',
			name: 'supportPhone',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155552671',
			description: 'Starts with + and the country code',
			routing: { send: { type: 'body', property: 'support_phone' } },
		},
		{
			displayName: 'Tax ID (EIN)',
			name: 'ein',
			type: 'string',
			default: '',
			placeholder: 'e.g. 123456789',
			description: 'Employer Identification Number (EIN) of the company',
			routing: { send: { type: 'body', property: 'ein' } },
		},
		{
			displayName: 'Tech Email',
			name: 'techEmailAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. tech@example.com',
			description: 'Address for technical messages',
			routing: { send: { type: 'body', property: 'tech_email_address' } },
		},
		{
			displayName: 'Website',
			name: 'url',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://www.example.com',
			routing: { send: { type: 'body', property: 'url' } },
		},
	],
};

export const createSubaccount: Operation = {
	provider: yardstik,
	request: { method: 'POST', url: '/sub_accounts' },
	noun: 'subaccount',
	verb: 'create',
	// A second request with the same name gives back the subaccount that the first one made.
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['subaccount'], operation: ['create'] } }, [...required, additional]),
	checks: {
		email_address: email,
		actions_email_address: email,
		billing_email: email,
		compliance_email_address: email,
		support_email_address: email,
		tech_email_address: email,
		company_phone_number: phone,
		support_phone: phone,
		permissible_purpose_id: uuid,
		permissible_purpose_ids: each(uuid),
		'address.state': state,
		// Its values are not documented: any text may be right.
		state_of_incorporation: () => undefined,
		account_packages: (value) => (Array.isArray(value) && value.every(isObject) ? undefined : 'must be a list of objects in square brackets, such as [{"id": "1"}]'),
	},
	label: ['account_name'],
	// Two items of one name at once would both find it free, and the second one would refresh the first one's token.
	oneByOne: 'account_name',
	howToCheck: 'Look for the subaccount in the Yardstik dashboard',
	shape(request, issues) {
		const body = request.body as IDataObject;
		// The document requires `address`, but shows an empty one.
		body.address ??= {};
		const picked = this.getNodeParameter('additionalFields.accountPackageIds', []);
		const ids = (typeof picked === 'string' ? picked.split(',') : [picked].flat()).map((id) => String(id).trim()).filter((id) => id !== '');
		if (isEmpty(body.account_packages) && ids.length > 0) body.account_packages = ids.map((id) => ({ id }));
		if (['permissible_purpose_ids', 'permissible_purpose_id', 'account_packages'].every((name) => isEmpty(body[name]))) {
			issues.push({ field: 'Permissible Purpose Names or IDs', text: 'needs at least one purpose, unless account packages are given' });
		}
	},
	async before(request, exchange) {
		if (this.getNodeParameter('whenNameExists', 'refresh') !== 'leave') return undefined;
		const { account_name } = request.body as IDataObject;
		const list = { ...request, method: 'GET' as const, url: '/sub_accounts', body: undefined };
		const named = { ...list, qs: { 'query[account_name_eq]': account_name } };
		// The filter follows the documented pattern, but is not documented itself: without it, the whole list is read.
		const found = await readList(yardstikPages, named, exchange, Infinity).catch(async (failure) => {
			if (failure instanceof Failure && failure.status && ![401, 403, 429].includes(failure.status)) return await readList(yardstikPages, list, exchange, Infinity);
			throw failure;
		});
		const existing = found.find((subaccount) => subaccount.account_name === account_name);
		return existing && { creation_status: 'already_existed', ...existing };
	},
	output(record, { statusCode }, repeated) {
		const existed = repeated ? 'created_or_already_existed' : 'already_existed';
		return { creation_status: statusCode === 201 ? 'created' : existed, ...record };
	},
};
