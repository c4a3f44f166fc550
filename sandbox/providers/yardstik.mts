import { assignChecked, existing, isFlag, isText, oneOf } from '../changes.mts';
import { newYardstikHooks, yardstikHookHandlers, type YardstikHooks } from '../events/yardstik.mts';
import { Rejection, type ProviderSandbox } from '../types.mts';
import { pageOf } from './checkr.mts';

export const yardstikKey = 'sandbox-yardstik-key';

/** The purposes of the sandbox's platform account. */
export const yardstikPurposes = [
	{
		id: '5f3c9c1e-7a51-4a6e-9f0b-2d1c8e4b7a60',
		name: 'Employment',
		default: 'true',
		required_signed_documents: 'Service Agreement',
		signed_documents: '',
	},
	{
		id: '0b8e7c58-0e5a-4d0e-9f0b-5f5f3c0e7a02',
		name: 'Tenant Screening',
		default: 'false',
		required_signed_documents: '',
		signed_documents: '',
	},
	{
		id: '0b8e7c58-0e5a-4d0e-9f0b-5f5f3c0e7a03',
		name: 'Volunteering',
		default: 'false',
		required_signed_documents: '',
		signed_documents: '',
	},
];

type Subaccount = Record<string, unknown> & {
	id: string;
	account_name: string;
	created_at: string;
};

export interface YardstikState extends YardstikHooks {
	/** Every subaccount, in order of creation. */
	subaccounts: Subaccount[];
	byName: Map<string, Subaccount>;
	byId: Map<string, Subaccount>;
	/** How often each subaccount's API token was refreshed, by subaccount ID. */
	refreshed: Map<string, number>;
	/** Whether lists are returned as an array inside an array, which the documentation shows once. */
	nestedData: boolean;
	/** Whether a single subaccount includes its status, which is undocumented. */
	statusInGet: boolean;
	/** What the undocumented filter by name does: 'ignored' returns the whole list, 'rejected' a 400. */
	nameFilter: 'works' | 'ignored' | 'rejected';
}

const packages = [
	{
		id: '6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01',
		package_id: '1',
		package: 'Basic Criminal',
		name: 'Basic Criminal',
		package_system_name: 'basic',
		action_type: 'report',
		screenings: ['county_criminal'],
		intake_fields: ['ssn'],
	},
	{
		id: '6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d02',
		package_id: '2',
		package: 'Continuous',
		name: 'Continuous Criminal',
		package_system_name: 'continuous',
		action_type: 'monitor',
		screenings: ['criminal_monitoring'],
		intake_fields: [],
	},
];

/** The purpose of each package, by package ID. No response includes it. */
const purposeByPackage = new Map(packages.map(({ id }) => [id, yardstikPurposes[0].id]));

const configurations = {
	client_app: { disable_invite_button: false },
	sub_accounts: { receive_webhooks: true },
	managed_adverse_action: 'disabled',
	allow_candidate_consented: 'disabled',
};

const rights = [
	'view:reports',
	'create:reports',
	'view:candidates',
	'view:invitations',
	'create:api_tokens',
	'create:candidates',
	'create:web_tokens',
	'create:invitations',
	'create:sub_accounts',
	'create:account_webhooks',
];
const features = Object.fromEntries(
	rights.map((right) => [right, right !== 'create:sub_accounts']),
);

const platform = {
	id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
	account_name: 'Sandbox Platform',
	first_name: 'Alex',
	last_name: 'Miller',
	email_address: 'owner@example.com',
	status: 'active',
	created_at: '2020-01-07T00:00:00.000Z',
	configurations,
	features: { ...features, 'create:sub_accounts': true },
	permissible_purposes: yardstikPurposes,
};

/** An ID that depends only on the number. */
const idAt = (number: number) => `497f6eca-6276-4993-bfeb-${number.toString(16).padStart(12, '0')}`;

type Given = Record<string, unknown> & { account_name: string };

/** The purposes that a request names explicitly. */
function purposesOf(body: Given): string[] {
	return [
		...((body.permissible_purpose_ids as string[] | undefined) ?? []),
		...(body.permissible_purpose_id === undefined ? [] : [body.permissible_purpose_id as string]),
	];
}

/** The IDs of the packages in a request. Packages may also have a format that the sandbox can't read. */
function packagesOf(body: Given): string[] {
	return ((body.account_packages as Array<Record<string, unknown>> | undefined) ?? []).flatMap(
		({ id, account_package_id: other }) => [id ?? other ?? []].flat().map(String),
	);
}

