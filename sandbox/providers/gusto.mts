import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { assignChecked, existing, isAmount, isFlag, oneOf } from '../changes.mts';
import { addEvent, listEvents, newFeed, type GustoFeed } from '../events/gusto.mts';
import {
	Rejection,
	type Answer,
	type Handler,
	type Issue,
	type ProviderSandbox,
} from '../types.mts';

export const gustoToken = 'sandbox-gusto-token';
export const gustoClient = { id: 'sandbox-client', secret: 'sandbox-client-secret' };
/** A system access token issued before the start, for clients that already have one. */
export const gustoSystemToken = 'sandbox-system-token-0';
/** The token of a company once it is connected. */
export const gustoCompanyToken = (uuid: string) => `sandbox-company-token-${uuid}`;
/** The email of someone who already administers a company. */
export const gustoTakenEmail = 'taken@example.com';

/** The oldest version that Gusto still supports, and the default for requests that don't name one. */
const OLDEST_VERSION = '2025-06-15';
const TOKEN_SECONDS = 7200;
const ONBOARDING_STEPS = [
	['add_addresses', "Add Your Company's Addresses"],
	['federal_tax_setup', 'Enter Your Federal Tax Information'],
	['add_bank_info', 'Add Your Bank Account'],
	['sign_all_forms', 'Sign Documents'],
];

interface User {
	first_name: string;
	last_name: string;
	email: string;
	phone?: string;
}

interface Account {
	user: User;
	company: { name: string; states: string[] };
	authorization_code: string;
}

interface Company {
	uuid: string;
	kind: 'provisioned' | 'partner-managed';
	user: User;
	company: Record<string, unknown> & { name: string };
	company_status: 'Approved' | 'Not Approved' | 'Suspended';
	is_suspended: boolean;
	onboarding_completed: boolean;
	/** Whether the administrator has connected the company. A connected company has a token. */
	claimed: boolean;
}

