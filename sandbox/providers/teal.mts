import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { assignChecked, existing, isAmount, isText, oneOf } from '../changes.mts';
import { newTealHooks, tealHookHandlers, type TealHooks } from '../events/teal.mts';
import { Rejection, type Answer, type ProviderSandbox } from '../types.mts';

export const tealKey = 'sandbox-teal-key';
export const tealMember = { username: 'member@example.com', password: 'sandbox-member-password' };
/** This member also needs a code, which a program can't provide. */
export const tealMfaMember = {
	username: 'mfa-member@example.com',
	password: 'sandbox-member-password',
};

/** Users that exist from the start, each with the authorisation that an account needs. */
export const tealUsers = [
	{
		userId: '95a0e70b-fe02-4f47-aef9-2efff279df71',
		authorisationId: '7f3b8c2a-1d4e-4f60-8a1b-9c0d1e2f3a4b',
		forename: 'Sarah',
		surname: 'Chen',
	},
	{
		userId: '1d7c2f9e-6a43-4b8e-9c55-3f0e8a1b2c4d',
		authorisationId: '2c9e4d71-5b3a-4e8f-9d10-6f7a8b9c0d1e',
		forename: 'James',
		surname: "O'Connor",
	},
];

/** The MFA challenge of each scenario, by user name, and the correct answer. */
export const tealScenarios: Record<string, { method: Record<string, unknown>; answer?: string }> = {
	happy_mfa: { method: { type: 'Code', source: 'AUTHENTICATOR_APP' }, answer: '140295' },
	happy_mfa_date: {
		method: { type: 'Date', format: 'yyyy-mm-dd', message: 'Date of birth' },
		answer: '1990-04-22',
	},
	happy_mfa_positions: {
		method: { type: 'PasswordWithPositions', positions: [2, 4, 6], message: 'Pin Code' },
		answer: '123',
	},
	wrong_mfa: { method: { type: 'Code', source: 'SMS' } },
};

/** The terms that users accept. Consent to the first one expires after a day. */
const terms = [
	{
		id: '550e8400-e29b-41d4-a716-446655440000',
		name: 'Teal One-Time Check',
		authorisation_category: 'one_time',
	},
	{
		id: '550e8400-e29b-41d4-a716-446655440001',
		name: 'Teal Recurring Checks',
		authorisation_category: 'recurring',
	},
].map((term) => ({
	...term,
	authorisation_text: 'I agree to share my payroll data for the verification of my income.',
	authorisation_version: 1,
	is_active: true,
	is_system_term: true,
	created_at: '2024-01-15T00:00:00.000Z',
}));
const DAY = 86_400_000;

type User = Record<string, unknown> & { user_id: string; ext_id?: string | null };

interface Authorisation {
	id: string;
	user_id: string;
	term_id: string;
	status: 'active' | 'revoked' | 'expired';
	is_valid: boolean;
	expires_at: string | null;
	revoked_at: string | null;
	[more: string]: unknown;
}

interface Account {
	account_id: string;
	user_id: string;
	payroll_provider: string;
	user_name: string;
	/** The documentation shows PENDING and Authorised, but no complete list. */
	status: string;
	created_at: string;
	mfa_enabled: boolean;
}

export interface TealState extends TealHooks {
	/** All users, authorisations, and accounts, in order of creation. Deleted ones are removed. */
	users: User[];
	authorisations: Authorisation[];
	accounts: Account[];
	/** The tokens of signed-in members. */
	jwts: Set<string>;
	/** Which tokens are valid: all that haven't expired, or only the one from the last sign-in. */
	tokens: 'all' | 'newest';
	/** Number of member sign-ins. */
	signIns: number;
	/** Milliseconds that a sign-in takes in addition to the sandbox's latency. */
	signInLatencyMs: number;
	/** Invalidates all member tokens issued so far. */
	expireTokens(): void;
}

function provider(
	id: string,
	name: string,
	more: Record<string, unknown> = {},
): Record<string, unknown> & { id: string; is_oauth2: boolean } {
	return {
		id,
		name,
		url: `https://${id}.example.com/login`,
		reset_url: `https://${id}.example.com/reset`,
		logo_url: `https://logos.example.com/${id}.png`,
		parent: null,
		is_oauth2: false,
		is_scraper: true,
		max_login_attempts: 3,
		extra_login_params: [] as unknown[],
		...more,
	};
}

const oauth2 = { is_oauth2: true, is_scraper: false };
const companyName = {
	key: 'company_name',
	display_name: 'Company Name',
	validation: { required: true, type: 'Text', min_length: 1, max_length: 100 },
};
const startDate = {
	key: 'start_date',
	display_name: 'Start Date',
	validation: { required: false, type: 'Date', date_format: 'dd/MM/yyyy' },
};

