import fc from 'fast-check';
import type { IDataObject, INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { nodeType, runNode } from './harness.mts';
import { creations, credentialsFor, pairedTo } from './providers.mts';

// Whatever a person enters: either a request leaves that the provider's contract accepts, or a sentence says why not.
const ITEMS = 100;
const RUNS = Number(process.env.PROPERTY_RUNS ?? 10);

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());

/** The nodes whose ids and business rules are known below; a node joins with its name and its rules. */
const tried = ['checkr', 'yardstik'];

/** What the providers turn down by rules of their own, which no field of the node can know. */
const businessRules = /company\.tax_id|permissible_purpose|address|not found|no such/i;

const oddText = fc.oneof(
	fc.constantFrom('', ' ', '.', '..', '../../admin', 'null', '0', '[]', '{}', '=', '💼 Acme', 'Ünïcödé', 'a\nb', '<b>x</b>', "O'Neill & Sons", '%2e%2e', 'x'.repeat(5_000), '2026-01-31', '94107', 'a?b#c'),
	fc.string({ unit: 'grapheme', maxLength: 40 }),
	fc.integer(),
	fc.boolean(),
	fc.constantFrom(null, [], {}, ['a'], { a: 1 }),
);

/** A value that fits what a placeholder shows, so that whole requests get through as well. */
const fitting = (property: INodeProperties) => {
	const shown = property.placeholder?.replace(/^e\.g\. /, '');
	return /email/i.test(property.name) ? fc.constant('nathan@example.com') : fc.constant(shown ?? 'Acme');
};

/** What may be entered in a field of each of n8n's types. */
function entered(property: INodeProperties): fc.Arbitrary<unknown> {
	const odd = (usual: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: oddText, weight: 1 });
	const options = (property.options ?? []) as Array<INodePropertyOptions | INodeProperties | INodePropertyCollection>;
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	switch (property.type) {
		case 'boolean':
			return odd(fc.oneof(fc.boolean(), fc.constantFrom('true', 'False')));
		case 'number':
			return odd(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.double(), fc.constant('12')));
		case 'options':
			return odd(values.length > 0 ? fc.constantFrom(...values) : fitting(property));
		case 'multiOptions':
			return odd(fc.oneof(fc.array(fc.uuid(), { maxLength: 3 }), fc.constant('5f3c9c1e-7a51-4a6e-9f0b-2d1c8e4b7a60'), fc.array(oddText, { maxLength: 2 })));
		case 'dateTime':
			return odd(fc.oneof(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString()), fc.constantFrom('2026-01-31', '2026-02-30', '2026-01-31T09:00:00')));
		case 'json':
			return odd(fc.oneof(fc.json(), fc.constantFrom('[{"id": "1"}]', '[{]', '[]')));
		case 'resourceLocator':
			return fc.record({ __rl: fc.constant(true), mode: fc.constantFrom('id', 'code', 'list'), value: odd(fc.constantFrom('497f6eca-6276-4993-bfeb-000000000001', 'https://www.example.com/subaccounts/497f6eca-6276-4993-bfeb-000000000002', '72')) });
		case 'collection':
			return fc.record(Object.fromEntries((options as INodeProperties[]).map((inner) => [inner.name, entered(inner)])), { requiredKeys: [] });
		case 'fixedCollection':
			return fc.record(
				Object.fromEntries(
					(options as INodePropertyCollection[]).map(({ name, values: inner }) => {
						const group = fc.record(Object.fromEntries(inner.map((field) => [field.name, entered(field)])), { requiredKeys: [] });
						return [name, property.typeOptions?.multipleValues ? fc.array(group, { maxLength: 3 }) : group];
					}),
				),
				{ requiredKeys: [] },
			);
		default:
			return odd(fitting(property));
	}
}

