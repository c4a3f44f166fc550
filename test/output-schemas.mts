/**
 * The output of each operation, as n8n's editor shows it before a first run, so that fields can be mapped right away.
 * Derived from the contracts and from the operations themselves.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../nodes/shared/operation.ts';
import { contractOf } from '../sandbox/server.mts';
import { triggerItems } from './trigger-items.mts';

export const root = join(import.meta.dirname, '..');

/** A schema as n8n's own nodes ship it: types, and what objects and lists contain. */
interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** The parts of a schema in a contract that are read. */
interface Described {
	$ref?: string;
	type?: string;
	properties?: Record<string, Described>;
	items?: Described;
	anyOf?: Described[];
	content?: Record<string, { schema: Described }>;
}

type Contract = ReturnType<typeof contractOf>;

/**
 * The files that belong next to the nodes: path from the root, and content. Throws if a contract lacks an operation.
 */
export async function outputSchemas(): Promise<Map<string, string>> {
	const files = new Map<string, string>();
	for (const node of readdirSync(join(root, 'nodes')).filter((folder) =>
		existsSync(join(root, 'nodes', folder, `${folder}.node.ts`)),
	)) {
		const contract = contractOf(`${node.toLowerCase()}.yaml`);
		for (const operation of await operationsOf(join(root, 'nodes', node))) {
			const { resource, option } = operation;
			const path = `nodes/${node}/__schema__/v1.0.0/${resource.value}/${option.value}.json`;
			files.set(path, fileOf(itemOf(operation, contract)));
		}
		// Where n8n looks for the output of a node without resources and operations.
		const items = await triggerItems(node);
		files.set(
			`nodes/${node}/__schema__/v1.0.0.json`,
			fileOf(schemaOf(Object.assign({}, ...items))),
		);
	}
	return files;
}

const fileOf = (schema: Schema) => `${JSON.stringify({ ...schema, version: 1 }, null, '\t')}\n`;

/** All operations that a node's resource files export. */
async function operationsOf(folder: string): Promise<Operation[]> {
	const files = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
		.flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)));
	const modules = await Promise.all(
		files.sort().map(async (file) => Object.values((await import(file)) as object)),
	);
	return modules
		.flat()
		.filter(
			(exported): exported is Operation =>
				typeof exported?.verb === 'string' && 'request' in exported,
		);
}

/** A request from which an operation may take a customer's own values. */
const exampleRequest = { url: '/', body: { user: { email: 'text' }, company: { name: 'text' } } };

/** One output item of an operation, with Simplify on, which is the default. */
function itemOf(operation: Operation, contract: Contract): Schema {
	if (operation.answer) return schemaOf(operation.answer);
	const body = successOf(operation, contract);
	const whole = plain(
		inside(body, operation.page?.rows ?? operation.rows ?? '', contract),
		contract,
	);
	const record = whole.items ?? whole;
	// What an operation adds to the provider's fields shows in its output for an example.
	const example = exampleOf(record) as IDataObject;
	const made = {
		...(operation.existing ? { creation_status: 'created' } : {}),
		...(operation.output?.(example, exampleRequest) ?? example),
	};
	const output: Schema = {
		type: 'object',
		properties: { ...schemaOf(made).properties, ...record.properties },
	};
	if (!operation.simple) return output;
	const simple = Object.entries(operation.simple).map(([name, path]) => [name, part(output, path)]);
	return { type: 'object', properties: Object.fromEntries(simple) };
}

/** The body of the first success response that the contract has for an operation. */
function successOf({ request }: Operation, contract: Contract): Described {
	const shape = (url: string) => url.replace(/\{\w+\}/g, '{}');
	const paths = Object.entries(contract.paths).find(
		([path]) => shape(path) === shape(request.url),
	)?.[1] as Record<string, { responses: Record<string, Described> }> | undefined;
	const [, success] =
		Object.entries(paths?.[request.method.toLowerCase()]?.responses ?? {}).find(([status]) =>
			status.startsWith('2'),
		) ?? [];
	const schema = success && resolved(success, contract).content?.['application/json'].schema;
	if (!schema) throw new Error(`The contract has no answer for ${request.method} ${request.url}`);
	return schema;
}

function resolved(described: Described, contract: Contract): Described {
	if (!described.$ref) return described;
	const keys = described.$ref.replace('#/', '').split('/');
	return resolved(
		keys.reduce<unknown>(
			(inner, key) => (inner as Record<string, unknown>)[key],
			contract,
		) as Described,
		contract,
	);
}

function inside(described: Described, path: string, contract: Contract): Described {
	return path
		.split('.')
		.filter((key) => key)
		.reduce((inner, key) => resolved(inner, contract).properties?.[key] as Described, described);
}

function plain(described: Described, contract: Contract): Schema {
	const { type = 'object', properties, items, anyOf } = resolved(described, contract);
	if (anyOf) return plain(anyOf[0], contract);
	if (type === 'array') return { type, items: plain(items ?? {}, contract) };
	if (type !== 'object') return { type };
	return {
		type,
		properties: Object.fromEntries(
			Object.entries(properties ?? {}).map(([name, inner]) => [name, plain(inner, contract)]),
		),
	};
}

function part(record: Schema, path: string): Schema {
	const [list, inner] = path.split('[].');
	if (inner) {
		part(part(record, list).items as Schema, inner);
		return { type: 'string' };
	}
	const found = path
		.split('.')
		.reduce<Schema | undefined>((inner, key) => inner?.properties?.[key], record);
	if (!found) throw new Error(`The contract has no field ${path}`);
	return found;
}

function exampleOf({ type, properties, items }: Schema): unknown {
	if (type === 'object')
		return Object.fromEntries(
			Object.entries(properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]),
		);
	if (type === 'array') return [exampleOf(items as Schema)];
	return type === 'boolean' ? true : type === 'string' ? 'text' : 1;
}

/** The schema of an example. */
function schemaOf(example: unknown): Schema {
	if (Array.isArray(example)) return { type: 'array', items: schemaOf(example[0]) };
	if (example === null) return { type: 'null' };
	if (typeof example !== 'object') return { type: typeof example };
	return {
		type: 'object',
		properties: Object.fromEntries(
			Object.entries(example).map(([name, value]) => [name, schemaOf(value)]),
		),
	};
}
