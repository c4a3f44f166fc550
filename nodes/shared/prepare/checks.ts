import type { Check } from '../operation';

/** A check that a text matches a pattern. `text` is the end of the sentence if it doesn't. */
export function pattern(expected: RegExp, text: string): Check {
	return (value) => (expected.test(String(value).trim()) ? undefined : text);
}

/** An email address: one @, a dot in the domain, and no whitespace. */
export const email = pattern(
	/^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+\.[^\s@<>,;:"().]{2,}$/,
	'must be an email address, such as nathan@example.com',
);

/** An email address according to JSON Schema's `format: email`, which only allows ASCII. */
export const asciiEmail: Check = (value) =>
	/^[\x20-\x7e]*$/.test(String(value))
		? email(value)
		: 'must be an email address without accents or other special characters';

/** Allows any text, for a field whose list of options isn't exhaustive. */
export const anyText: Check = () => undefined;

/** A UUID of any version. */
export const uuid = pattern(
	/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
	'must be a 36-character ID, such as 95a0e70b-fe02-4f47-aef9-2efff279df71',
);

/** A two-letter state code. */
export const state = pattern(/^[A-Za-z]{2}$/, 'must be a two-letter state code, such as CA');

/** A minimum and maximum number of characters. */
export function length(least: number, most = Infinity): Check {
	return (value) => {
		// Counts code points, like JSON Schema.
		const count = [...String(value).trim()].length;
		if (count < least) return `must have at least ${least} characters`;
		if (count > most) return `must have at most ${most} characters (got ${count})`;
		return undefined;
	};
}

/** Applies a check to each entry of a list. */
export function each(check: Check): Check {
	return (value) => {
		for (const entry of Array.isArray(value) ? value : [value]) {
			const text = check(entry);
			if (text !== undefined) return `${text} (got "${String(entry).slice(0, 40)}")`;
		}
		return undefined;
	};
}

/** One of a fixed list of values. */
export function oneOf(values: unknown[]): Check {
	return (value) =>
		values.includes(value)
			? undefined
			: `must be one of ${values.slice(0, 12).join(', ')}${values.length > 12 ? ', ...' : ''}`;
}
