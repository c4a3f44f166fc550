/** What a user does with each node, as data. To cover another node, add a row. */
import { tealScenarios, tealUsers } from '../../sandbox/providers/teal.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { Form } from './editor.mts';

export interface NodeStory {
	/** Folder for its pictures. */
	slug: string;
	/** Its name in the editor. */
	name: string;
	/** Search terms that find it, besides its name. */
	searches: string[];
	/** The credentials, each with an action of the node that needs it. */
	credentials: Array<{
		type: string;
		action: string;
		/** The sign-in method to select in the credential's window, if the node has several. */
		way?: string;
		/** The provider's test environment, if the credential has a choice. */
		environment?: string;
		/** Matches the message for a wrong value. */
		refusal: RegExp;
	}>;
	/** A run that succeeds. */
	run: { action: string; fill: (form: Form) => Promise<void>; headings: string[]; cell: string };
	/** The same form with a value that the provider rejects. */
	rejection: { fill: (form: Form) => Promise<void>; says: RegExp };
	/** Runs of all other operations, in this order, and text that a heading or cell of the table then shows. */
	others: Array<{ action: string; fill?: (form: Form) => Promise<void>; shows: string }>;
	/** A list that is searched by typing. */
	list?: {
		action: string;
		before?: (form: Form) => Promise<void>;
		parameter: string;
		words: string;
		entry: string | RegExp;
	};
	/** Its pictures represent all nodes where those look alike. */
	shown?: boolean;
	/** Creates what lists and runs need. */
	prepare?: (sandbox: Sandbox) => void;
}

/** Selects from a list by typing part of the entry. */
async function pick(form: Form, parameter: string, words: string): Promise<void> {
	await form.search(parameter, words, words);
	await form.take(words);
}

