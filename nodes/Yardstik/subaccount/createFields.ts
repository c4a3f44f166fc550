import type { INodeProperties } from 'n8n-workflow';
import { addressGroup } from '../../shared/form/address';
import { listedOrTyped } from '../../shared/form/fields';
import { usStatesOrNone } from '../../shared/form/states';

const address = addressGroup(
	{
		displayName: 'Address',
		name: 'address',
		description: 'The address of the company. Yardstik may reject a subaccount without one.',
	},
	[
		{
			displayName: 'Address Line 1',
			name: 'line1',
			path: 'address.line1',
			placeholder: 'e.g. 123 Main Street',
		},
		{
			displayName: 'Address Line 2',
			name: 'line2',
			path: 'address.line2',
			placeholder: 'e.g. Suite 200',
		},
		{
			displayName: 'City',
			name: 'city',
			path: 'address.city',
			placeholder: 'e.g. Minneapolis',
		},
		{
			displayName: 'State',
			name: 'state',
			path: 'address.state',
			type: 'options',
			default: '',
			options: usStatesOrNone,
			description: 'Use an expression to set any other two-letter code',
		},
		{
			displayName: 'ZIP Code',
			name: 'zipCode',
			path: 'address.zip_code',
			placeholder: 'e.g. 55401',
		},
	],
);

const main: INodeProperties[] = [
	{
		displayName:
			"The owner signs the subaccount's legal documents. The output can contain live API tokens. Store them in a safe place, not in a table or an email.",
		name: 'tokensNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Account Name',
		name: 'accountName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Acme Corporation',
		description:
			'The name of the subaccount. Yardstik recognizes an existing subaccount by its name.',
		routing: { send: { type: 'body', property: 'account_name' } },
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
		description: "The email address of the person who signs the subaccount's legal documents",
		routing: { send: { type: 'body', property: 'email_address' } },
	},
	{
		displayName: 'Permissible Purpose',
		name: 'permissiblePurposeId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description:
			"What the subaccount runs background checks for. Required unless you add account packages. You can add more purposes under 'Additional Fields'.",
		...listedOrTyped(
			'searchPermissiblePurposes',
			'a permissible purpose',
			'e.g. 497f6eca-6276-4993-bfeb-53cbbbba6f08',
		),
		routing: { send: { type: 'body', property: 'permissible_purpose_id' } },
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
				"The packages of your platform account to create for the subaccount. If you also set permissible purposes, include the purpose of each package. Yardstik doesn't document the format of packages, so the node sends each as an object with its ID. If Yardstik rejects that, use 'Account Packages (JSON)'. Choose from the list, or specify IDs using an <a href=\"https://docs.n8n.io/code/expressions/\">expression</a>.",
		},
		{
			displayName: 'Account Packages (JSON)',
			name: 'accountPackages',
			type: 'json',
			default: '',
			placeholder: 'e.g. the JSON that Yardstik gave you',
			description:
				"The packages as a JSON array, used instead of the selected packages. Yardstik's public documentation doesn't describe the format, so ask Yardstik for it.",
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
			description: 'Additional information about the company',
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
			description:
				"The phone number that Yardstik uses to verify the business, starting with + and the country code. Candidates don't see it.",
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
			description: 'Whether to create an API key for the subaccount',
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
			placeholder: 'e.g. LLC',
			description:
				"The legal form of the company. Yardstik accepts only certain values, but its public documentation doesn't list them.",
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
			displayName: 'Permissible Purpose Names or IDs',
			name: 'permissiblePurposeIds',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getPermissiblePurposes' },
			default: [],
			description:
				'Additional purposes. If you also add account packages, the purposes must match those of the packages. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			routing: { send: { type: 'body', property: 'permissible_purpose_ids' } },
		},
		{
			displayName: 'State of Incorporation',
			name: 'stateOfIncorporation',
			type: 'options',
			options: usStatesOrNone,
			default: '',
			description:
				'The state where the company was incorporated. Use an expression to send any other value.',
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
			description: 'The support phone number, starting with + and the country code',
			routing: { send: { type: 'body', property: 'support_phone' } },
		},
		{
			displayName: 'Tax ID (EIN)',
			name: 'ein',
			type: 'string',
			default: '',
			placeholder: 'e.g. 123456789',
			description: 'The Employer Identification Number (EIN) of the company',
			routing: { send: { type: 'body', property: 'ein' } },
		},
		{
			displayName: 'Tech Email',
			name: 'techEmailAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. tech@example.com',
			description: 'The email address for technical messages',
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

export const createFields: INodeProperties[] = [...main, additional];
