/** Whether a value is valid for a field. */
export type Check = (value: unknown) => boolean;

export const oneOf =
	(...values: unknown[]): Check =>
	(value) =>
		values.includes(value);
export const isFlag = oneOf(true, false);
export const isText: Check = (value) => typeof value === 'string' && value !== '';
export const isAmount: Check = (value) => typeof value === 'number' && value >= 0;

/** Sets fields of an object. Throws a TypeError, without setting anything, for a field or value not in `allowed`. */
export function assignChecked(
	target: object,
	given: Record<string, unknown>,
	allowed: Record<string, Check>,
): void {
	for (const [field, value] of Object.entries(given)) {
		if (!Object.hasOwn(allowed, field))
			throw new TypeError(`${field} must be one of ${Object.keys(allowed).join(', ')}`);
		if (!allowed[field](value)) throw new TypeError(`${field} cannot be ${JSON.stringify(value)}`);
	}
	Object.assign(target, given);
}

/** Returns the account to change. Throws a TypeError if there is none. */
export function existing<T>(found: T | undefined, id: string): T {
	if (found === undefined) throw new TypeError(`there is no ${id}`);
	return found;
}
