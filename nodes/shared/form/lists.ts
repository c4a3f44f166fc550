import type {
	IDataObject,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { pageIn, pageRequest, pageSize, readList } from '../answer/paging';
import { listIn } from '../answer/records';
import { baseUrlFrom } from '../auth/environment';
import type { Answer, Exchange } from '../operation';
import { credentialType } from '../provider';
import type { PageStyle, Provider } from '../provider';
import { toNodeError } from '../report/nodeError';
import { hideSecrets } from '../report/secrets';
import { readerFor, readingOf } from '../send/reader';
import { at } from '../values';

/** Max number of records that a list in a form searches when the provider has no search. */
const MOST_LOOKED_THROUGH = 1_000;

/** Where the options of a list in a form come from. */
export interface Choices {
	provider: Provider;
	/** What one option is called in messages, such as "subaccount". */
	noun: string;
	url: string;
	/** How the list is paginated. If unset, the provider returns it all at once. */
	page?: PageStyle;
	/** Path of the records in an unpaginated list. Several paths if the documentation doesn't say which one is right. */
	rows?: string | string[];
	/** The request that lets the provider search. If unset, the node searches the records it has loaded. */
	search?: (filter: string) => Partial<IHttpRequestOptions>;
	/** Turns one record into options with string values. `context` gives access to the form's current values. */
	toChoices: (record: IDataObject, context: ILoadOptionsFunctions) => INodePropertyOptions[];
}

/** The method behind a resource locator's "From List": loads page by page, and lets the provider search if it can. */
export function listSearch(choices: Choices) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const { page, search, toChoices } = choices;
		if (!page || (filter && !search)) return { results: await allChoices(this, choices, filter) };
		const { exchange, request } = await prepared(this, choices);
		// The number of the page, and the size of the pages before it.
		const [number, asked] = paginationToken
			? paginationToken.split('/').map(Number)
			: [0, page.most];
		const searched = filter && search ? { ...request, ...search(filter) } : request;
		const { rows, total } = pageIn(
			page,
			await exchange(pageRequest(page, searched, number, asked)),
		);
		const size = number === 0 ? pageSize(asked, rows.length, total) : asked;
		const more =
			rows.length > 0 && (number + 1) * size < (total ?? (rows.length < size ? 0 : Infinity));
		return {
			results: rows.flatMap((row) => toChoices(row, this)),
			paginationToken: more ? `${number + 1}/${size}` : undefined,
		};
	};
}

/**
 * The only option of a list while no credential is selected. The editor loads a list as soon as its field is shown, which may
 * be before it has selected a credential. An error would disable the field, and the editor doesn't reload the list on its own.
 */
const REFRESH: INodePropertyOptions = {
	name: 'Select a Credential, Then Refresh This List',
	value: '',
	description: "To refresh, open the field's menu and select 'Refresh list'",
};

/** The method behind a `loadOptionsMethod`: returns the whole list, sorted by name. */
export function loadOptions(choices: Choices) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const type = credentialType(this, choices.provider);
		if (!this.getNode().credentials?.[type]) return [REFRESH];
		const found = await allChoices(this, choices);
		return found.sort((a, b) => a.name.localeCompare(b.name));
	};
}

/** All options without duplicates, or only those that contain the filter. */
async function allChoices(
	context: ILoadOptionsFunctions,
	choices: Choices,
	filter = '',
): Promise<INodePropertyOptions[]> {
	const { page, toChoices } = choices;
	const { exchange, request } = await prepared(context, choices);
	const records = page
		? await readList(page, request, exchange, MOST_LOOKED_THROUGH)
		: wholeList(await exchange(request), choices);
	const found = new Map(
		records.flatMap((record) => toChoices(record, context)).map((choice) => [choice.value, choice]),
	);
	return [...found.values()].filter(({ name, value }) =>
		`${name} ${value}`.toLowerCase().includes(filter.toLowerCase()),
	);
}

function wholeList(answer: Answer, { rows = '' }: Choices): IDataObject[] {
	const paths = [rows].flat();
	return listIn(answer, paths.find((path) => Array.isArray(at(answer.body, path))) ?? paths[0]);
}

/** The request for a list, and the way to send it. */
async function prepared(context: ILoadOptionsFunctions, { provider, noun, url }: Choices) {
	const operation = readingOf(provider, `${noun}s`, url);
	const type = credentialType(context, provider);
	const baseURL = baseUrlFrom(provider.environments, await context.getCredentials(type));
	const read = readerFor(context, { operation, type, baseURL });
	const exchange: Exchange = async (options) =>
		await read(options).catch(async (error: unknown) => {
			throw toNodeError(context.getNode(), await hideSecrets(context, operation, error));
		});
	const request: IHttpRequestOptions = { method: 'GET', url };
	return { exchange, request };
}
