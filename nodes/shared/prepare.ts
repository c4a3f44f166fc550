import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyRouting,
} from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';
import { oneOf } from './checks';
import { labelOf } from './failure';
import { runOf } from './run';
import type { Check, Issue, Operation } from './types';
import { at, isEmpty, isObject, put, withoutEmpty } from './values';

/** What a field must hold, read from its n8n property. */
export interface Rule {
	/** Where it is in the request's body or query, or among the node's parameters if it is not sent as it is. */
	path: string;
	place: 'body' | 'qs' | 'parameter';
	property: INodeProperties;
	check?: Check;
}

/**
 * The routing of an operation: its request, sent by the node's send function after the checks. Every operation of every
 * node is routed by this, so that none has its own way of sending.
 */
export function route(operation: Operation): INodePropertyRouting {
	return {
		request: operation.request,
		send: { paginate: true, preSend: [prepare(operation)] },
		// The send function needs status and headers too, so one request's result is its whole answer.
		output: { postReceive: [async (_items, answer) => [{ json: answer as unknown as IDataObject } as INodeExecutionData]] },
	};
}

/**
 * Shapes and checks one item's request before anything is sent: empty optional fields go, texts are trimmed, values take
 * their field's type, ids go into the URL. What is wrong is registered with the run, which decides for all its items.
 */
function prepare(operation: Operation) {
	const rules = rulesOf(operation);
	return async function (this: IExecuteSingleFunctions, request: IHttpRequestOptions): Promise<IHttpRequestOptions> {
		const issues: Issue[] = [];
		request.url = fillUrl(request.url, (name) => this.getNodeParameter(name, undefined, { extractValue: true }), operation, issues);
		const timezone = this.getTimezone();
		const parameter = (path: string) => this.getNodeParameter(path, '');
		for (const rule of rules) applyRule(rule, request, timezone, issues, parameter);
		request.qs = withoutEmpty((request.qs ?? {}) as IDataObject);
		request.headers = withoutEmpty((request.headers ?? {}) as IDataObject);
		if (isObject(request.body)) request.body = withoutEmpty(request.body);
		// After that, because a provider may want a group even where nothing is in it.
		operation.shape?.call(this, request, issues);
		if (operation.page) limitOf(this, issues);
		runOf(this).begin(this.getItemIndex(), { operation, issues, label: labelOf(operation, request.body) });
		return request;
	};
}

/** The rules of an operation's fields, those inside collections included. The rows of a list have no path of their own. */
export function rulesOf(operation: Operation): Rule[] {
	const visit = (properties: INodeProperties[], parent = ''): Rule[] =>
		properties.flatMap((property) => {
			const { type, property: sentAs } = property.routing?.send ?? {};
			const name = `${parent}${property.name}`;
			const values = closedValues(property);
			const path = sentAs ?? name;
			const check = operation.checks?.[path] ?? (values && oneOf(values));
			if (sentAs !== undefined) return [{ path, place: type === 'body' ? 'body' : 'qs', property, check }];
			const children = property.type === 'collection' ? visit((property.options ?? []) as INodeProperties[], `${name}.`) : [];
			return check || property.type === 'string' ? [{ path, place: 'parameter', property, check }, ...children] : children;
		});
	return visit(operation.fields);
}

