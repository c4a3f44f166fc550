import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { requestOptions } from './form/fields';
import { ifExists } from './form/ifExists';
import type { Operation } from './operation';
import { route } from './prepare/prepare';

/**
 * Builds all properties of a node from its operations: Resource, an Operation field per resource with the routing of each
 * option, the fields of every operation with their display options, and Request Options. The first operation in the list is
 * the node's default, and the first operation of each resource is the default of that resource. `more` is inserted after
 * Resource.
 */
export function propertiesOf(
	operations: [Operation, ...Operation[]],
	more: INodeProperties[] = [],
): INodeProperties[] {
	const whole = operations.map(withIfExists);
	const resources = new Map(operations.map(({ resource }) => [resource.value, resource.name]));
	return [
		{
			...choice('Resource', 'resource'),
			options: byName([...resources].map(([value, name]) => ({ name, value }))),
			default: operations[0].resource.value,
		},
		...more,
		...[...resources.keys()].map((value) =>
			operationProperty(whole.filter(({ resource }) => resource.value === value)),
		),
		...whole.flatMap(fieldsOf),
		requestOptions,
	];
}

function choice(displayName: string, name: string): INodeProperties {
	return { displayName, name, type: 'options', noDataExpression: true, default: '' };
}

function operationProperty(operations: Operation[]): INodeProperties {
	const [first] = operations;
	return {
		...choice('Operation', 'operation'),
		displayOptions: { show: { resource: [first.resource.value] } },
		options: byName(operations.map((each) => ({ ...each.option, routing: route(each) }))),
		default: first.option.value,
	};
}

function fieldsOf({ resource, option, fields }: Operation): INodeProperties[] {
	const show = { resource: [resource.value], operation: [option.value] };
	return updateDisplayOptions({ show }, fields);
}

/** Inserts "If It Already Exists" after the single fields and before the first collection. */
function withIfExists(operation: Operation): Operation {
	const { existing, fields, noun } = operation;
	if (!existing) return operation;
	const group = fields.findIndex(({ type }) => type === 'collection' || type === 'fixedCollection');
	const index = group < 0 ? fields.length : group;
	const all = [...fields.slice(0, index), ifExists(existing, noun), ...fields.slice(index)];
	return { ...operation, fields: all };
}

function byName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
