import type { IDataObject } from 'n8n-workflow';

/**
 * Returns a function that adds `ready` to a record: whether the customer can use the account now. It is inserted after the
 * provider's field that it is based on, and is null if the record doesn't have that field.
 */
export function readyWhen(
	field: string,
	isReady: (value: unknown) => boolean,
): (record: IDataObject) => IDataObject {
	return (record) => {
		if (!(field in record)) return { ...record, ready: null };
		const entries = Object.entries(record).flatMap<[string, unknown]>(([name, value]) =>
			name === field
				? [
						[name, value],
						['ready', isReady(value)],
					]
				: [[name, value]],
		);
		return Object.fromEntries(entries) as IDataObject;
	};
}
