import type { IDataObject } from 'n8n-workflow';

/** The value at a dotted path, or undefined where the path ends early. */
export function at(value: unknown, path: string): unknown {
	if (path === '') return value;
	// Most paths are a single key, and a long list asks for some of them in each record.
	if (!path.includes('.')) return isObject(value) ? value[path] : undefined;
	return path
		.split('.')
		.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The records of the list at a dotted path. A list inside the list, as a document shows one, is laid flat. */
export function recordsAt(value: unknown, path: string): IDataObject[] {
	const list = at(value, path);
	return Array.isArray(list) ? list.flat().filter(isObject) : [];
}

/** Whether a value is a plain object (not an array, a buffer or null). */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** Whether a person left a field empty: nothing, white space, or a list or group with nothing in it. */
export function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.every(isEmpty);
	// A Date has no fields of its own, but is not empty for that; it may come from another realm, so instanceof won't do.
	return isObject(value) && !('getTime' in value) && Object.values(value).every(isEmpty);
}

/** A parameter as text without spaces around it; '' where a person left it empty, whatever an expression made of that. */
export function textOf(value: unknown): string {
	return isEmpty(value) ? '' : String(value).trim();
}

/** A copy without anything empty, however deep, so that optional fields left empty are not sent. */
export function withoutEmpty(value: IDataObject): IDataObject {
	const kept: IDataObject = {};
	for (const [key, inner] of Object.entries(value)) {
		if (isEmpty(inner)) continue;
		kept[key] = isObject(inner) ? withoutEmpty(inner) : inner;
	}
	return kept;
}

/** Puts another value at a dotted path that exists. Changes the target. */
export function put(target: IDataObject, path: string, value: unknown): void {
	const keys = path.split('.');
	const last = keys.pop() as string;
	(at(target, keys.join('.')) as IDataObject)[last] = value as IDataObject[string];
}
