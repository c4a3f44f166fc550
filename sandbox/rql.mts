/** SoftwareOne's Resource Query Language, as publicly documented: filters, order, and selection of a list. */

export type Predicate = (row: object) => boolean;

/** What the query string of a list asks for. */
export interface ListQuery {
	filters: Predicate[];
	/** Every field that a filter uses. */
	fields: string[];
	/** `limit`, `offset`, `order`, and `select`, decoded. */
	parameters: Record<string, string>;
}

const PARAMETERS = new Set(['limit', 'offset', 'order', 'select']);

/** A filter in a query string. A quoted value after "(", ",", or "=" may contain an "&". */
const PIECES = /(?:[(,=](?:"[^"]*"|'[^']*')|[^&])+/g;

/**
 * Parses a query string as it arrived, undecoded: encoded parentheses and commas of the language aren't recognized.
 * Throws a SyntaxError for invalid input.
 */
export function readListQuery(rawQuery: string): ListQuery {
	const query: ListQuery = { filters: [], fields: [], parameters: {} };
	// For a valid URL, clients must encode quotation marks, and only those.
	for (const piece of rawQuery.replaceAll('%22', '"').replaceAll('%27', "'").match(PIECES) ?? []) {
		const [, name, value] = /^([\w$.]+)=(.*)$/s.exec(piece) ?? [];
		if (name === undefined) query.filters.push(new Reader(piece, query.fields).whole());
		else if (PARAMETERS.has(name)) query.parameters[name] = decodeURIComponent(value);
		else if (name === 'rql') throw new SyntaxError('Invalid equals shortcut expression');
		else query.filters.push(new Reader(`eq(${name},${value})`, query.fields, true).whole());
	}
	return query;
}

/** The value at a dotted path; undefined if there is none. */
export function valueAt(row: object, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) => (value as Record<string, unknown> | null | undefined)?.[key],
			row,
		);
}

/** Sorts by an order such as `+name,-audit.created.at`: ascending unless the name has a minus. */
export function sorted<T extends object>(rows: T[], order: string): T[] {
	const keys = names(order).map(({ sign, name }) => ({ name, factor: sign === '-' ? -1 : 1 }));
	return [...rows].sort((one, other) =>
		keys.reduce(
			(found, { name, factor }) =>
				found || compare(valueAt(one, name), valueAt(other, name)) * factor,
			0,
		),
	);
}

/** The parts of `order` or `select`. */
export function names(list: string): Array<{ sign: '+' | '-'; name: string }> {
	return list
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.map((part) => ({ sign: part.startsWith('-') ? '-' : '+', name: part.replace(/^[+-]/, '') }));
}

function compare(one: unknown, other: unknown): number {
	if (one === other) return 0;
	return String(one ?? '') < String(other ?? '') ? -1 : 1;
}

/** Builds the check of a field's value, by operator. */
const comparisons: Record<string, (value: string) => (found: unknown) => boolean> = {
	eq: (value) => (found) => String(found ?? '') === value,
	ne: (value) => (found) => String(found ?? '') !== value,
	gt: (value) => (found) => compare(found, value) > 0,
	ge: (value) => (found) => compare(found, value) >= 0,
	lt: (value) => (found) => compare(found, value) < 0,
	le: (value) => (found) => compare(found, value) <= 0,
	ilike(value) {
		const pattern = likeness(value);
		return (found) => pattern.test(String(found ?? ''));
	},
};

/** A pattern in which `*` matches anything and `\*` matches an asterisk. */
function likeness(pattern: string): RegExp {
	const parts = pattern
		.split(/(\\\*|\*)/)
		.map((part) =>
			part === '*' ? '.*' : part.replace(/^\\\*$/, '*').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
		);
	return new RegExp(`^${parts.join('')}$`, 'is');
}

class Reader {
	private at = 0;

	/** `lenient` accepts an ID without quotation marks, as in `id=ACC-1`. */
	constructor(
		private readonly text: string,
		private readonly fields: string[],
		private readonly lenient = false,
	) {}

	whole(): Predicate {
		const predicate = this.expression();
		if (this.at < this.text.length)
			throw new SyntaxError(`Unexpected text at position ${this.at} of ${this.text}`);
		return predicate;
	}

	private expression(): Predicate {
		const operator = this.take(/[a-z]+/y, 'an operator');
		this.take(/\(/y, '"("');
		const predicate = this.body(operator);
		this.take(/\)/y, '")"');
		return predicate;
	}

	private body(operator: string): Predicate {
		if (operator === 'and' || operator === 'or') {
			const parts = this.list(() => this.expression());
			return operator === 'and'
				? (row) => parts.every((part) => part(row))
				: (row) => parts.some((part) => part(row));
		}
		if (operator === 'not') {
			const part = this.expression();
			return (row) => !part(row);
		}
		const field = this.take(/[\w$.]+/y, 'a field');
		this.fields.push(field);
		this.take(/,/y, '","');
		if (operator === 'in' || operator === 'out') {
			this.take(/\(/y, '"("');
			const values = this.list(() => this.value(field));
			this.take(/\)/y, '")"');
			return (row) => values.includes(String(valueAt(row, field) ?? '')) === (operator === 'in');
		}
		const comparison = comparisons[operator];
		if (!comparison) throw new SyntaxError('Unknown expression group');
		const test = comparison(this.value(field));
		return (row) => test(valueAt(row, field));
	}

	private list<T>(one: () => T): T[] {
		const all = [one()];
		while (this.text[this.at] === ',') {
			this.at += 1;
			all.push(one());
		}
		return all;
	}

	private value(field: string): string {
		const raw = this.take(/null\(\)|empty\(\)|"[^"]*"|'[^']*'|[^,()"']*/y, 'a value');
		if (raw === 'null()' || raw === 'empty()') return '';
		const quoted = /^["']/.test(raw);
		if (!this.lenient && !raw.startsWith('"') && /(^|\.)id$/.test(field))
			throw new SyntaxError(`The value of ${field} must be in double quotes`);
		return decodeURIComponent(quoted ? raw.slice(1, -1) : raw);
	}

	private take(pattern: RegExp, what: string): string {
		pattern.lastIndex = this.at;
		const [found] = pattern.exec(this.text) ?? [];
		if (found === undefined)
			throw new SyntaxError(`Expected ${what} at position ${this.at} of ${this.text}`);
		this.at += found.length;
		return found;
	}
}
