import type { Issue, Operation } from '../operation';
import { isObject } from '../values';

/** Replaces each `{name}` in a URL with an ID. An empty ID, `.`, or `..` is an issue, because it would change the URL. */
export function fillUrl(
	url: string,
	valueOf: (name: string) => unknown,
	operation: Operation,
	issues: Issue[],
): string {
	return url.replace(/\{(\w+)\}/g, (_match, name: string) => {
		const label = operation.fields.find((field) => field.name === name)?.displayName ?? name;
		const given = valueOf(name);
		const id = isObject(given) || Array.isArray(given) ? '' : idIn(String(given ?? ''));
		if (id === '') issues.push({ field: label, text: 'is required but empty' });
		else if (id === '.' || id === '..') issues.push({ field: label, text: `can't be "${id}"` });
		return encodeURIComponent(id);
	});
}

/** The ID in a pasted value: the value itself, or the ID-like segment (otherwise the last segment) of a pasted URL. */
export function idIn(pasted: string): string {
	const text = pasted.trim();
	const path = /^https?:\/\/[^/?#]+\/([^?#]*)/i.exec(text)?.[1];
	if (path === undefined) return text;
	const parts = path.split('/').filter((part) => part !== '');
	return parts.reverse().find((part) => /\d/.test(part) && part.length >= 6) ?? parts[0] ?? '';
}
