import type { IDataObject, IHttpRequestOptions, INode, INodeProperties, JsonObject } from 'n8n-workflow';
import { jsonParse, NodeApiError } from 'n8n-workflow';
import { WAITS } from './retry';
import type { End } from './retry';
import type { Task } from './run';
import type { Answer, Operation } from './types';
import { at, isObject, recordsAt } from './values';

/** Why an item did not succeed. `notSent` items were held back because another item ended the run. */
export type Kind = 'invalid' | 'rejected' | 'unauthorized' | 'limited' | 'unreachable' | 'unavailable' | 'unknown' | 'notSent';

/** What happened to one item, in words: one sentence for what, one for what to do. Holds no secret. */
export class Failure extends Error {
	constructor(
		readonly kind: Kind,
		message: string,
		readonly advice: string,
		readonly status?: number,
		readonly retryAfterMs?: number,
	) {
		super(message);
	}
}

/** What the customer is called in messages: the values at the operation's label paths. */
export function labelOf(operation: Operation, record: unknown): string | undefined {
	const words = (operation.label ?? []).map((path) => at(record, path)).filter((word) => word);
	return words.length ? shorten(words.join(' '), 60) : undefined;
}

/**
 * The provider's own words in an answer's body, as one line without markup, or '' where it has none.
 * Takes all forms that the five documents and common gateways use: text, `error`, `errors` (texts, objects with
 * `message` and a field, or an object of field → texts, nested to any depth), `message`, and problem details (RFC 9457). In a
 * body of another form, whatever text it holds.
 */
