import type { IDataObject } from 'n8n-workflow';
import { at } from '../values';

/**
 * Returns a function that reduces a record to the fields of Simplify: output field → path in the record. `list[].name` joins
 * the names in a list. Missing values become null.
 */
export function simplifier(simple: Record<string, string>): (record: IDataObject) => IDataObject {
	const fields = Object.entries(simple).map(([name, path]) => [name, ...path.split('[].')]);
	return (record) => {
		const kept: IDataObject = {};
		for (const [name, path, inner] of fields) {
			const value = at(record, path);
			const named = inner && Array.isArray(value) ? value.map((entry) => at(entry, inner)) : value;
			kept[name] = (inner && Array.isArray(named) ? named.join(', ') : (named ?? null)) as string;
		}
		return kept;
	};
}
