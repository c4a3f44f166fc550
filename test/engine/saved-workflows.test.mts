/**
 * Workflows that users saved with an earlier version keep working as before. Necessary changes come as a new node
 * version beside the old one, and these files stay as they are.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeParameters, INodeProperties, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	replay,
	savedFields,
	type SavedFields,
	type SavedWorkflow,
	type Shape,
} from '../saved-workflows/replay.mts';
import { savedWorkflows } from '../saved-workflows/workflows.mts';
import { nodeType, packageCredentials, packageNodes } from './harness.mts';

const folder = join(__dirname, '../saved-workflows');
const read = <Content,>(...file: string[]) =>
	JSON.parse(readFileSync(join(folder, ...file), 'utf8')) as Content;

/** The versions that workflows were saved with. */
const versions = readdirSync(folder, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);

const regularNodes = packageNodes.filter(
	({ description }) => !description.group.includes('trigger'),
);
const now = savedWorkflows(packageNodes);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox.close();
});

/** Paths of fields that are gone or now have another type. A null matches any type. */
function lost(before: Shape, after: Shape | undefined, path = ''): string[] {
	if (after === undefined) return [path];
	if (before === 'null' || after === 'null') return [];
	if (typeof before === 'string' || typeof after === 'string')
		return before === after ? [] : [path];
	return Object.entries(before).flatMap(([field, of]: [string, Shape]) =>
		lost(of, (after as Record<string, Shape>)[field], `${path}.${field}`),
	);
}

/** Chosen values that are no longer among a field's fixed choices. n8n itself does not report them. */
function goneChoices(properties: INodeProperties[], parameters: INodeParameters): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const fields = properties.filter((property) => property.name === name);
		const options = fields.flatMap((property) => property.options ?? []);
		if (fields.some(({ type }) => type === 'collection'))
			return goneChoices(options as INodeProperties[], value as INodeParameters);
		const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
		const isExpression = typeof value === 'string' && value.startsWith('=');
		if (choices.length === 0 || isExpression) return [];
		return [value].flat().filter((chosen) => !choices.includes(chosen as string)) as string[];
	});
}

/** Fields that are gone or have another type, and choices that are gone. */
function goneFields(before: SavedFields[string], after: SavedFields[string]): string[] {
	return Object.entries(before).flatMap(([field, kind]) => {
		const present = after[field];
		if (typeof kind === 'string' || typeof present === 'string' || present === undefined)
			return kind === present ? [] : [field];
		return kind
			.filter((choice) => !present.includes(choice))
			.map((choice) => `${field}: ${choice}`);
	});
}

const isOurs = (type: string) => !type.startsWith('n8n-nodes-base.');

/** This package's nodes in a workflow, each with its current node type. */
function ours({ workflow }: SavedWorkflow): Array<[INode, INodeType]> {
	return workflow.nodes
		.filter(({ type }) => isOurs(type))
		.map((node) => [node, nodeType(node.type.split('.').pop()!)]);
}

describe('saved workflows of a release', () => {
	it('covers every operation of every node', () => {
		const missing = regularNodes.flatMap(({ description }) => {
			const nodes = now[description.name].nodes.map((node) => ({
				...NodeHelpers.getNodeParameters(
					description.properties,
					node.parameters,
					true,
					false,
					node,
					description,
				),
			}));
			return description.properties
				.filter(({ name }) => name === 'operation')
				.flatMap(({ displayOptions, options = [] }) =>
					options.map((option) => ({
						resource: displayOptions?.show?.resource?.[0],
						operation: 'value' in option ? option.value : '',
					})),
				)
				.filter(
					({ resource, operation }) =>
						!nodes.some((node) => node.resource === resource && node.operation === operation),
				)
				.map(({ resource, operation }) => `${description.name} ${resource} ${operation}`);
		});
		expect(missing).toEqual([]);
	});

	it.each(Object.keys(now))('returns the same result each time: %s', async (name) => {
		const first = await replay(now[name], sandbox);
		expect(await replay(now[name], sandbox)).toEqual(first);
		const nodes = now[name].nodes.filter(({ type }) => isOurs(type));
		expect(Object.keys(first.outputs)).toEqual(nodes.map((node) => node.name));
		expect(nodes).not.toEqual([]);
	});

	it('covers every field of every node and credential', () => {
		const fields = savedFields([...packageNodes, ...packageCredentials]);
		expect(Object.keys(fields)).toHaveLength(packageNodes.length + packageCredentials.length);
		expect(fields.checkrApi['..environment']).toEqual(['production', 'staging', 'custom']);
		expect(fields.checkr['account.create.companyAddress..city']).toBe('string');
	});

	it('detects fields and choices that are gone', () => {
		const before = { name: 'string', kind: ['a', 'b'], other: 'number' };
		expect(goneFields(before, { ...before, kind: ['c', 'b', 'a'], more: 'string' })).toEqual([]);
		expect(goneFields(before, { name: 'number', kind: ['a'] })).toEqual([
			'name',
			'kind: b',
			'other',
		]);
		expect(goneFields(before, { ...before, kind: 'string' })).toEqual(['kind']);
	});

	it('detects output that is gone or has another type', () => {
		const before: Shape = {
			id: 'string',
			owner: { email: 'string', phone: 'null' },
			tags: ['string'],
		};
		expect(lost(before, { ...before, more: 'number' })).toEqual([]);
		expect(lost(before, { ...before, owner: { email: 'string', phone: 'string' } })).toEqual([]);
		expect(lost(before, { owner: { email: 'boolean', phone: 'null' }, tags: ['string'] })).toEqual([
			'.id',
			'.owner.email',
		]);
		expect(lost(before, { ...before, tags: [{ name: 'string' }] })).toEqual(['.tags.0']);
	});
});

for (const version of versions) {
	const files = readdirSync(join(folder, version)).filter((file) => file !== 'fields.json');
	const saved = files.map((file) => [file, read<SavedWorkflow>(version, file)] as const);

	describe(`workflows saved with ${version}`, () => {
		it.each(saved)('finds all nodes, fields, and choices of %s', (_, saved) => {
			for (const [node, { description }] of ours(saved)) {
				expect([description.version].flat()).toContain(node.typeVersion);
				expect(description.credentials!.map(({ name }) => name)).toEqual(
					expect.arrayContaining(Object.keys(node.credentials ?? {})),
				);
				const completed = NodeHelpers.getNodeParameters(
					description.properties,
					node.parameters,
					true,
					false,
					node,
					description,
				);
				expect(completed).toMatchObject(node.parameters);
				expect(goneChoices(description.properties, node.parameters)).toEqual([]);
				expect(
					NodeHelpers.getNodeParametersIssues(description.properties, node, description),
				).toBeNull();
			}
		});

		it.each(saved)('makes the same changes and loses no output: %s', async (_, saved) => {
			const { changes, outputs } = await replay(saved.workflow, sandbox);
			expect(changes).toEqual(saved.changes);
			expect(lost(saved.outputs, outputs)).toEqual([]);
		});

		it('keeps every field and choice of nodes and credentials', () => {
			const fields = savedFields([...packageNodes, ...packageCredentials]);
			const gone = Object.entries(read<SavedFields>(version, 'fields.json')).flatMap(
				([type, before]) =>
					goneFields(before, fields[type] ?? {}).map((field) => `${type} ${field}`),
			);
			expect(gone).toEqual([]);
		});
	});
}