export const stories: NodeStory[] = [
	{
		slug: 'checkr',
		name: 'Checkr',
		shown: true,
		searches: ['background check', 'screening'],
		credentials: [
			{
				type: 'checkrApi',
				environment: 'Staging',
				action: 'Create account',
				refusal: /Checkr did not accept this API key in the selected environment\. Check both\./,
			},
		],
		run: {
			action: 'Create account',
			async fill(form) {
				await form.type('clientId', '56269e3411a549fd07ed8d92');
				await form.type('name', 'Acme Corporation');
				await form.type('fullName', 'Jeanette Hughes');
				await form.type('email', 'jeanette.hughes@acme.example.com');
				await form.type('street', '123 Main Street');
				await form.type('city', 'San Francisco');
				await form.choose('state', 'California');
				await form.type('zipcode', '94107');
				await form.type('taxId', '123456789');
			},
			headings: ['id', 'name', 'purpose'],
			cell: 'Acme Corporation',
		},
		rejection: {
			fill: async (form) => await form.type('taxId', '12-34567'),
			says: /^Checkr did not create account 'Acme Corporation': company\.tax_id is invalid\nCorrect 'Tax ID \(EIN\)' in the form or in your data/,
		},
		others: [
			{ action: 'Get account', shows: 'available_screenings' },
			{ action: 'Get many packages', shows: 'Package 1' },
		],
		list: {
			action: 'Create account',
			before: async (form) => await form.add('Add Company Detail', 'Industry'),
			parameter: 'industry',
			words: 'food',
			entry: 'Accommodation and Food Services (72)',
		},
		prepare: (sandbox) => sandbox.seed('checkr', 4),
	},
	{
		slug: 'gusto',
		name: 'Gusto',
		searches: ['payroll', 'salary'],
		credentials: [
			{
				type: 'gustoSystemApi',
				environment: 'Demo',
				action: 'Create partner managed company',
				refusal: /Gusto .+\./,
			},
			{
				type: 'gustoApi',
				environment: 'Demo',
				action: 'Create legacy account',
				refusal: /Gusto .+\./,
			},
		],
		run: {
			action: 'Provision company',
			async fill(form) {
				await form.type('companyName', "Frank's Walrus Emporium");
				await form.type('firstName', 'Frank');
				await form.type('lastName', 'Ocean');
				await form.type('email', 'frank@walrus.example.com');
			},
			headings: ['account_claim_url'],
			cell: 'https://',
		},
		rejection: {
			async fill(form) {
				await form.type('companyName', 'Walrus Catering');
				await form.choose('ifExists', 'Fail');
			},
			says: /^Gusto did not create company 'Walrus Catering': .*[Ee]mail has already been taken/,
		},
		others: [
			{
				action: 'Create partner managed company',
				async fill(form) {
					await form.type('companyName', 'Green Valley Farms');
					await form.type('firstName', 'Dana');
					await form.type('lastName', 'Reyes');
					await form.type('email', 'dana@greenvalley.example.com');
				},
				shows: 'company_uuid',
			},
			{ action: 'Get token info', shows: 'scope' },
			{
				action: 'Create legacy account',
				async fill(form) {
					await form.type('companyName', 'Pine Street Books');
					await form.type('firstName', 'Ines');
					await form.type('lastName', 'Pine');
					await form.type('email', 'ines@pinestreet.example.com');
					await form.choose('states', 'California');
				},
				shows: 'authorization_code',
			},
		],
	},
	{
		slug: 'teal',
		name: 'Teal',
		searches: ['payroll', 'payslip'],
		credentials: [
			{
				type: 'tealApi',
				environment: 'Sandbox',
				action: 'Create account',
				way: 'API Key',
				refusal: /Teal .+\./,
			},
			{
				type: 'tealMemberApi',
				environment: 'Sandbox',
				action: 'Get many users',
				way: 'Member Sign-In',
				refusal: /Teal .+\./,
			},
		],
		run: {
			action: 'Create account',
			async fill(form) {
				await form.search('userId', 'Sarah', 'Sarah Chen');
				await form.take('Sarah Chen');
				await form.search('payrollProvider', 'quick', /QuickBooks/i);
				await form.take(/QuickBooks/i);
			},
			headings: ['account_id'],
			cell: '',
		},
		rejection: {
			fill: async (form) => await form.type('userName', 'wrong_username'),
			says: /^Teal did not create account .*: The user name is not known at the payroll provider/,
		},
		others: [
			{ action: 'Get many payroll providers', shows: 'QuickBooks' },
			{
				action: 'Create user',
				async fill(form) {
					await form.type('forename', 'Nathan');
					await form.type('surname', 'Smith');
					await form.type('dateOfBirth', '1990-04-22 00:00:00', '1990-04-22T00:00:00');
					await form.type('postCodes', 'SW1A 1AA, E1 6PG');
				},
				shows: 'user_id',
			},
			{ action: 'Get many users', shows: 'Chen' },
			{
				action: 'Get user',
				fill: async (form) => await pick(form, 'userId', 'James'),
				shows: "O'Connor",
			},
			{
				action: 'Create authorisation',
				async fill(form) {
					await pick(form, 'userId', 'James');
					await form.type('userAgent', 'Mozilla/5.0');
				},
				shows: 'active',
			},
			{
				action: 'Get many authorisations',
				fill: async (form) => await pick(form, 'userId', 'James'),
				shows: 'active',
			},
			{
				action: 'Get many accounts',
				fill: async (form) => await pick(form, 'userId', 'Sarah'),
				shows: 'quickbooks',
			},
			{
				action: 'Get account',
				async fill(form) {
					await pick(form, 'userId', 'Sarah');
					await pick(form, 'accountId', 'quickbooks');
				},
				shows: 'quickbooks',
			},
			{
				action: 'Submit MFA answer',
				async fill(form) {
					await pick(form, 'userId', 'Sarah');
					await pick(form, 'accountId', 'hero');
					await form.type('mfa', String(tealScenarios.happy_mfa.answer));
				},
				shows: 'Authorised',
			},
			{
				action: 'Delete account',
				async fill(form) {
					await pick(form, 'userId', 'Sarah');
					await pick(form, 'accountId', 'hero');
				},
				shows: 'deleted',
			},
			{
				action: 'Revoke authorisation',
				async fill(form) {
					await pick(form, 'userId', 'James');
					await pick(form, 'authorisationId', 'Accepted on');
				},
				shows: 'revoked',
			},
			{
				action: 'Delete user',
				fill: async (form) => await pick(form, 'userId', 'James'),
				shows: 'deleted',
			},
		],
		list: { action: 'Create account', parameter: 'payrollProvider', words: 'adp', entry: 'ADP' },
		// An account that is waiting for the user's MFA answer.
		prepare: ({ books }) =>
			books.teal.accounts.push({
				account_id: '00000003-0000-4000-8000-000000000000',
				user_id: tealUsers[0].userId,
				payroll_provider: 'hero',
				user_name: 'happy_mfa',
				status: 'PENDING',
				created_at: '2026-01-01T00:00:00.000Z',
				mfa_enabled: true,
			}),
	},
	{
		slug: 'softwareone',
		name: 'SoftwareOne',
		searches: ['marketplace', 'licenses'],
		credentials: [
			{ type: 'softwareOneApi', action: 'Create account', refusal: /SoftwareOne .+\./ },
		],
		run: {
			action: 'Create account',
			async fill(form) {
				await form.type('name', 'Alpine Outfitters');
				await form.type('addressLine1', 'Bahnhofstrasse 12');
				await form.type('postCode', '8001');
				await form.type('city', 'Zürich');
				await form.search('country', 'switz', 'Switzerland (CH)');
				await form.take('Switzerland (CH)');
			},
			headings: ['id', 'name'],
			cell: 'Alpine Outfitters',
		},
		rejection: {
			async fill(form) {
				await form.type('name', 'Glacier Outfitters');
				await form.choose('type', 'Operations');
			},
			says: /^SoftwareOne did not create account 'Glacier Outfitters': .*An account of type Operations cannot be created/,
		},
		others: [
			{
				action: 'Get account',
				fill: async (form) => await pick(form, 'accountId', '000007'),
				shows: 'Customer 000007',
			},
			{ action: 'Get many accounts', shows: 'Customer 000001' },
			{
				action: 'Update account',
				async fill(form) {
					await pick(form, 'accountId', '000009');
					await form.type('name', 'Renamed Outfitters');
				},
				shows: 'Renamed Outfitters',
			},
			{
				action: 'Disable account',
				fill: async (form) => await pick(form, 'accountId', '000008'),
				shows: 'Disabled',
			},
			{
				action: 'Enable account',
				fill: async (form) => await pick(form, 'accountId', '000008'),
				shows: 'Customer 000008',
			},
		],
		list: {
			action: 'Get account',
			parameter: 'accountId',
			words: '000007',
			entry: 'Customer 000007',
		},
		prepare: (sandbox) => sandbox.seed('softwareone', 30),
	},
	{
		slug: 'yardstik',
		name: 'Yardstik',
		searches: ['background check', 'subaccount'],
		credentials: [
			{
				type: 'yardstikApi',
				environment: 'Staging',
				action: 'Create subaccount',
				refusal: /Yardstik did not accept this API key in the selected environment\. Check both\./,
			},
		],
		run: {
			action: 'Create subaccount',
			async fill(form) {
				await form.type('accountName', 'Maple Staffing');
				await form.type('firstName', 'Grace');
				await form.type('lastName', 'Kim');
				await form.type('emailAddress', 'grace@maplestaffing.example.com');
				await form.type('line1', '900 Nicollet Mall');
				await form.type('city', 'Minneapolis');
				await form.choose('state', 'Minnesota');
				await form.type('zipCode', '55401');
				await pick(form, 'permissiblePurposeId', 'Employment');
			},
			headings: ['creation_status', 'id', 'account_name'],
			cell: 'Maple Staffing',
		},
		rejection: {
			async fill(form) {
				await form.type('accountName', 'Birch Staffing');
				await form.enterId('permissiblePurposeId', '497f6eca-6276-4993-bfeb-53cbbbba6f08');
			},
			says: /^Yardstik did not create subaccount 'Birch Staffing': .*not a purpose of this platform/,
		},
		others: [
			{
				action: 'Get subaccount',
				fill: async (form) => await pick(form, 'subaccountId', '000007'),
				shows: 'Customer 000007',
			},
			{ action: 'Get many subaccounts', shows: 'Customer 000001' },
			{ action: 'Get many packages', shows: 'Basic Criminal' },
		],
		list: {
			action: 'Get subaccount',
			parameter: 'subaccountId',
			words: '000007',
			entry: 'Customer 000007',
		},
		prepare: (sandbox) => sandbox.seed('yardstik', 30),
	},
];
