import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Existing, IfExists } from '../operation';

const CHOICES: Record<IfExists, INodePropertyOptions> = {
	create: {
		name: 'Create Another',
		value: 'create',
		description:
			'Create a new one without looking for an existing one first. Running the item again creates a duplicate.',
	},
	fail: {
		name: 'Fail',
		value: 'fail',
		description: 'Fail the item instead of returning the existing one',
	},
	refresh: {
		name: 'Refresh API Token and Return',
		value: 'refresh',
		description:
			'Return the existing one with a new API token. Anything that uses the current token may stop working.',
	},
	return: {
		name: 'Return Existing',
		value: 'return',
		description: 'Return the existing one without changing it',
	},
};

const PARTIAL: INodePropertyOptions = {
	...CHOICES.return,
	description: 'Return what the provider says about the existing one',
};

/** The field "If It Already Exists" of a create, with the choices that the API allows. `noun` is what it creates. */
export function ifExists(
	{ choices = [], recognizedBy, find, rejection }: Existing,
	noun: string,
): INodeProperties {
	const values: IfExists[] = ['fail', 'return', ...choices];
	const options = values.sort().map((value) => CHOICES[value]);
	// A rejection only says that one exists. It doesn't contain the whole record.
	const isPartial = rejection !== undefined && find === undefined;
	return {
		displayName: 'If It Already Exists',
		name: 'ifExists',
		type: 'options',
		options: options.map((option) => (isPartial && option.value === 'return' ? PARTIAL : option)),
		default: 'return',
		description: `What to do if the ${noun} already exists. ${recognizedBy}.`,
	};
}
