import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { assignChecked, existing, oneOf } from '../changes.mts';
import { names, readListQuery, sorted, type ListQuery } from '../rql.mts';
import { Rejection, type Answer, type ProviderSandbox } from '../types.mts';

/** The token of an Operations account. */
export const softwareoneToken = 'idt:TKN-0000-0001:sandbox';
/** The token of an account that may read accounts, but not create or change them. */
export const softwareoneReadToken = 'idt:TKN-0000-0002:sandbox';

interface UserGroupRef {
	id: string;
	name: string;
	description: string | null;
	logo: string | null;
	isDefault: boolean;
}

interface Account {
	id: string;
	name: string;
	type: 'Client' | 'Vendor';
	status: 'Active' | 'Enabled' | 'Disabled';
	groups: UserGroupRef[];
	audit: Record<'created' | 'updated', { at: string; by: { id: string; name: string } }>;
	icon: string | null;
	revision: number;
	[more: string]: unknown;
}

type Given = Record<string, unknown> & {
	name: string;
	type?: string;
	groups?: Array<Partial<UserGroupRef>> | null;
	eligibility?: unknown;
};

export interface SoftwareOneState {
	/** Every account, in order of creation. */
	accounts: Account[];
	byId: Map<string, Account>;
	/** Uploaded logo files, by account ID. */
	logos: Map<string, { name: string; type: string; content: Buffer }>;
	userGroups: Array<UserGroupRef & { account: { id: string; name: string } }>;
}

const MOST = 100;
const operator = { id: 'TKN-0000-0001', name: 'Sandbox' };
/** Omitted unless requested with `select`. */
const omittedAccountFields = ['groups', 'audit'];
const accountFields = [
	...[
		'id',
		'name',
		'icon',
		'revision',
		'type',
		'status',
		'externalIds',
		'externalId',
		'externalName',
		'address',
		'technicalSupportEmail',
		'website',
	],
	...['description', 'eligibility', 'defaultLanguageCode', ...omittedAccountFields],
];
const groupFields = ['id', 'name', 'description', 'logo', 'isDefault', 'account'];

/** An ID in SoftwareOne's format, such as ACC-0000-0001. */
function idAt(prefix: string, number: number): string {
	return `${prefix}-${String(number)
		.padStart(8, '0')
		.replace(/^(\d{4})/, '$1-')}`;
}

function groupAt(number: number, name: string): SoftwareOneState['userGroups'][number] {
	const account = { id: 'ACC-9999-0001', name: 'Sandbox Operations' };
	return {
		id: idAt('UGR', number),
		name,
		description: `${name} of the sandbox`,
		logo: null,
		isDefault: number === 1,
		account,
	};
}

/** Creates an account with a creation time in ISO 8601, which may be earlier than that of existing accounts. */
export function addAccount(
	state: SoftwareOneState,
	{ type, groups, ...given }: Given,
	at: string,
): Account {
	const number = state.accounts.length + 1;
	const event = { at, by: operator };
	const account: Account = {
		externalIds: null,
		externalId: null,
		address: {},
		technicalSupportEmail: null,
		website: null,
		description: null,
		eligibility: null,
		defaultLanguageCode: null,
		...given,
		id: idAt('ACC', number),
		externalName: null,
		icon: null,
		revision: 1,
		type: type as Account['type'],
		status: type === 'Vendor' ? 'Active' : 'Enabled',
		groups: [
			{
				id: idAt('UGR', 10_000 + number),
				name: 'Administrators',
				description: null,
				logo: null,
				isDefault: true,
			},
			...groupsOf(state, groups),
		],
		audit: { created: event, updated: event },
	};
	state.accounts.push(account);
	state.byId.set(account.id, account);
	return account;
}

/** The fields that an update clears if it doesn't send them: of the two possible behaviors, the more costly one. */
const withoutChangeable = {
	address: {},
	defaultLanguageCode: null,
	description: null,
	eligibility: null,
	externalId: null,
	technicalSupportEmail: null,
	website: null,
};

/** The groups that a request refers to: existing ones by ID, new ones by name. */
function groupsOf(
	{ userGroups }: SoftwareOneState,
	groups: Given['groups'],
	own: UserGroupRef[] = [],
): UserGroupRef[] {
	return (groups ?? []).map(({ id, name, description = null }) => {
		if (id === undefined && name) {
			const made = { ...groupAt(userGroups.length + 1, name), description };
			userGroups.push(made);
			return withoutAccount(made);
		}
		const found = [...userGroups, ...own].find((group) => group.id === id);
		if (!found)
			throw new Rejection(400, { path: 'groups', message: `The user group ${id} does not exist.` });
		return withoutAccount(found);
	});
}