/** Rejects a subaccount without a purpose, and purposes or packages that the platform doesn't have. */
function checkPurposes(body: Given): void {
	const unprocessable = (path: string, message: string) => new Rejection(422, { path, message });
	const [purposes, given] = [purposesOf(body), packagesOf(body)];
	if (purposes.length === 0 && !(body.account_packages as unknown[] | undefined)?.length)
		throw unprocessable('permissible_purpose_ids', 'must have at least one permissible purpose');
	if (!purposes.every((id) => yardstikPurposes.some((purpose) => purpose.id === id)))
		throw unprocessable('permissible_purpose_ids', 'is not a purpose of this platform');
	if (!given.every((id) => purposeByPackage.has(id)))
		throw unprocessable('account_packages', 'is not a package of this platform');
	if (purposes.length > 0 && !given.every((id) => purposes.includes(purposeByPackage.get(id)!)))
		throw unprocessable(
			'permissible_purpose_ids',
			'must include the permissible purpose of each account package',
		);
}

function add(state: YardstikState, body: Given, createdAt: string): Subaccount {
	const id = idAt(state.subaccounts.length + 1);
	const purposes = [...purposesOf(body), ...packagesOf(body).map((id) => purposeByPackage.get(id))];
	const {
		permissible_purpose_ids: _ids,
		permissible_purpose_id: _id,
		account_packages: _packages,
		create_api_key: _key,
		address,
		...kept
	} = body;
	const subaccount: Subaccount = {
		id,
		...kept,
		owner_email: body.email_address,
		address: { id: `address-${id}`, ...(address as object), current: true },
		status: 'pending',
		created_at: createdAt,
		logo: '',
		meta: { entity: 'account' },
		permissible_purposes: yardstikPurposes.filter((purpose) => purposes.includes(purpose.id)),
	};
	state.subaccounts.push(subaccount);
	state.byName.set(subaccount.account_name, subaccount);
	state.byId.set(id, subaccount);
	return subaccount;
}

/** The subaccount fields in each documented response. */
const listed = [
	'id',
	'account_name',
	'first_name',
	'last_name',
	'owner_email',
	'email_address',
	'url',
	'tech_email_address',
	'support_email_address',
	'status',
];
const whole = [
	'id',
	'account_name',
	'first_name',
	'last_name',
	'email_address',
	'url',
	'tech_email_address',
	'support_email_address',
	'support_phone',
	'compliance_email_address',
	'actions_email_address',
	'address',
	'logo',
	'meta',
	'permissible_purposes',
];
const settings = [
	'company_phone_number',
	'additional_company_info',
	'owner_title',
	'legal_business_name',
	'state_of_incorporation',
	'ein',
	'legal_entity_type',
	'billing_contact_first_name',
	'billing_contact_last_name',
	'billing_email',
];

function shown(subaccount: Subaccount, fields: string[]): Record<string, unknown> {
	return Object.fromEntries(
		fields.filter((field) => field in subaccount).map((field) => [field, subaccount[field]]),
	);
}

/** Builds the check of a field's value, by predicate. */
const predicates: Record<string, (wanted: string) => (value: string) => boolean> = {
	// ISO times in UTC sort correctly as text.
	gteq(wanted) {
		const earliest = new Date(wanted).toISOString();
		return (value) => value >= earliest;
	},
	lteq(wanted) {
		const latest = new Date(wanted).toISOString();
		return (value) => value <= latest;
	},
};

/** The subaccounts that match all of Yardstik's `query[<field>_<predicate>]` filters. */
function filtered(
	state: YardstikState,
	{ account_name_eq: name, ...query }: Record<string, string | undefined>,
): Subaccount[] {
	if (name !== undefined && state.nameFilter === 'rejected')
		throw new Rejection(400, {
			path: 'query.account_name_eq',
			message: 'is not a filter of this list',
		});
	const named =
		name === undefined || state.nameFilter === 'ignored'
			? state.subaccounts
			: [state.byName.get(name) ?? []].flat();
	return Object.entries(query).reduce((found, [key, wanted = '']) => {
		const [, field, predicate] = /^(.+)_([a-z]+)$/.exec(key)!;
		const fits = predicates[predicate](wanted);
		return found.filter((subaccount) => fits(String(subaccount[field] ?? '')));
	}, named);
}

/** Sorts by creation time, which is the stored order, or by the text of another field. */
function ordered(found: Subaccount[], by: unknown): Subaccount[] {
	if (by === undefined || by === 'created_at') return found;
	const text = (subaccount: Subaccount) => String(subaccount[String(by)] ?? '');
	return [...found].sort((one, other) => text(one).localeCompare(text(other), 'en'));
}

