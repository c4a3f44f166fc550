import type { IDataObject } from 'n8n-workflow';

/** The value at a dotted path, or undefined if it doesn't exist. */
export function at(value: unknown, path: string): unknown {
	if (path === '') return value;
	// Most paths are a single key, and a long list asks for some of them in each record.
	if (!path.includes('.')) return isObject(value) ? value[path] : undefined;
	return path
		.split('.')
		.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The records of the list at a dotted path. Nested lists, which a provider's document shows, are flattened. */
export function recordsAt(value: unknown, path: string): IDataObject[] {
	const list = at(value, path);
	return Array.isArray(list) ? list.flat().filter(isObject) : [];
}

/** Whether a value is a plain object (not an array, a buffer or null). */
export function isObject(value: unknown): value is IDataObject {
	return (
		typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)
	);
}

/** Whether a field is empty: no value, only whitespace, or a list or group without values. */
export function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.every(isEmpty);
	// A resource locator whose expression returned nothing.
	if (isObject(value) && '__rl' in value) return isEmpty(value.value);
	// A Date has no own fields, but isn't empty. It may come from another realm, so instanceof doesn't work.
	return isObject(value) && !('getTime' in value) && Object.values(value).every(isEmpty);
}

/** A parameter as a trimmed string, or '' if it is empty in any way. */
export function textOf(value: unknown): string {
	return isEmpty(value) ? '' : String(value).trim();
}

/** A deep copy without empty values, so that empty optional fields aren't sent. */
export function withoutEmpty(value: IDataObject): IDataObject {
	const kept: IDataObject = {};
	for (const [key, inner] of Object.entries(value)) {
		if (isEmpty(inner)) continue;
		kept[key] = isObject(inner) ? withoutEmpty(inner) : inner;
	}
	return kept;
}

/** Sets the value at an existing dotted path. Changes the target. */
export function put(target: IDataObject, path: string, value: unknown): void {
	const keys = path.split('.');
	const last = keys.pop() as string;
	(at(target, keys.join('.')) as IDataObject)[last] = value as IDataObject[string];
}
