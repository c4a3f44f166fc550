import type {
	IDataObject,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { baseUrlFrom } from './environment';
import { exchangeFor } from './exchange';
import { listIn, toNodeError } from './failure';
import { pageIn, pageRequest, pageSize, readList } from './paging';
import { Run } from './run';
import { hideSecrets, maskedBody } from './secrets';
import type { Answer, Exchange, Operation, PageStyle, Provider } from './types';

/** Records that a list of a form looks through at most, where the provider can't search by itself. */
const MOST_LOOKED_THROUGH = 1_000;

/** Where the choices of a list in a form come from. */
export interface Choices {
	provider: Provider;
	/** What one choice is, in messages: "subaccount". */
	noun: string;
	url: string;
	/** How the list is cut into pages; without it, it comes whole. */
	page?: PageStyle;
	/** Path of the records where the list comes whole. */
	rows?: string;
	/** The query that lets the provider search; without it the search goes through what was loaded. */
	search?: (filter: string) => Partial<IHttpRequestOptions>;
	/** The choices in one record, their values being texts; `context` tells what the person has filled in so far. */
	toChoices: (record: IDataObject, context: ILoadOptionsFunctions) => INodePropertyOptions[];
}

/** The method behind a resource locator's "From List": page by page, searched by the provider where it can. */
export function listSearch(choices: Choices) {
	return async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
		const { page, search, toChoices } = choices;
		if (!page || (filter && !search)) return { results: await allChoices(this, choices, filter) };
		const { exchange, request } = await prepared(this, choices);
		// The number of the page, and the size of the pages before it.
		const [number, asked] = paginationToken ? paginationToken.split('/').map(Number) : [0, page.most];
		const searched = filter && search ? { ...request, ...search(filter) } : request;
		const { rows, total } = pageIn(page, await exchange(pageRequest(page, searched, number, asked)));
		const size = number === 0 ? pageSize(asked, rows.length, total) : asked;
		const more = rows.length > 0 && (number + 1) * size < (total ?? (rows.length < size ? 0 : Infinity));
		return { results: rows.flatMap((row) => toChoices(row, this)), paginationToken: more ? `${number + 1}/${size}` : undefined };
	};
}

/** The method behind a list to pick from (`loadOptionsMethod`): all of it, sorted by name. */
export function loadOptions(choices: Choices) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const found = await allChoices(this, choices);
		return found.sort((a, b) => a.name.localeCompare(b.name));
	};
}

/** All choices, each once, or those that hold what the person has typed. */
async function allChoices(context: ILoadOptionsFunctions, choices: Choices, filter = ''): Promise<INodePropertyOptions[]> {
	const { page, rows, toChoices } = choices;
	const { exchange, request } = await prepared(context, choices);
	const records = page ? await readList(page, request, exchange, MOST_LOOKED_THROUGH) : listIn(await exchange(request), rows ?? '');
	const found = new Map(records.flatMap((record) => toChoices(record, context)).map((choice) => [choice.value, choice]));
	return [...found.values()].filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(filter.toLowerCase()));
}

/** The request for a list and the way to send it: the same rules as for a run of the node. */
async function prepared(context: ILoadOptionsFunctions, { provider, noun, url }: Choices) {
	const operation: Operation = { provider, request: { method: 'GET', url }, noun: `${noun}s`, verb: 'list', repeat: 'always', fields: [] };
	const type = String(context.getNodeParameter('authentication', provider.credentials[0]));
	const request: IHttpRequestOptions = {
		method: 'GET',
		baseURL: baseUrlFrom(provider.environments, await context.getCredentials(type)),
		url,
		headers: { Accept: 'application/json' },
	};
	const transport = async (options: IHttpRequestOptions) =>
		(await context.helpers.httpRequestWithAuthentication.call(context, type, { ...options, returnFullResponse: true })) as Answer;
	const masked = async (body: unknown) => await maskedBody(context, operation, body);
	const send = exchangeFor({ run: new Run(), task: { operation, issues: [] }, most: 5, retries: 2, masked, transport });
	const exchange: Exchange = async (options) =>
		await send(options).catch(async (error: unknown) => {
			throw toNodeError(context.getNode(), await hideSecrets(context, operation, error));
		});
	return { exchange, request };
}
