import type { Check } from './types';

/** A check that a text matches a pattern, with the sentence's end for when it does not. */
export function pattern(expected: RegExp, text: string): Check {
	return (value) => (expected.test(String(value).trim()) ? undefined : text);
}

/** An email address: one @, a dot in the domain, no white space. */
export const email = pattern(
	/^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+\.[^\s@<>,;:"().]{2,}$/,
	'must be an email address, such as nathan@example.com',
);

/** A UUID of any version. */
export const uuid = pattern(
	/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
	'must be an ID of 36 characters, such as 95a0e70b-fe02-4f47-aef9-2efff279df71',
);

/** A two-letter state code. */
export const state = pattern(/^[A-Za-z]{2}$/, 'must be a state of two letters, such as CA');

/** At least and at most so many characters. */
export function length(least: number, most = Infinity): Check {
	return (value) => {
		// Characters as people count them, and as JSON Schema does.
		const count = [...String(value).trim()].length;
		if (count < least) return `must have at least ${least} characters`;
		if (count > most) return `must have at most ${most} characters (it has ${count})`;
		return undefined;
	};
}

/** Each entry of a list passes the check. */
export function each(check: Check): Check {
	return (value) => {
		for (const entry of Array.isArray(value) ? value : [value]) {
			const text = check(entry);
			if (text !== undefined) return `${text} (it has "${String(entry).slice(0, 40)}")`;
		}
		return undefined;
	};
}

/** One of a closed list of values. */
export function oneOf(values: unknown[]): Check {
	return (value) => (values.includes(value) ? undefined : `must be one of ${values.slice(0, 12).join(', ')}${values.length > 12 ? ' and so on' : ''}`);
}