interface Token {
	/** The company that the token belongs to; undefined for a system access token. */
	company?: string;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

export interface GustoState {
	/** Every account created by POST /v1/accounts, in order. */
	accounts: Account[];
	/** Every provisioned or partner-managed company, in order of creation. */
	companies: Company[];
	/** Issued tokens, by access token. */
	issued: Map<string, Token>;
	/** Which system access tokens are valid: all that haven't expired, or only the one from the last sign-in. */
	tokens: 'all' | 'newest';
	/** How often a system access token was requested successfully. */
	signIns: number;
	/** Milliseconds that a sign-in takes in addition to the sandbox's latency. */
	signInLatencyMs: number;
	/**
	 * Whether a partner-managed company can have an administrator whom Gusto already knows. The public specification says
	 * that a user is created "if the user does not already exist", which allows both.
	 */
	knownAdministrators: 'rejected' | 'accepted';
	/** Emails of administrators, in lower case. Each can be used only once. */
	emails: Set<string>;
	/** The events that GET /v1/events lists. */
	feed: GustoFeed;
	/** Invalidates all tokens issued so far, as if two hours had passed. */
	expireTokens(): void;
}

/** The event that Gusto lists for a change to a company. */
const companyEvents: Record<string, string> = {
	'claimed: true': 'company.provisioned',
	'onboarding_completed: true': 'company.onboarded',
	'company_status: Approved': 'company.approved',
	'company_status: Not Approved': 'company.not_approved',
	'is_suspended: true': 'company.suspended',
	'is_suspended: false': 'company.unsuspended',
};

function newState(): GustoState {
	const issued = new Map<string, Token>([
		[gustoSystemToken, { expiresAt: Date.now() + TOKEN_SECONDS * 1000 }],
	]);
	return {
		accounts: [],
		companies: [],
		issued,
		tokens: 'all',
		signIns: 0,
		signInLatencyMs: 0,
		knownAdministrators: 'rejected',
		emails: new Set([gustoTakenEmail]),
		feed: newFeed(),
		expireTokens: () => issued.forEach((token) => (token.expiresAt = 0)),
	};
}

function issueToken(state: GustoState, company?: string): string {
	const value = company ? gustoCompanyToken(company) : `sandbox-system-token-${state.issued.size}`;
	state.issued.set(value, { company, expiresAt: Date.now() + TOKEN_SECONDS * 1000 });
	return value;
}

/** The token that the request is authenticated with, if it is valid. */
function tokenOf(request: Request, state: GustoState): Token | undefined {
	const token = state.issued.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
	return token && token.expiresAt > Date.now() ? token : undefined;
}

/** Records an administrator's email, which can be used only once. */
function takeEmail(state: GustoState, { email }: User): void {
	const key = email.toLowerCase();
	if (state.emails.has(key))
		throw new Rejection(422, { path: 'email', message: 'Email has already been taken' });
	state.emails.add(key);
}

function addCompany(
	state: GustoState,
	kind: Company['kind'],
	{ user, company }: Pick<Company, 'user' | 'company'>,
): Company {
	checkCompany(company);
	if (kind === 'provisioned' || state.knownAdministrators === 'rejected') takeEmail(state, user);
	const made: Company = {
		uuid: randomUUID(),
		kind,
		user,
		company,
		company_status: 'Not Approved',
		is_suspended: false,
		onboarding_completed: false,
		claimed: kind === 'partner-managed',
	};
	state.companies.push(made);
	return made;
}

/** Rejects a tax ID without nine digits, and the nonexistent state ZZ. */
function checkCompany(company: object): void {
	const { ein, states = [] } = company as { ein?: string; states?: string[] };
	const unknown = states.find((state) => state === 'ZZ');
	if (unknown) throw new Rejection(422, { path: 'states', message: `${unknown} is not a state` });
	if (ein !== undefined && ein.replace(/\D/g, '').length !== 9)
		throw new Rejection(422, { path: 'ein', message: 'must have 9 digits' });
}

/** The company in the path. Without its token, the company appears not to exist. */
function companyOf(request: Request, state: GustoState): Company {
	const { uuid } = request.params;
	const found = state.companies.find((company) => company.uuid === uuid);
	if (!found || tokenOf(request, state)?.company !== uuid)
		throw new Rejection(404, 'The requested resource was not found.');
	return found;
}

/** Checks the version that the request asks for, and repeats it in the response. */
function versioned(handler: Handler<GustoState>): Handler<GustoState> {
	return (request, state) => {
		const version = request.header('X-Gusto-API-Version') ?? OLDEST_VERSION;
		if (
			!/^\d{4}-\d{2}-\d{2}$/.test(version) ||
			Number.isNaN(Date.parse(version)) ||
			version < OLDEST_VERSION
		) {
			throw new Rejection(406, `The API version ${version} is not supported`);
		}
		const answer = handler(request, state);
		return { ...answer, headers: { ...answer.headers, 'X-Gusto-API-Version': version } };
	};
}

const categories: Record<number, string> = {
	401: 'invalid_token',
	403: 'missing_oauth_scopes',
	404: 'not_found',
	406: 'invalid_api_version',
	422: 'invalid_attribute_value',
	429: 'rate_limit_exceeded',
	500: 'internal_error',
};

type Said = {
	error_key: string;
	category: string;
	message?: string;
	metadata?: { key: string };
	errors?: Said[];
};

/** One entry per issue. Issues of nested fields are grouped by their parent object. */
function entries(issues: Array<{ keys: string[]; message: string }>, category: string): Said[] {
	const said: Said[] = [];
	const nested = new Map<string, typeof issues>();
	for (const { keys, message } of issues) {
		const [key, ...rest] = keys;
		if (rest.length > 0) nested.set(key, [...(nested.get(key) ?? []), { keys: rest, message }]);
		else
			said.push({
				error_key: key,
				category: message.startsWith('must have required property')
					? 'missing_parameter'
					: category,
				message,
			});
	}
	for (const [key, inner] of nested)
		said.push({
			error_key: key,
			category: 'nested_errors',
			metadata: { key },
			errors: entries(inner, category),
		});
	return said;
}

function reject(status: number, issues: Issue[]): Answer {
	// Gusto has no 400: it rejects invalid requests with a 422.
	const answered = status === 400 ? 422 : status;
	const named = issues.map(({ path, message }) => ({
		keys: path ? path.split('.').filter((key) => !/^\d+$/.test(key)) : ['request'],
		message: status === 401 ? 'The access token is invalid or has expired' : message,
	}));
	return {
		status: answered,
		body: { errors: entries(named, categories[answered] ?? 'invalid_operation') },
	};
}

/** Gusto: an administrator's email works once; tokens expire after two hours; there are no lists. */
export const gusto: ProviderSandbox<GustoState> = {
	name: 'gusto',
	contract: 'gusto.yaml',
	basePath: '',
	newState,
	seed: () => {},
	security: {
		apiToken: (request) => request.headers.authorization === `Token ${gustoToken}`,
		systemAccess(request, state) {
			const token = tokenOf(request, state);
			if (token?.company) throw new Rejection(403, 'This needs a system access token');
			return token !== undefined;
		},
		companyAccess(request, state) {
			const token = tokenOf(request, state);
			if (token && !token.company) throw new Rejection(403, 'This needs the token of a company');
			return token !== undefined;
		},
		anyAccess: (request, state) => tokenOf(request, state) !== undefined,
	},
	switches: {
		tokens: oneOf('all', 'newest'),
		signInLatencyMs: isAmount,
		knownAdministrators: oneOf('rejected', 'accepted'),
	},
	advance(state, id, change) {
		const company = existing(
			state.companies.find(({ uuid }) => uuid === id),
			id,
		);
		assignChecked(company, change, {
			company_status: oneOf('Approved', 'Not Approved', 'Suspended'),
			is_suspended: isFlag,
			onboarding_completed: isFlag,
			claimed: isFlag,
		});
		if (change.claimed) issueToken(state, id);
		for (const [field, value] of Object.entries(change)) {
			const event = companyEvents[`${field}: ${value}`];
			if (event) addEvent(state.feed, event, id);
		}
		return company;
	},
	held: ({ accounts, companies }) => [
		...accounts.map(({ user, company }) => ({
			kind: 'account',
			id: user.email,
			name: company.name,
			email: user.email,
		})),
		...companies.map(({ uuid, user, company, company_status }) => ({
			kind: 'company',
			id: uuid,
			name: company.name,
			email: user.email,
			status: company_status,
		})),
	],
	handlers: {
		createSystemToken(request, state) {
			const { client_id: id, client_secret: secret } = request.body as Record<string, string>;
			if (id !== gustoClient.id || secret !== gustoClient.secret) {
				return {
					status: 401,
					body: {
						error: 'invalid_client',
						error_description:
							'Client authentication failed due to unknown client or wrong secret.',
					},
				};
			}
			state.signIns += 1;
			if (state.tokens === 'newest')
				for (const [token, { company }] of state.issued)
					if (!company) state.issued.get(token)!.expiresAt = 0;
			const body = {
				access_token: issueToken(state),
				token_type: 'Bearer',
				created_at: Math.floor(Date.now() / 1000),
				expires_in: TOKEN_SECONDS,
			};
			return { status: 200, body, latencyMs: state.signInLatencyMs };
		},
		createAccount: versioned((request, state) => {
			const { user, company } = request.body as Account;
			checkCompany(company);
			takeEmail(state, user);
			const account = { user, company, authorization_code: `sandbox-code-${randomUUID()}` };
			state.accounts.push(account);
			return { status: 200, body: { authorization_code: account.authorization_code } };
		}),
		provisionCompany: versioned((request, state) => {
			const { uuid } = addCompany(state, 'provisioned', request.body as Company);
			return {
				status: 201,
				body: { account_claim_url: `https://app.gusto.example.com/claim/${uuid}` },
			};
		}),
		createPartnerManagedCompany: versioned((request, state) => {
			const { uuid } = addCompany(state, 'partner-managed', request.body as Company);
			const body = {
				access_token: issueToken(state, uuid),
				refresh_token: `sandbox-refresh-${uuid}`,
				company_uuid: uuid,
				expires_in: TOKEN_SECONDS,
			};
			return { status: 200, body };
		}),
		getCompany: versioned((request, state) => {
			const { uuid, kind, company, company_status, is_suspended } = companyOf(request, state);
			const { name, trade_name = null, ein, contractor_only = false } = company;
			const body = {
				uuid,
				name,
				trade_name,
				...(ein === undefined ? {} : { ein }),
				contractor_only,
				is_partner_managed: kind === 'partner-managed',
				company_status,
				is_suspended,
			};
			return { status: 200, body };
		}),
		getOnboardingStatus: versioned((request, state) => {
			const { uuid, onboarding_completed: completed } = companyOf(request, state);
			const steps = ONBOARDING_STEPS.map(([id, title]) => ({
				id,
				title,
				required: true,
				completed,
				skippable: false,
				requirements: [],
			}));
			const body = { uuid, onboarding_completed: completed, onboarding_steps: steps };
			return { status: 200, body };
		}),
		getTokenInfo: versioned((request, state) => {
			const company = tokenOf(request, state)?.company;
			const body = company
				? {
						scope: 'companies:read',
						resource: { type: 'Company', uuid: company },
						resource_owner: { type: 'CompanyAdmin', uuid: company },
					}
				: {
						scope: 'accounts:write',
						resource: { type: 'Oauth::Application', uuid: '1f1b2c3d-0000-4000-8000-000000000001' },
						resource_owner: null,
					};
			return { status: 200, body };
		}),
		listEvents: versioned((request, state) => listEvents(request, state.feed)),
	},
	reject,
	rateHeaders: ({ limit, remaining, resetAt }, limited): Record<string, string> => {
		const reset = String(Math.ceil(resetAt / 1000));
		const wait = String(Math.ceil(Math.max(0, resetAt - Date.now()) / 1000));
		return {
			'X-RateLimit-Limit': String(limit),
			'X-RateLimit-Remaining': String(remaining),
			'X-RateLimit-Reset': reset,
			...(limited ? { 'Retry-After': wait } : {}),
		};
	},
};