const providers = [
	provider('adp', 'ADP', { parent: 'adp-parent' }),
	provider('adpmyadp', 'MyADP', { parent: 'adp-parent' }),
	provider('brightpaycloud', 'BrightPay Cloud'),
	provider('cgi', 'CGI', { extra_login_params: [startDate] }),
	provider('dayforce', 'Dayforce', { extra_login_params: [companyName] }),
	provider('freeagent', 'FreeAgent', oauth2),
	provider('hero', 'Hero'),
	provider('quickbooks', 'QuickBooks'),
	provider('shape', 'Shape'),
	provider('xero', 'Xero', oauth2),
];
const parents = [{ id: 'adp-parent', name: 'ADP', logo_url: 'https://logos.example.com/adp.png' }];
const employers = [
	{
		id: 'brightwell',
		name: 'Brightwell',
		url: '',
		logo_url: 'https://logos.example.com/brightwell.png',
		providers: ['adpmyadp'],
	},
];

/** A date that depends only on the number. Higher numbers have later dates. */
const dateAt = (number: number) => new Date(Date.UTC(2025, 0, 1) + number * 60_000).toISOString();

/** An ID that depends only on its kind and number. */
const idAt = (kind: string, number: number) =>
	`${kind}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

function userAt(userId: string, number: number, forename: string, surname: string): User {
	return {
		user_id: userId,
		forename,
		surname,
		date_of_birth: '1990-04-22T00:00:00.000Z',
		post_codes: ['E1 6PG'],
		payroll_period_months: 12,
		ext_id: `ext-${number}`,
		created_at: dateAt(number),
	};
}

/** A record of consent to the given terms, or by default to those that the user's settings require. */
function authorisation(user: User, id: string, given: { term_id?: string }): Authorisation {
	const wanted = user.recurring_checks_enabled ? 'recurring' : 'one_time';
	const term = find(terms, 'Term', (known) =>
		given.term_id ? known.id === given.term_id : known.authorisation_category === wanted,
	);
	const now = new Date();
	return {
		user_agent: 'Sandbox',
		ip_address: '127.0.0.1',
		...given,
		id,
		user_id: user.user_id,
		term_id: term.id,
		accepted_text: term.authorisation_text,
		status: 'active',
		is_valid: true,
		accepted_at: now.toISOString(),
		revoked_at: null,
		expires_at:
			term.authorisation_category === 'one_time'
				? new Date(now.getTime() + DAY).toISOString()
				: null,
		created_at: now.toISOString(),
	};
}

function newState(): TealState {
	const jwts = new Set<string>();
	const state: TealState = {
		users: [],
		authorisations: [],
		accounts: [],
		jwts,
		tokens: 'all',
		signIns: 0,
		signInLatencyMs: 0,
		expireTokens: () => jwts.clear(),
		...newTealHooks(),
	};
	for (const { userId, authorisationId, forename, surname } of tealUsers) {
		const user = userAt(userId, state.users.length, forename, surname);
		state.users.push(user);
		state.authorisations.push(authorisation(user, authorisationId, {}));
	}
	return state;
}

function seed(state: TealState, count: number): void {
	for (let made = 0; made < count; made += 1) {
		const number = state.users.length;
		state.users.push(
			userAt(idAt('00000001', number), number, 'User', `Number ${String(number).padStart(6, '0')}`),
		);
		state.accounts.push({
			account_id: idAt('00000002', state.accounts.length),
			user_id: tealUsers[0].userId,
			payroll_provider: 'quickbooks',
			user_name: `user${number}@example.com`,
			status: 'Authorised',
			created_at: dateAt(number),
			mfa_enabled: false,
		});
	}
}

/** The requested page of a list, under Teal's name for the list. */
function page<T>(
	request: Request,
	name: string,
	all: T[],
	defaultLimit: number,
	shape: (row: T) => unknown = (row) => row,
): Answer {
	const { offset: from, limit: most } = request.query;
	const offset = Number(from ?? 0);
	const limit = Number(most ?? defaultLimit);
	const rows = all.slice(offset, offset + limit).map(shape);
	return {
		status: 200,
		body: {
			pagination: { offset, limit, count: rows.length, total_count: all.length },
			[name]: rows,
		},
	};
}

function find<T>(all: T[], what: string, matches: (entry: T) => boolean): T {
	const found = all.find(matches);
	if (!found) throw new Rejection(404, `${what} not found`);
	return found;
}

const accountOf = (request: Request, { accounts }: TealState) =>
	find(accounts, 'Account', ({ account_id }) => account_id === request.params.account_id);
const userOf = (request: Request, { users }: TealState) =>
	find(users, 'User', ({ user_id }) => user_id === request.params.user_id);

/** An account as Teal returns it: without the user it belongs to. */
function shown({ user_id: _user, ...account }: Account): Omit<Account, 'user_id'> {
	return account;
}

/** Removes all matching entries from a list, in place. */
function remove<T>(all: T[], matches: (entry: T) => boolean): void {
	all.splice(0, all.length, ...all.filter((entry) => !matches(entry)));
}

function requireAuthorisation(request: Request, state: TealState, userId: string): void {
	const asked = request.header('x-teal-authorisation-id');
	const usable = state.authorisations.some(
		({ id, user_id, status, expires_at }) =>
			user_id === userId &&
			status === 'active' &&
			(expires_at === null || Date.parse(expires_at) > Date.now()) &&
			(asked === undefined || id === asked),
	);
	if (!usable)
		throw new Rejection(
			400,
			asked === undefined
				? 'The user has no active authorisation'
				: 'The authorisation is not an active one of this user',
		);
}

/** Teal: an account needs a user with a valid authorisation. The user name selects the challenge (tealScenarios). */
export const teal: ProviderSandbox<TealState> = {
	name: 'teal',
	contract: 'teal.yaml',
	basePath: '',
	newState,
	seed,
	security: {
		apiKey: (request) => request.header('X-API-KEY') === tealKey,
		memberBearer: (request, { jwts }) =>
			jwts.has((request.headers.authorization ?? '').replace(/^Bearer /, '')),
	},
	switches: { tokens: oneOf('all', 'newest'), signInLatencyMs: isAmount },
	advance({ accounts }, id, change) {
		const account = existing(
			accounts.find(({ account_id }) => account_id === id),
			id,
		);
		assignChecked(account, change, { status: isText });
		return account;
	},
	held: ({ users, authorisations, accounts }) => [
		...users.map(({ user_id, forename, surname, ext_id }) => ({
			kind: 'user',
			id: user_id,
			name: `${forename} ${surname}`,
			...(ext_id && { reference: ext_id }),
		})),
		...authorisations.map(({ id, user_id, term_id, status }) => ({
			kind: 'authorisation',
			id,
			name: term_id,
			reference: user_id,
			status,
		})),
		...accounts.map(({ account_id, user_id, payroll_provider, status }) => ({
			kind: 'account',
			id: account_id,
			name: payroll_provider,
			reference: user_id,
			status,
		})),
	],
	handlers: {
		...tealHookHandlers,
		signInMember(request, state) {
			const { username, password } = request.body as typeof tealMember;
			const known = (member: typeof tealMember) =>
				member.username === username && member.password === password;
			if (known(tealMfaMember))
				return {
					status: 202,
					body: { session: `sandbox-session-${randomUUID()}`, challenge: 'SOFTWARE_TOKEN_MFA' },
				};
			if (!known(tealMember))
				return { status: 401, body: { errors: 'Incorrect username or password' } };
			const jwt = `sandbox-jwt-${randomUUID()}`;
			state.signIns += 1;
			if (state.tokens === 'newest') state.jwts.clear();
			state.jwts.add(jwt);
			const member = {
				id: '123e4567-e89b-12d3-a456-426614174000',
				email: username,
				role: 'Owner',
				name: 'Sandbox Member',
				status: 'confirmed',
				mfa_status: 'disabled',
			};
			return { status: 200, body: { jwt, member }, latencyMs: state.signInLatencyMs };
		},
		listProviders: () => ({
			status: 200,
			body: { providers, parent_provider_meta: parents, employers },
		}),
		createUser(request, state) {
			const body = request.body as User;
			if (body.ext_id && state.users.some(({ ext_id }) => ext_id === body.ext_id))
				throw new Rejection(409, 'This user already exists. [ext_id] must be unique');
			const user = { ...body, user_id: randomUUID(), created_at: new Date().toISOString() };
			state.users.push(user);
			return { status: 201, body: user };
		},
		listUsers: (request, state) => page(request, 'users', state.users, 20),
		getUser: (request, state) => ({ status: 200, body: userOf(request, state) }),
		deleteUser(request, state) {
			const { user_id: id } = userOf(request, state);
			const belongs = ({ user_id }: { user_id: string }) => user_id === id;
			remove(state.users, belongs);
			remove(state.authorisations, belongs);
			remove(state.accounts, belongs);
			return { status: 204 };
		},
		createAuthorisation(request, state) {
			const given = request.body as { user_id: string; term_id?: string };
			const user = find(state.users, 'User', ({ user_id }) => user_id === given.user_id);
			const made = authorisation(user, randomUUID(), given);
			state.authorisations.push(made);
			return { status: 201, body: made };
		},
		listAuthorisations(request, state) {
			const { user_id: user, status, term_id: term } = request.query;
			const found = state.authorisations.filter(
				(entry) =>
					entry.user_id === user &&
					(status === undefined || entry.status === status) &&
					(term === undefined || entry.term_id === term),
			);
			return page(request, 'authorisations', found, 20);
		},
		listTerms(request) {
			const asked = (['authorisation_category', 'is_active', 'is_system_term'] as const).filter(
				(key) => request.query[key] !== undefined,
			);
			return page(
				request,
				'terms',
				terms.filter((term) =>
					asked.every((key) => String(term[key]) === String(request.query[key])),
				),
				20,
			);
		},
		revokeAuthorisation(request, state) {
			const found = find(
				state.authorisations,
				'Authorisation',
				({ id }) => id === request.params.authorisation_id,
			);
			if (found.status !== 'active') throw new Rejection(400, 'The authorisation is not active');
			Object.assign(found, {
				status: 'revoked',
				is_valid: false,
				revoked_at: new Date().toISOString(),
			});
			return { status: 200, body: found };
		},
		createAccount(request, state) {
			const body = request.body as {
				user_id: string;
				payroll_provider: string;
				user_name?: string;
				extra_login_params?: Record<string, string>;
			};
			const { user_id, payroll_provider, user_name = '', extra_login_params = {} } = body;
			const asked = providers.find(({ id }) => id === payroll_provider);
			if (!asked) throw new Rejection(400, 'payroll_provider is unknown');
			if (!state.users.some((user) => user.user_id === user_id))
				throw new Rejection(400, 'user_id is unknown');
			requireAuthorisation(request, state, user_id);
			for (const { key, validation } of asked.extra_login_params as Array<typeof companyName>) {
				if (validation.required && !extra_login_params[key])
					throw new Rejection(400, `extra_login_params.${key} is required for ${payroll_provider}`);
			}
			if (user_name === 'wrong_username')
				throw new Rejection(400, 'The user name is not known at the payroll provider');
			if (user_name === 'wrong_password')
				throw new Rejection(400, 'The password is not accepted by the payroll provider');
			const scenario = asked.is_oauth2 ? undefined : tealScenarios[user_name];
			const account: Account = {
				account_id: randomUUID(),
				user_id,
				payroll_provider,
				user_name,
				status: scenario || asked.is_oauth2 ? 'PENDING' : 'Authorised',
				created_at: new Date().toISOString(),
				mfa_enabled: scenario !== undefined,
			};
			state.accounts.push(account);
			return {
				status: 201,
				body: {
					...shown(account),
					...(asked.is_oauth2
						? {
								authorization_url: `https://${payroll_provider}.example.com/authenticate?state=${account.account_id}&scope=read`,
							}
						: {}),
					...(scenario ? { mfa_method: scenario.method } : {}),
				},
			};
		},
		listAccounts: (request, state) =>
			page(
				request,
				'accounts',
				state.accounts.filter(({ user_id }) => user_id === request.query.user_id),
				500,
				shown,
			),
		getAccount: (request, state) => ({ status: 200, body: shown(accountOf(request, state)) }),
		deleteAccount(request, state) {
			const found = accountOf(request, state);
			remove(state.accounts, (account) => account === found);
			return { status: 204 };
		},
		submitMfa(request, state) {
			const account = accountOf(request, state);
			requireAuthorisation(request, state, account.user_id);
			const { answer } = tealScenarios[account.user_name] ?? {};
			if (account.status !== 'PENDING' || !account.mfa_enabled)
				throw new Rejection(400, 'The account does not wait for an MFA response');
			if ((request.body as { mfa: string }).mfa !== answer)
				throw new Rejection(400, 'The MFA response is wrong');
			account.status = 'Authorised';
			return { status: 200, body: shown(account) };
		},
	},
	reject(status, issues) {
		if (status === 401)
			return { status, body: { errors: 'No X-API-KEY header provided or wrong value' } };
		const said = issues.map(({ path, message }) =>
			path && !message.includes(path) ? `${path} ${message}` : message,
		);
		// The documentation declares a list for 400 and 409, and a single string for other statuses.
		return { status, body: { errors: status === 400 || status === 409 ? said : said.join('; ') } };
	},
	rateHeaders: () => ({}),
};