/** Parameters that read each value out of the item, as a person's expressions do, so that one run tries many entries. */
function reading(properties: INodeProperties[], path = '$json'): INodeParameters {
	return Object.fromEntries(
		properties.map((property) => {
			const place = `${path}?.${property.name}`;
			if (property.type === 'collection') return [property.name, reading(property.options as INodeProperties[], place)];
			if (property.type === 'fixedCollection' && !property.typeOptions?.multipleValues)
				return [property.name, Object.fromEntries((property.options as INodePropertyCollection[]).map(({ name, values }) => [name, reading(values, `${place}?.${name}`)]))];
			if (property.type === 'resourceLocator') return [property.name, { __rl: true, mode: `={{ ${place}?.mode ?? 'id' }}`, value: `={{ ${place}?.value }}` }];
			return [property.name, `={{ ${place} }}`];
		}),
	) as INodeParameters;
}

interface Case {
	title: string;
	row: (typeof creations)[number];
	choice: INodeParameters;
	fields: INodeProperties[];
}

/** All operations of the nodes, with the fields that a person sees for each. */
const operations: Case[] = [...new Map(creations.filter(({ node }) => tried.includes(node)).map((row) => [row.node, row])).values()].flatMap((row) => {
	const { properties } = nodeType(row.node).description;
	const shows = (property: INodeProperties, resource: unknown, operation?: unknown) => {
		const show = property.displayOptions?.show ?? {};
		return (show.resource ?? [resource]).includes(resource as string) && (show.operation ?? [operation]).includes(operation as string);
	};
	const resources = properties.find(({ name }) => name === 'resource')?.options as INodePropertyOptions[];
	return resources.flatMap(({ value: resource }) =>
		(properties.filter((property) => property.name === 'operation' && shows(property, resource)).flatMap(({ options }) => options) as INodePropertyOptions[]).map(({ value: operation }) => ({
			title: `${row.name}: ${resource} ${operation}`,
			row,
			choice: { resource, operation } as INodeParameters,
			fields: properties.filter(
				(property) => property.displayOptions?.show?.operation && shows(property, resource, operation) && property.type !== 'notice',
			),
		})),
	);
});

it.each(operations)('$title: a request that the contract accepts, or a clear sentence', async ({ row, choice, fields }) => {
	// Sent to the provider or not: whether a record is there is not what this is about.
	const entry = fc.record(Object.fromEntries(fields.map((field) => [field.name, entered(field)]))) as fc.Arbitrary<IDataObject>;
	const labels = (properties: INodeProperties[]): string[] =>
		properties.flatMap((property) => [
			property.displayName,
			...labels((property.options ?? []).flatMap((option) => ('values' in option ? option.values : 'displayName' in option ? [option as INodeProperties] : []))),
		]);
	const names = labels(fields);
	let accepted = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(entry, { minLength: ITEMS, maxLength: ITEMS, size: 'max' }), async (items) => {
			sandbox.reset();
			sandbox.seed(row.provider, 3);
			const { outputs, error } = await runNode({
				node: row.node,
				parameters: { ...choice, ...reading(fields), requestOptions: { requestsAtOnce: 20, retries: 0 } },
				items,
				credentials: credentialsFor(row, sandbox.url[row.provider]),
				onError: 'continueErrorOutput',
			});
			expect(error).toBeUndefined();
			const failed = outputs[1] ?? [];
			accepted += items.length - failed.length;
			for (const item of failed) {
				const words = String(item.json.error);
				// Its own fields, or the provider's rule in its own words; never n8n's general sentence.
				const clear = names.some((name) => words.includes(`'${name}'`)) || (words.includes(row.name) && businessRules.test(words));
				if (!clear) throw new Error(`Item ${pairedTo(item)} says only: ${words}\nIt was ${JSON.stringify(items[Number(pairedTo(item))])}`);
			}
			for (const { status, rawQuery, path, body } of sandbox.requests) {
				if (status === undefined || status >= 500) throw new Error(`${status} for ${path}?${rawQuery} ${JSON.stringify(body)}`);
			}
		}),
		{ numRuns: RUNS, seed: 20_260_101, endOnFailure: true },
	);
	expect(accepted).toBeGreaterThan(0);
}, 120_000);