/** Yardstik: creating an existing name returns the existing subaccount with a new token and status 200. */
export const yardstik: ProviderSandbox<YardstikState> = {
	name: 'yardstik',
	contract: 'yardstik.yaml',
	basePath: '',
	newState: () => ({
		subaccounts: [],
		byName: new Map(),
		byId: new Map(),
		refreshed: new Map(),
		nestedData: false,
		statusInGet: false,
		nameFilter: 'ignored',
		...newYardstikHooks(),
	}),
	seed(state, count) {
		for (let made = 0; made < count; made += 1) {
			const number = state.subaccounts.length + 1;
			const email = `owner${number}@example.com`;
			const body = {
				account_name: `Customer ${String(number).padStart(6, '0')}`,
				first_name: 'Nathan',
				last_name: `Smith ${number}`,
				email_address: email,
				url: 'https://www.example.com',
				tech_email_address: email,
				support_email_address: email,
				permissible_purpose_id: yardstikPurposes[0].id,
			};
			add(state, body, new Date(Date.UTC(2024, 0, 1) + number * 60_000).toISOString());
		}
	},
	security: {
		accountKey(request) {
			if (request.headers.authorization !== `Account ${yardstikKey}`)
				throw new Rejection(401, 'The API key is not valid');
			return true;
		},
	},
	switches: {
		nameFilter: oneOf('works', 'ignored', 'rejected'),
		nestedData: isFlag,
		statusInGet: isFlag,
		signs: isFlag,
		typeAs: oneOf('id', 'object', 'hidden'),
		bareLists: isFlag,
	},
	advance({ byId }, id, change) {
		const subaccount = existing(byId.get(id), id);
		assignChecked(subaccount, change, { status: isText });
		return subaccount;
	},
	held: ({ subaccounts }) =>
		subaccounts.map(({ id, account_name, email_address, status }) => ({
			kind: 'subaccount',
			id,
			name: account_name,
			email: String(email_address),
			status: String(status),
		})),
	handlers: {
		...yardstikHookHandlers,
		createSubaccount(request, state) {
			const body = request.body as Given;
			const existing = state.byName.get(body.account_name);
			checkPurposes(body);
			const subaccount = existing ?? add(state, body, new Date().toISOString());
			const refreshed = existing ? (state.refreshed.get(subaccount.id) ?? 0) + 1 : 0;
			if (existing) state.refreshed.set(subaccount.id, refreshed);
			const api_tokens = [
				{
					id: `token-${subaccount.id}`,
					name: 'default',
					token: `sandbox-token-${subaccount.id}-${refreshed}`,
					created_at: new Date().toISOString(),
				},
			];
			return {
				status: existing ? 200 : 201,
				body: {
					...shown(subaccount, [...whole, 'owner_email']),
					...(body.create_api_key === false ? {} : { api_tokens }),
				},
			};
		},
		listSubaccounts(request, state) {
			const { page, perPage } = pageOf(request);
			const found = ordered(
				filtered(state, (request.query.query ?? {}) as Record<string, string>),
				request.query.order_by,
			);
			const start = (page - 1) * perPage;
			// Slices from the end instead of reversing a copy: reading a list of 100,000 takes 1,000 pages.
			const rows =
				request.query.order === 'desc'
					? found
							.slice(Math.max(0, found.length - start - perPage), Math.max(0, found.length - start))
							.reverse()
					: found.slice(start, start + perPage);
			const data = rows.map((subaccount) => shown(subaccount, listed));
			const meta = {
				page,
				per_page: perPage,
				total_count: found.length,
				total_pages: Math.ceil(found.length / perPage),
			};
			return {
				status: 200,
				body: { object: 'list', meta, data: state.nestedData ? [data] : data },
			};
		},
		getSubaccount(request, state) {
			const found = state.byId.get(String(request.params.id));
			if (!found) throw new Rejection(404, 'Subaccount not found');
			return {
				status: 200,
				body: {
					...shown(found, [...whole, ...settings, ...(state.statusInGet ? ['status'] : [])]),
					configurations,
					features,
				},
			};
		},
		listAccounts: () => ({ status: 200, body: [platform] }),
		listPackages(request) {
			const { action_type_eq: type } = (request.query.query ?? {}) as Record<
				string,
				string | undefined
			>;
			return {
				status: 200,
				body:
					type === undefined ? packages : packages.filter((entry) => entry.action_type === type),
			};
		},
	},
	reject(status, issues) {
		const fields: Record<string, string[]> = {};
		for (const { path, message } of issues) if (path) (fields[path] ??= []).push(message);
		const general = issues.filter(({ path }) => !path).map(({ message }) => message);
		return {
			status,
			body: {
				message: general.join('; ') || 'The request is not valid',
				...(Object.keys(fields).length ? { errors: fields } : {}),
			},
		};
	},
	rateHeaders: ({ resetAt }, limited): Record<string, string> =>
		limited ? { 'Retry-After': String(Math.ceil(Math.max(0, resetAt - Date.now()) / 1000)) } : {},
};
