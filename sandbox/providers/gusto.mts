import type { Request } from 'express';
import { Rejection, type Issue, type ProviderSandbox } from '../types.mts';

export const gustoToken = 'sandbox-gusto-token';
export const gustoClient = { id: 'sandbox-client', secret: 'sandbox-client-secret' };

type Made = Record<string, unknown> & { email: string; name: string };

export interface GustoState {
	/** Accounts of the old endpoint, in order. */
	accounts: Made[];
	/** Companies that were provisioned or made as partner managed ones, in order. */
	companies: Made[];
	/** System access tokens that are still good; empty it to let all expire. */
	tokens: Set<string>;
	tokensMade: number;
}

interface Body {
	user: { email: string };
	company: { name: string };
}

const oldestVersion = '2025-06-15';

function make(list: Made[], state: GustoState, { body }: Request): number {
	const { user, company } = body as Body;
	if ([...state.accounts, ...state.companies].some(({ email }) => email === user.email)) {
		throw new Rejection(422, { path: 'user.email', message: 'Email has already been taken' });
	}
	return list.push({ email: user.email, name: company.name, ...(body as object) });
}

/** Gusto: an e-mail can be used once; system tokens are good until `tokens` is emptied. */
export const gusto: ProviderSandbox<GustoState> = {
	name: 'gusto',
	contract: 'gusto.yaml',
	basePath: '',
	newState: () => ({ accounts: [], companies: [], tokens: new Set(), tokensMade: 0 }),
	seed: () => {},
	security: {
		apiToken(request) {
			if (request.headers.authorization !== `Token ${gustoToken}`) throw new Rejection(401, 'The API token is not valid');
			return true;
		},
		systemToken(request, state) {
			if (!state.tokens.has(String(request.headers.authorization).replace('Bearer ', ''))) throw new Rejection(401, 'The access token is invalid or has expired');
			const version = request.header('X-Gusto-API-Version');
			if (version !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(version) || version < oldestVersion)) throw new Rejection(406, `API version ${version} is not supported`);
			return true;
		},
	},
	handlers: {
		createAccount(request, state) {
			const number = make(state.accounts, state, request);
			return { status: 200, body: { authorization_code: `sandbox-code-${number}` } };
		},
		createSystemToken({ body }, state) {
			const { client_id, client_secret } = body as Record<string, string>;
			if (client_id !== gustoClient.id || client_secret !== gustoClient.secret) throw new Rejection(401, 'Client authentication was not successful');
			state.tokensMade += 1;
			const access_token = `sandbox-system-token-${state.tokensMade}`;
			state.tokens.add(access_token);
			return { status: 200, body: { access_token, token_type: 'Bearer', created_at: Math.floor(Date.now() / 1000), expires_in: 7200 } };
		},
		provisionCompany(request, state) {
			const number = make(state.companies, state, request);
			return { status: 201, body: { account_claim_url: `https://app.example.com/claim_account/${number}` } };
		},
		createPartnerManagedCompany(request, state) {
			const number = make(state.companies, state, request);
			const company_uuid = `6bf7807c-a5a0-4f4d-b2e7-${String(number).padStart(12, '0')}`;
			return { status: 200, body: { access_token: `sandbox-access-${number}`, refresh_token: `sandbox-refresh-${number}`, company_uuid, expires_in: 7200 } };
		},
		getTokenInfo: () => ({
			status: 200,
			body: { scope: 'accounts:write public', resource: { type: 'Oauth::Application', uuid: 'd525dd21-ba6e-482c-be15-c2c7237f1364' }, resource_owner: null },
		}),
	},
	reject(status, issues) {
		// Express and the validator say 400 where Gusto says 422.
		const categories: Record<number, string> = { 401: 'invalid_token', 404: 'not_found', 406: 'invalid_api_version', 422: 'invalid_attribute_value', 429: 'rate_limit_exceeded' };
		const own = status === 400 ? 422 : status;
		const error = ({ path, message }: Issue) => ({ error_key: path || 'base', category: categories[own] ?? 'internal_error', message });
		return { status: own, body: { errors: issues.map(error) } };
	},
	rateHeaders: ({ perSecond, remaining, resetAt }, limited): Record<string, string> => ({
		'X-RateLimit-Limit': String(perSecond),
		'X-RateLimit-Remaining': String(remaining),
		'X-RateLimit-Reset': String(Math.ceil(resetAt / 1000)),
		...(limited ? { 'Retry-After': String(Math.max(0, Math.ceil((resetAt - Date.now()) / 1000))) } : {}),
	}),
};