/** A group as it appears in an account. */
function withoutAccount({
	account: _account,
	...group
}: UserGroupRef & { account?: unknown }): UserGroupRef {
	return group;
}

/** The account in the body, whether it is the whole body or one part of a multipart request. */
function accountIn(request: Request): Given {
	const body = request.body as Given | { account: Given };
	const {
		id: _id,
		audit: _audit,
		$meta: _meta,
		icon: _icon,
		revision: _revision,
		status: _status,
		externalName: _name,
		...given
	} = (request.is('multipart/form-data') ? body.account : body) as Given;
	return given;
}

function keepLogo(request: Request, { logos }: SoftwareOneState, account: Account): void {
	const files = (request.files ?? []) as unknown as Array<{
		fieldname: string;
		originalname: string;
		mimetype: string;
		buffer: Buffer;
	}>;
	const logo = files.find(({ fieldname }) => fieldname === 'logo');
	if (!logo) return;
	logos.set(account.id, { name: logo.originalname, type: logo.mimetype, content: logo.buffer });
	account.icon = `/v1/accounts/accounts/${account.id}/icon`;
}

function checkEligibility(type: string | undefined, { eligibility }: Given): void {
	if (eligibility && type !== 'Client')
		throw new Rejection(400, {
			path: 'eligibility',
			message: 'Eligibility can be set for Client accounts only.',
		});
}

function requireOperations(request: Request): void {
	if (request.headers.authorization !== `Bearer ${softwareoneToken}`)
		throw new Rejection(403, 'The token has no permission to manage accounts.');
}

function accountOf(request: Request, { byId }: SoftwareOneState): Account {
	const found = byId.get(String(request.params.id));
	if (!found) throw new Rejection(404, `The account ${request.params.id} was not found.`);
	return found;
}

/** Changes an account. The update time is in ISO 8601 and defaults to now. */
export function changeAccount(
	account: Account,
	changes: Partial<Account> = {},
	at = new Date().toISOString(),
): void {
	Object.assign(account, changes);
	account.revision += 1;
	account.audit = { ...account.audit, updated: { at, by: operator } };
}

/** The fields to return for a `select`, and the omitted ones. */
function selection(
	fields: string[],
	omittedByDefault: string[],
	select: string,
): { given: string[]; omitted: string[] } {
	const given = new Set(fields.filter((field) => !omittedByDefault.includes(field)));
	for (const { sign, name } of names(select)) {
		const [field] = name.split('.');
		if (sign === '-' && name === '*') given.clear();
		else if (!fields.includes(field)) throw new Rejection(400, `Unknown property ${name}`);
		else if (sign === '-') given.delete(field);
		else given.add(field);
	}
	return {
		given: fields.filter((field) => given.has(field)),
		omitted: fields.filter((field) => !given.has(field)),
	};
}

const pick = (row: object, fields: string[]) =>
	Object.fromEntries(fields.map((field) => [field, (row as Record<string, unknown>)[field]]));

function shown(account: Account, select = ''): Record<string, unknown> {
	const { given, omitted } = selection(accountFields, omittedAccountFields, select);
	return { ...pick(account, given), $meta: { omitted } };
}

/** The page that the query string asks for; see rql.mts. */
function list(
	request: Request,
	rows: object[],
	fields: string[],
	omittedByDefault: string[],
): Answer {
	const { filters, fields: filtered, parameters } = listQueryOf(request);
	const { given, omitted } = selection(fields, omittedByDefault, parameters.select ?? '');
	const order = parameters.order ?? '';
	for (const path of [...filtered, ...names(order).map(({ name }) => name)]) {
		const [field] = path.split('.');
		if (!fields.includes(field))
			throw new Rejection(400, `Unknown expression group: there is no property ${path}`);
		if (!given.includes(field) && omittedByDefault.includes(field))
			throw new Rejection(400, `To filter or order by ${path}, select ${field}`);
	}
	const found = rows.filter((row) => filters.every((filter) => filter(row)));
	const offset = Number(parameters.offset ?? 0);
	const limit = Math.min(MOST, Number(parameters.limit ?? MOST));
	const data = (order ? sorted(found, order) : found)
		.slice(offset, offset + limit)
		.map((row) => pick(row, given));
	return {
		status: 200,
		body: { $meta: { pagination: { offset, limit, total: found.length }, omitted }, data },
	};
}

function listQueryOf(request: Request): ListQuery {
	try {
		return readListQuery(request.originalUrl.split('?').slice(1).join('?'));
	} catch (cause) {
		throw new Rejection(400, (cause as Error).message);
	}
}

