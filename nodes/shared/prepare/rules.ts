import type { IDataObject, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { oneOf } from './checks';
import type { Check, Issue, Operation } from '../operation';
import { at, isEmpty, put } from '../values';
import { toType } from './types';

/** The rule for a field, derived from its n8n property. */
export interface Rule {
	/** The path in the request's body or query, or in the node's parameters if the field isn't sent unchanged. */
	path: string;
	place: 'body' | 'qs' | 'parameter';
	property: INodeProperties;
	check?: Check;
	/** A two-letter code, which is sent in uppercase. */
	isCode?: boolean;
}

/** The rules of an operation's fields, including fields in collections. Rows of a list have no path. */
export function rulesOf(operation: Operation): Rule[] {
	const visit = (properties: INodeProperties[], parent = ''): Rule[] =>
		properties.flatMap((property) => {
			const { type, property: sentAs } = property.routing?.send ?? {};
			const name = `${parent}${property.name}`;
			const values = closedValues(property);
			const path = sentAs ?? name;
			const check = operation.checks?.[path] ?? (values && oneOf(values));
			const isCode = operation.codes?.includes(path);
			if (sentAs !== undefined) {
				return [{ path, place: type === 'body' ? 'body' : 'qs', property, check, isCode }];
			}
			const children =
				property.type === 'collection'
					? visit((property.options ?? []) as INodeProperties[], `${name}.`)
					: [];
			return check || property.type === 'string'
				? [{ path, place: 'parameter', property, check }, ...children]
				: children;
		});
	return visit(operation.fields);
}

function closedValues(property: INodeProperties): unknown[] | undefined {
	if (property.type !== 'options' || property.typeOptions?.loadOptionsMethod) return undefined;
	return (property.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
}

/**
 * Applies one rule: converts the value to its type, or adds an issue. Changes the request. `parameter` returns the node's
 * parameter at a path.
 */
export function applyRule(
	rule: Rule,
	request: IHttpRequestOptions,
	timezone: string,
	issues: Issue[],
	parameter: (path: string) => unknown,
): void {
	const { property, path, place } = rule;
	const target = (place === 'body' ? request.body : request.qs) as IDataObject;
	// Query names such as query[created_at_gteq] aren't paths.
	const given =
		place === 'body' ? at(target, path) : place === 'qs' ? target[path] : parameter(path);
	if (isEmpty(given)) {
		if (property.required)
			issues.push({ field: property.displayName, text: 'is required but empty' });
		return;
	}
	const typed = toType(property, given, timezone);
	if (rule.isCode) typed.value = inCapitals(typed.value);
	const text = typed.text ?? rule.check?.(typed.value);
	if (text !== undefined)
		issues.push({ field: property.displayName, text: `${text}${shown(property, given)}` });
	else if (place === 'body') put(target, path, typed.value);
	else if (place === 'qs') target[path] = typed.value as IDataObject[string];
}

function shown(property: INodeProperties, given: unknown): string {
	if (property.typeOptions?.password || typeof given === 'object' || String(given).includes('\n'))
		return '';
	return ` (got "${String(given).slice(0, 60)}")`;
}

/** Converts two-letter codes to uppercase. */
function inCapitals(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inCapitals);
	return typeof value === 'string' && /^[a-z]{2}$/i.test(value) ? value.toUpperCase() : value;
}
