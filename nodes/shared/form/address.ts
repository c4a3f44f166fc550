import type { INodeProperties } from 'n8n-workflow';

/** One line of an address: its label, its request path, and any difference from a plain text field. */
export interface AddressLine extends Partial<INodeProperties> {
	displayName: string;
	name: string;
	/** Request path, such as `company.zipcode`. */
	path: string;
}

/**
 * An address as one collection whose lines are all visible from the start, in the given order, each sent to its own path.
 * A fixed collection doesn't work here: n8n's editor fails to open a node that has one with a default.
 */
export function addressGroup(
	group: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	lines: AddressLine[],
): INodeProperties {
	const options = lines.map(
		({ path, ...line }): INodeProperties => ({
			type: 'string',
			default: '',
			...line,
			routing: { send: { type: 'body', property: path } },
		}),
	);
	return {
		...group,
		type: 'collection',
		placeholder: 'Add Address Field',
		default: Object.fromEntries(options.map((option) => [option.name, emptyOf(option)])),
		options,
	};
}

function emptyOf({ type, default: empty }: INodeProperties) {
	return type === 'resourceLocator' ? { __rl: true, ...(empty as object) } : empty;
}