function closedValues(property: INodeProperties): unknown[] | undefined {
	if (property.type !== 'options' || property.typeOptions?.loadOptionsMethod) return undefined;
	return (property.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
}

/**
 * Applies one rule: brings the value into its type, or adds what is wrong with it to the issues. Changes the request.
 * `parameter` gives the node's parameter at a path.
 */
export function applyRule(rule: Rule, request: IHttpRequestOptions, timezone: string, issues: Issue[], parameter: (path: string) => unknown): void {
	const { property, path, place } = rule;
	const target = (place === 'body' ? request.body : request.qs) as IDataObject;
	// Query names such as query[created_at_gteq] are no paths.
	const given = place === 'body' ? at(target, path) : place === 'qs' ? target[path] : parameter(path);
	if (isEmpty(given)) {
		if (property.required) issues.push({ field: property.displayName, text: 'is required, but is empty' });
		return;
	}
	const typed = toType(property, given, timezone);
	const text = typed.text ?? rule.check?.(typed.value);
	if (text !== undefined) issues.push({ field: property.displayName, text: `${text}${shown(property, given)}` });
	else if (place === 'body') put(target, path, typed.value);
	else if (place === 'qs') target[path] = typed.value as IDataObject[string];
}

function shown(property: INodeProperties, given: unknown): string {
	if (property.typeOptions?.password || typeof given === 'object' || String(given).includes('\n')) return '';
	return ` (it is "${String(given).slice(0, 60)}")`;
}

interface Typed {
	value?: unknown;
	text?: string;
}

function toType(property: INodeProperties, given: unknown, timezone: string): Typed {
	switch (property.type) {
		case 'boolean':
			if (!/^(true|false)$/i.test(String(given))) return { text: 'must be true or false' };
			return { value: /^true$/i.test(String(given)) };
		case 'number': {
			const number = Number(given);
			return Number.isFinite(number) && typeof given !== 'boolean' ? { value: number } : { text: 'must be a number' };
		}
		case 'dateTime': {
			const value = toInstant(given, timezone);
			return value === undefined ? { text: 'must be a date, such as 2026-01-31 or 2026-01-31T09:00:00Z' } : { value };
		}
		case 'json':
			if (typeof given === 'object') return { value: given };
			try {
				return { value: JSON.parse(String(given)) };
			} catch {
				return { text: 'must be valid JSON: check its brackets, quotes and commas' };
			}
		case 'multiOptions':
			return toList(typeof given === 'string' ? given.split(',') : given);
		default:
			if (isObject(given) && '__rl' in given) return toText(given.value);
			return toText(given, !property.typeOptions?.password);
	}
}

function toList(given: unknown): Typed {
	const texts = [given].flat().filter((entry) => !isEmpty(entry)).map((entry) => toText(entry));
	const wrong = texts.find((entry) => entry.text !== undefined);
	return wrong ?? { value: texts.map((entry) => entry.value) };
}

/** A text: numbers are written out (a CRM's zip code is often a number); a list or an object is a mapping gone wrong. */
function toText(given: unknown, trim = true): Typed {
	if (typeof given === 'object') return { text: 'must be a text, but is a list or an object' };
	return { value: trim ? String(given).trim() : String(given) };
}

/**
 * An ISO 8601 moment in UTC from what n8n's date fields and expressions give: a date, a date and time with or without
 * a zone (without one the workflow's time zone counts), or a date object. Undefined where it is no date.
 */
export function toInstant(given: unknown, timezone: string): string | undefined {
	const date = given as { toISO?: () => string; toISOString?: () => string };
	try {
		// A date object may come from another realm, so instanceof won't do.
		const text = (date.toISO?.() ?? date.toISOString?.() ?? String(given)).trim();
		if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/.test(text)) return undefined;
		const moment = tryToParseDateTime(text, timezone);
		// A day that does not exist, such as 30 February, comes out as another one.
		return moment.toISODate() === text.slice(0, 10) ? moment.toJSDate().toISOString() : undefined;
	} catch {
		return undefined;
	}
}

/** How many records a list is asked for: Infinity with Return All. Adds to the issues where Limit can't be meant. */
export function limitOf(context: Pick<IExecuteSingleFunctions, 'getNodeParameter'>, issues: Issue[] = []): number {
	if (/^true$/i.test(String(context.getNodeParameter('returnAll', false)))) return Infinity;
	const given = context.getNodeParameter('limit', 50);
	const limit = ['number', 'string'].includes(typeof given) ? Number(given) : NaN;
	if (!Number.isInteger(limit) || limit < 1) issues.push({ field: 'Limit', text: `must be a whole number from 1 (it is "${String(given).slice(0, 60)}")` });
	return limit;
}

/** Fills each `{name}` of a URL with an id. An id that is empty, `.` or `..` is an issue, since it would be another URL. */
export function fillUrl(url: string, valueOf: (name: string) => unknown, operation: Operation, issues: Issue[]): string {
	return url.replace(/\{(\w+)\}/g, (_match, name: string) => {
		const label = operation.fields.find((field) => field.name === name)?.displayName ?? name;
		const given = valueOf(name);
		const id = isObject(given) || Array.isArray(given) ? '' : idIn(String(given ?? ''));
		if (id === '') issues.push({ field: label, text: 'is required, but is empty' });
		else if (id === '.' || id === '..') issues.push({ field: label, text: `can't be "${id}"` });
		return encodeURIComponent(id);
	});
}

/** The id in what a person pasted: the id itself, or the address of its page, whose id-like part (or last part) counts. */
export function idIn(pasted: string): string {
	const text = pasted.trim();
	const path = /^https?:\/\/[^/?#]+\/([^?#]*)/i.exec(text)?.[1];
	if (path === undefined) return text;
	const parts = path.split('/').filter((part) => part !== '');
	return parts.reverse().find((part) => /\d/.test(part) && part.length >= 6) ?? parts[0] ?? '';
}