export function wordsOf(body: unknown): string {
	if (isText(body) && /^\s*[{[]/.test(body)) return wordsOf(jsonParse(body, { fallbackValue: null }));
	const words = isObject(body) ? fromObject(body) : isText(body) ? [fromText(body)] : Array.isArray(body) ? fromList(body) : [];
	return shorten([...new Set(words.filter((word) => word).map((word) => word.replace(/\.$/, '')))].join('; '), 500);
}

/** The records of the list at a path in an answer. Throws a Failure, with the words in it, where there is no list. */
export function listIn({ statusCode, body }: Answer, path: string): IDataObject[] {
	if (statusCode !== 204 && !Array.isArray(at(body, path))) {
		const said = wordsOf(body);
		throw new Failure('unavailable', `The answer holds no list${said ? `: ${said}` : ''}`, 'Run this item again later.', statusCode);
	}
	return recordsAt(body, path);
}

const isText = (value: unknown): value is string => typeof value === 'string';

function fromObject(body: IDataObject): string[] {
	const fields = [body.errors, body.error].flatMap((value) => (isObject(value) && !isText(value.message) ? fromFields(value) : fromList([value].flat())));
	const general = [body.detail, body.message, body.error_description].filter(isText).map(fromText);
	// A general sentence that only announces what the fields say is left out.
	const said = fields.length ? general.filter((words) => !/^(one or more )?validation (errors? occurred|failed)|^the request (is not|was not) valid/i.test(words)) : general;
	if (said.length || fields.length) return [...said, ...fields];
	return isText(body.title) ? [fromText(body.title)] : fromFields(body);
}

function fromList(list: unknown[]): string[] {
	return list.flatMap((entry) => {
		if (isText(entry)) return [fromText(entry)];
		if (!isObject(entry)) return [];
		if (Array.isArray(entry.errors)) return fromList(entry.errors);
		if (!isText(entry.message)) return fromFields(entry);
		const named = entry.error_key ?? entry.field ?? (Array.isArray(entry.properties) ? entry.properties.join(', ') : undefined);
		// Some name the whole request where they mean no field.
		return [isText(named) && !['base', 'request'].includes(named) && !mentions(entry.message, named) ? `${named}: ${entry.message}` : entry.message];
	});
}

function fromFields(fields: IDataObject): string[] {
	return Object.entries(fields).flatMap(([field, value]) =>
		fromList([value].flat()).map((said) => (mentions(said, field) ? said : `${field}: ${said}`)),
	);
}

/** Whether the words name the field already, `company.name` also where they say "Company name". */
function mentions(said: string, field: string): boolean {
	const plain = (value: string) => value.toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
	return plain(said).includes(plain(field.split('.').pop() ?? field));
}

function fromText(said: string): string {
	const title = /<title[^>]*>([^<]*)<\/title>/i.exec(said)?.[1];
	const visible = title ?? said.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
	return visible.replace(/\s+/g, ' ').trim();
}

function shorten(value: string, most: number): string {
	return value.length > most ? `${value.slice(0, most)}…` : value;
}

/** The failure for a request that is not sent any more: what became of it, in the provider's own words, and what to do. */
export function failureOf({ operation, label }: Task, { verdict, answer, why }: End, { method }: IHttpRequestOptions, asked?: number): Failure {
	const { noun, verb, repeat } = operation;
	const { name } = operation.provider;
	const thing = label ? `${noun} '${label}'` : noun;
	const status = answer?.statusCode;
	const said = wordsOf(answer?.body);
	const words = said ? `: ${said}` : '';
	const failure = (kind: Kind, message: string, advice: string) => new Failure(kind, message, advice, status);
	if (verdict === 'untouched' && status === 429) {
		const minutes = asked !== undefined && asked > WAITS.asked ? ` and asks to wait ${Math.ceil(asked / 60_000)} minutes` : '';
		return new Failure('limited', `${name} takes no more requests for now${minutes}, so it did not ${verb} ${thing}${words}`, "Run this item again later, or lower 'Requests at Once' in the node's Request Options.", status, asked);
	}
	if (verdict === 'untouched') {
		return failure('unreachable', `${name} can't be reached to ${verb} ${thing}: ${why}`, 'Nothing was sent. Check the environment or base URL in the credential, and the connection of this n8n to the internet.');
	}
	if (verdict === 'unknown' && method === 'GET') {
		return failure('unavailable', `${name} could not ${verb} ${thing}: ${why}${words}`, 'Run this item again later.');
	}
	if (verdict === 'unknown') {
		const look = `${operation.howToCheck ?? `Look at the ${noun} in ${name}`} before running this item again`;
		const advice = `It may have been done all the same. ${repeat === 'always' ? 'Running this item again is safe: it is not done twice' : look}.`;
		return failure('unknown', `It is unknown whether ${name} carried out "${verb} ${thing}": ${why}${words}`, advice);
	}
	if (status === undefined || status < 400) return failure('rejected', `${name} did not ${verb} ${thing}: ${why}`, 'Check the base URL in the credential.');
	const reason = words || ` (HTTP ${status}, without a reason)`;
	if (status === 401) {
		return failure('unauthorized', `${name} did not accept the key${reason}`, 'Check that the key is complete, is still valid and belongs to the environment that is selected in the credential.');
	}
	if (status === 403) {
		return failure('rejected', `${name} does not allow this key to ${verb} ${thing}${reason}`, `Check that the key is from the environment that is selected in the credential, then ask ${name} for the permission.`);
	}
	if (status === 404 && verb !== 'create') {
		return failure('rejected', `${name} has no such ${thing}${reason}`, 'Check the ID, and that it belongs to the environment that is selected in the credential.');
	}
	const labels = labelsIn(said, operation.fields).join(', ');
	return failure('rejected', `${name} did not ${verb} ${thing}${reason}`, `Correct ${labels || 'it'} in the form or in your data, then run this item again.`);
}

/** The labels of the fields that a provider names as it calls them itself, such as `company.tax_id` or `ownerTitle`. */
function labelsIn(said: string, fields: INodeProperties[]): string[] {
	return fields.flatMap(({ type, options, displayName, routing }) => {
		if (type === 'collection') return labelsIn(said, (options ?? []) as INodeProperties[]);
		const path = routing?.send?.property ?? '';
		const name = path.split('.').pop() as string;
		// A name that is a word, such as `state`, may mean something else in a sentence.
		const named = said.split(/[^\w.]+/).some((word) => word === name ? /[_A-Z]/.test(name) : word === path && path.includes('.'));
		return named ? [`'${displayName}'`] : [];
	});
}

const CAUSES: Partial<Record<Kind, 'rate-limited' | 'temporarily-unavailable' | 'credential-invalid' | 'configuration-invalid'>> = {
	invalid: 'configuration-invalid',
	limited: 'rate-limited',
	unauthorized: 'credential-invalid',
	unavailable: 'temporarily-unavailable',
	unreachable: 'temporarily-unavailable',
};

/**
 * The failure as n8n shows and stores it. Neither the request nor the node's parameters go with it: n8n stores what an
 * error carries, and both may hold a secret.
 */
export function toNodeError(node: INode, failure: Failure, itemIndex?: number): NodeApiError {
	const cause = CAUSES[failure.kind];
	return new NodeApiError({ ...node, parameters: {} }, {} as JsonObject, {
		message: failure.message,
		description: failure.advice,
		httpCode: failure.status === undefined ? undefined : String(failure.status),
		itemIndex,
		...(cause ? { failure: { cause, ...(failure.retryAfterMs ? { retryAfterMs: failure.retryAfterMs } : {}) } } : {}),
	});
}
