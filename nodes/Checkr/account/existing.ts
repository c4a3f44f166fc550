import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';
import type { Answer, CreationStatus, Existing, LookUp } from '../../shared/operation';
import { Failure } from '../../shared/report/failure';
import { wordsOf } from '../../shared/report/words';
import { at, textOf } from '../../shared/values';

/** How far off a server's clock may be, in milliseconds. The Date header has whole seconds only. */
const CLOCK = 2_000;

/**
 * Checkr has no search for accounts. For 24 hours, it returns the first result for a known Idempotency-Key (its OpenAPI document),
 * so the key is derived from what identifies the customer.
 */
export const existing: Existing = {
	choices: ['create'],
	recognizedBy:
		"Checkr has no search for accounts, but for 24 hours it recognizes the same customer by 'Customer Reference' if you set it, and otherwise by all details",
	identity: customerOf,
	statusOf: statusByAge,
	rejection: conflict,
};

function customerOf({ body }: IHttpRequestOptions, item: IExecuteSingleFunctions): string {
	const { client_id, ...details } = body as IDataObject;
	return JSON.stringify([client_id, referenceIn(item) || details]);
}

function referenceIn(item: IExecuteSingleFunctions): string {
	return textOf(item.getNodeParameter('additionalFields.customerReference', ''));
}

/**
 * Throws a Failure for a conflict if a Customer Reference is set, because it may have been used with other details. Checkr
 * documents 409 for duplicates, but not what it returns for a known key with a different body.
 */
async function conflict({ statusCode, body }: Answer, look: LookUp): Promise<undefined> {
	const reference = referenceIn(look.item);
	if (statusCode !== 409 || !reference) return undefined;
	const { name } = look.request.body as IDataObject;
	const said = wordsOf(body);
	throw new Failure(
		'already_exists',
		`Checkr did not create account '${name}', because it conflicts with an earlier request${said ? `: ${said}` : ''}`,
		`'${reference}' may have been used as 'Customer Reference' with other details in the last 24 hours. If this is the same customer, enter the same details as before. If not, change 'Customer Reference', or set 'If It Already Exists' to Create Another.`,
		statusCode,
	);
}

/** An account that is older than the request was created by an earlier request with the same key. */
function statusByAge(
	{ body, headers }: Answer,
	_repeated: boolean,
	startedAt: number,
): CreationStatus {
	const createdAt = Date.parse(String(at(body, 'created_at')));
	if (Number.isNaN(createdAt)) return 'created_or_already_existed';
	const served = Date.parse(String(headers.date));
	const ahead = Number.isNaN(served) ? 0 : served - Date.now();
	return createdAt < startedAt + ahead - CLOCK ? 'already_existed' : 'created';
}

/** Adds the account's ID, which the documented response contains only as part of its `uri`. */
export function withId(record: IDataObject): IDataObject {
	if (record.id !== undefined) return record;
	const id = /\/accounts\/([^/?#]+)/.exec(String(record.uri))?.[1];
	const { creation_status, ...account } = record;
	return id ? { creation_status, id, ...account } : record;
}
