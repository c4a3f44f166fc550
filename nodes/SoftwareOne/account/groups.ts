import type { IDataObject } from 'n8n-workflow';
import type { Issue } from '../../shared/operation';
import { isEmpty, isObject } from '../../shared/values';

/** The fields of a group in an account: `UserGroupRef` in SoftwareOne's document, which allows no others. */
const GROUP_FIELDS = ['id', 'name', 'revision', 'description', 'logo', 'isDefault'];

/** Matches SoftwareOne's IDs, such as UGR-0000-0001. */
const ID = /^[A-Z]{2,5}(-\d+)+$/i;

/**
 * Adds the selected groups to the body. They can be IDs or names, as a list or separated by commas, or SoftwareOne's own group
 * objects. A name without an ID means a group that doesn't exist yet. Adds an issue for anything else.
 */
export function addGroups(body: IDataObject, given: unknown, issues: Issue[]): void {
	const entries = typeof given === 'string' ? given.split(',') : [given].flat();
	const groups = entries.filter((entry) => !isEmpty(entry)).map(groupIn);
	if (groups.some((group) => group === undefined)) {
		issues.push({
			field: 'Group Names or IDs',
			text: 'must contain IDs, names, or groups with an "id" or a "name"',
		});
	} else if (groups.length > 0) body.groups = groups as IDataObject[];
}

function groupIn(entry: unknown): IDataObject | undefined {
	if (isObject(entry)) {
		const known = GROUP_FIELDS.filter((field) => !isEmpty(entry[field]));
		if (!known.includes('id') && !known.includes('name')) return undefined;
		return Object.fromEntries(known.map((field) => [field, entry[field]]));
	}
	if (typeof entry === 'object') return undefined;
	const text = String(entry).trim();
	return ID.test(text) ? { id: text } : { name: text };
}