const titles: Record<number, { title: string; section: string }> = {
	400: { title: 'Bad Request', section: '15.5.1' },
	403: { title: 'Forbidden', section: '15.5.4' },
	404: { title: 'Not Found', section: '15.5.5' },
	405: { title: 'Method Not Allowed', section: '15.5.6' },
	415: { title: 'Unsupported Media Type', section: '15.5.16' },
	500: { title: 'Internal Server Error', section: '15.6.1' },
};

/** SoftwareOne: every create adds an account; lists accept Resource Query Language. */
export const softwareone: ProviderSandbox<SoftwareOneState> = {
	name: 'softwareone',
	contract: 'softwareone.yaml',
	basePath: '',
	newState: () => ({
		accounts: [],
		byId: new Map(),
		logos: new Map(),
		userGroups: ['Administrators', 'Purchasing', 'Finance'].map((name, index) =>
			groupAt(index + 1, name),
		),
	}),
	seed(state, count) {
		for (let made = 0; made < count; made += 1) {
			const number = state.accounts.length + 1;
			const given = {
				name: `Customer ${String(number).padStart(6, '0')}`,
				type: number % 3 === 0 ? 'Vendor' : 'Client',
				address: { city: 'Oslo', country: 'NO' },
			};
			addAccount(state, given, new Date(Date.UTC(2025, 0, 1) + number * 60_000).toISOString());
		}
	},
	security: {
		apiToken: (request) =>
			[softwareoneToken, softwareoneReadToken].some(
				(token) => request.headers.authorization === `Bearer ${token}`,
			),
	},
	switches: {},
	advance({ byId }, id, change) {
		const account = existing(byId.get(id), id);
		assignChecked(account, change, { status: oneOf('Active', 'Enabled', 'Disabled') });
		changeAccount(account);
		return account;
	},
	held: ({ accounts }) =>
		accounts.map(({ id, name, status, technicalSupportEmail, externalId }) => ({
			kind: 'account',
			id,
			name,
			status,
			...(technicalSupportEmail ? { email: String(technicalSupportEmail) } : {}),
			...(externalId ? { reference: String(externalId) } : {}),
		})),
	handlers: {
		createAccount(request, state) {
			requireOperations(request);
			const given = accountIn(request);
			if (given.type === 'Operations')
				throw new Rejection(400, {
					path: 'type',
					message: 'An account of type Operations cannot be created.',
				});
			checkEligibility(given.type, given);
			const account = addAccount(state, given, new Date().toISOString());
			keepLogo(request, state, account);
			return { status: 201, body: shown(account, '+groups,+audit') };
		},
		listAccounts: (request, state) =>
			list(request, state.accounts, accountFields, omittedAccountFields),
		getAccount: (request, state) => ({
			status: 200,
			body: shown(accountOf(request, state), listQueryOf(request).parameters.select),
		}),
		updateAccount(request, state) {
			requireOperations(request);
			const account = accountOf(request, state);
			const { type = account.type, groups, ...given } = accountIn(request);
			if (type !== account.type)
				throw new Rejection(400, {
					path: 'type',
					message: 'The type of an account cannot be changed.',
				});
			checkEligibility(type, given);
			Object.assign(account, withoutChangeable, given, {
				groups: groupsOf(state, groups, account.groups),
			});
			keepLogo(request, state, account);
			changeAccount(account);
			return { status: 200, body: shown(account) };
		},
		enableAccount(request, state) {
			requireOperations(request);
			const account = accountOf(request, state);
			if (account.status === 'Disabled') {
				changeAccount(account, { status: account.type === 'Vendor' ? 'Active' : 'Enabled' });
			}
			return { status: 200, body: shown(account) };
		},
		disableAccount(request, state) {
			requireOperations(request);
			const account = accountOf(request, state);
			if (account.status !== 'Disabled') {
				changeAccount(account, { status: 'Disabled' });
			}
			return { status: 200, body: shown(account) };
		},
		listUserGroups: (request, state) => list(request, state.userGroups, groupFields, []),
	},
	reject(status, issues) {
		if (status === 401) return { status, body: { message: 'Invalid token', statusCode: 401 } };
		const { title = 'The request was not carried out', section = '15' } = titles[status] ?? {};
		const errors: Record<string, string[]> = {};
		for (const { path, message } of issues) if (path) (errors[path] ??= []).push(message);
		const general = issues.filter(({ path }) => !path).map(({ message }) => message);
		const body = {
			type: `https://tools.ietf.org/html/rfc9110#section-${section}`,
			title,
			status,
			detail: general.join(' ') || 'One or more validation errors occurred.',
			traceId: `00-${randomUUID().replaceAll('-', '')}-00`,
			...(Object.keys(errors).length > 0 ? { errors } : {}),
		};
		return { status, headers: { 'content-type': 'application/problem+json' }, body };
	},
	rateHeaders: () => ({}),
};
