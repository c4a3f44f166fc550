import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Answer, CreationStatus, Existing, LookUp } from '../../shared/operation';
import { Failure } from '../../shared/report/failure';
import { pageIn, pageRequest, readList } from '../../shared/answer/paging';
import { yardstikPages } from '../provider';

/** Max number of subaccounts that match a name, in case the filter ignores case. */
const MOST_NAMED = 25;

/**
 * Yardstik identifies subaccounts by their exact name: a second POST with the same name returns the existing one with a new API
 * token (its API document). Return Existing searches for the name first, so that the token doesn't change.
 */
export const existing: Existing = {
	choices: ['refresh'],
	recognizedBy: 'Yardstik recognizes a subaccount by its exact name',
	alsoSaid: 'Each further request to create it generates a new API token',
	identity: (request) => nameIn(request),
	find: async (look) => (await named(look)) ?? (await amongAll(look)),
	statusOf: statusOfAnswer,
};

function nameIn({ body }: IHttpRequestOptions): string {
	return String((body as IDataObject).account_name);
}

/** Sends one request with a filter that follows the documented pattern, but isn't documented itself. */
async function named({ request, exchange }: LookUp): Promise<IDataObject | undefined> {
	const name = nameIn(request);
	const filtered = { ...listRequest(request), qs: { 'query[account_name_eq]': name } };
	const page = pageRequest(yardstikPages, filtered, 0, MOST_NAMED);
	const answer = await exchange(page).catch((failure: unknown) => {
		if (isFilterRefused(failure)) return undefined;
		throw failure;
	});
	const rows = answer ? pageIn(yardstikPages, answer).rows : [];
	return rows.find(({ account_name }) => account_name === name);
}

/** Searches the whole list, which all items share, because an empty result may mean that the filter doesn't work. */
async function amongAll({ request, exchange, shared }: LookUp): Promise<IDataObject | undefined> {
	const find = await shared(
		async () => await readList(yardstikPages, listRequest(request), exchange, Infinity),
		({ account_name }) => [String(account_name)],
	);
	return find(nameIn(request))[0];
}

function listRequest(request: IHttpRequestOptions): IHttpRequestOptions {
	return { ...request, method: 'GET', url: '/sub_accounts', body: undefined };
}

function isFilterRefused(failure: unknown): boolean {
	return (
		failure instanceof Failure &&
		failure.kind === 'rejected' &&
		[400, 404, 422].includes(failure.status ?? 0)
	);
}

/** 201 for a new subaccount, 200 for an existing one (Yardstik's API document). Other 2xx statuses say neither. */
function statusOfAnswer({ statusCode }: Answer, repeated: boolean): CreationStatus {
	if (statusCode === 201) return 'created';
	return statusCode === 200 && !repeated ? 'already_existed' : 'created_or_already_existed';
}
