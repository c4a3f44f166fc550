import fc from 'fast-check';
import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { startSandbox, type Books, type Sandbox } from '../../sandbox/server.mts';
import { nodeType, runNode } from './harness.mts';
import { creations, credentialsFor, pairedTo } from './providers.mts';

/** Max items per run. */
const ITEMS = 100;
/** Min cases per operation: with fewer, the provider may accept none. */
const LEAST = 50;
/** Items that also run with the whole node. */
const WHOLE = 10;
/** Set in jest.config.cjs for the engine tests. */
declare const propertyCases: number;
/** Min cases per node, across its operations; `PROPERTY_CASES=20000 npx jest test/engine/properties` runs more. */
const CASES = Number(process.env.PROPERTY_CASES ?? propertyCases);

/** What a node's tests can't read from its forms. */
export interface Known {
	/** The provider's messages when it rejects by its own rules, which no field of the node can know. */
	rules: RegExp;
	/** Values that the sandbox knows, by field name, so that complete requests get through, too. */
	values?: Record<string, unknown[]>;
	/** Adds what the sandbox needs beyond a few records. */
	arrange?: (books: Books) => void;
}

const oddText = fc.oneof(
	fc.constantFrom(
		'',
		' ',
		'.',
		'..',
		'../../admin',
		'null',
		'0',
		'[]',
		'{}',
		'=',
		'💼 Acme',
		'Ünïcödé',
		'a\nb',
		'<b>x</b>',
		"O'Neill & Sons",
		'%2e%2e',
		'x'.repeat(5_000),
		'2026-01-31',
		'94107',
		'a?b#c',
	),
	fc.string({ unit: 'grapheme', maxLength: 40 }),
	fc.integer(),
	fc.boolean(),
	fc.constantFrom(null, [], {}, ['a'], { a: 1 }),
);

/** A value that matches the placeholder, so that complete requests get through, too. */
const fitting = (property: INodeProperties) => {
	const shown = property.placeholder?.replace(/^e\.g\. /, '');
	return /email/i.test(property.name)
		? fc.nat().map((number) => `nathan${number}@example.com`)
		: fc.constant(shown ?? 'Acme');
};

/** Possible entries for a field of each of n8n's types. */
function entered(
	property: INodeProperties,
	there: Record<string, unknown[]> = {},
): fc.Arbitrary<unknown> {
	const odd = (usual: fc.Arbitrary<unknown>) =>
		fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: oddText, weight: 1 });
	const options = (property.options ?? []) as Array<
		INodePropertyOptions | INodeProperties | INodePropertyCollection
	>;
	const values =
		there[property.name] ?? options.flatMap((option) => ('value' in option ? [option.value] : []));
	switch (property.type) {
		case 'boolean':
			return odd(fc.oneof(fc.boolean(), fc.constantFrom('true', 'False')));
		case 'number':
			return odd(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.double(), fc.constant('12')));
		case 'options':
			return odd(values.length > 0 ? fc.constantFrom(...values) : fitting(property));
		case 'multiOptions':
			if (values.length > 0) return odd(fc.subarray(values));
			return odd(
				fc.oneof(
					fc.array(fc.uuid(), { maxLength: 3 }),
					fc.constant('5f3c9c1e-7a51-4a6e-9f0b-2d1c8e4b7a60'),
					fc.array(oddText, { maxLength: 2 }),
				),
			);
		case 'dateTime':
			return odd(
				fc.oneof(
					fc
						.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
						.map((date) => date.toISOString()),
					fc.constantFrom('2026-01-31', '2026-02-30', '2026-01-31T09:00:00'),
				),
			);
		case 'json':
			return odd(fc.oneof(fc.json(), fc.constantFrom('[{"id": "1"}]', '[{]', '[]')));
		case 'resourceLocator':
			return fc.record({
				value: odd(
					fc.oneof(
						...(values.length > 0 ? [fc.constantFrom(...values), fc.constantFrom(...values)] : []),
						fc.constantFrom(
							'497f6eca-6276-4993-bfeb-000000000001',
							'https://www.example.com/subaccounts/497f6eca-6276-4993-bfeb-000000000002',
							'72',
						),
					),
				),
			});
		case 'resourceMapper':
			return fc.record({ company_name: odd(fc.constant('Acme')) }, { requiredKeys: [] });
		case 'collection':
			return fc.record(
				Object.fromEntries(
					(options as INodeProperties[]).map((inner) => [inner.name, entered(inner, there)]),
				),
				{ requiredKeys: [] },
			);
		case 'fixedCollection':
			return fc.record(
				Object.fromEntries(
					(options as INodePropertyCollection[]).map(({ name, values: inner }) => {
						const group = fc.record(
							Object.fromEntries(inner.map((field) => [field.name, entered(field, there)])),
							{ requiredKeys: [] },
						);
						return [
							name,
							property.typeOptions?.multipleValues ? fc.array(group, { maxLength: 3 }) : group,
						];
					}),
				),
				{ requiredKeys: [] },
			);
		default:
			return odd(values.length > 0 ? fc.constantFrom(...values) : fitting(property));
	}
}

/**
 * Parameters that read each value from the item, as a user's expressions do, so that one run tries many entries.
 * Whether a record is picked from a list or typed is the user's choice for all items: `mode` is the number of one of
 * the modes.
 */
function reading(properties: INodeProperties[], mode: number, path = '$json'): INodeParameters {
	return Object.fromEntries(
		properties.map((property) => {
			const place = `${path}?.${property.name}`;
			if (property.type === 'collection')
				return [property.name, reading(property.options as INodeProperties[], mode, place)];
			if (property.type === 'fixedCollection' && !property.typeOptions?.multipleValues)
				return [
					property.name,
					Object.fromEntries(
						(property.options as INodePropertyCollection[]).map(({ name, values }) => [
							name,
							reading(values, mode, `${place}?.${name}`),
						]),
					),
				];
			if (property.type === 'resourceLocator')
				return [
					property.name,
					{
						__rl: true,
						mode: property.modes![mode % property.modes!.length].name,
						value: `={{ ${place}?.value }}`,
					},
				];
			if (property.type === 'resourceMapper')
				return [
					property.name,
					{ mappingMode: 'defineBelow', value: { company_name: `={{ ${place}?.company_name }}` } },
				];
			return [property.name, `={{ ${place} }}`];
		}),
	) as INodeParameters;
}

interface Case {
	title: string;
	choice: INodeParameters;
	/** The fields that a user sees. */
	fields: INodeProperties[];
	/** The node without the fields of other operations. */
	narrow: INodeType;
}

/** All operations of a node. */
function operationsOf(node: string): Case[] {
	const { description } = nodeType(node);
	const { properties } = description;
	const shows = (property: INodeProperties, resource: unknown, operation?: unknown) => {
		const show = property.displayOptions?.show ?? {};
		return (
			(show.resource ?? [resource]).includes(resource as string) &&
			(show.operation ?? [operation]).includes(operation as string)
		);
	};
	const resources = properties.find(({ name }) => name === 'resource')
		?.options as INodePropertyOptions[];
	return resources.flatMap(({ value: resource }) =>
		(
			properties
				.filter((property) => property.name === 'operation' && shows(property, resource))
				.flatMap(({ options }) => options) as INodePropertyOptions[]
		).map(({ value: operation }) => {
			const shown = properties.filter((property) => shows(property, resource, operation));
			return {
				title: `${resource} ${operation}`,
				choice: { resource, operation },
				fields: shown.filter(
					({ displayOptions, type }) => displayOptions?.show?.operation && type !== 'notice',
				),
				narrow: { description: { ...description, properties: shown } },
			};
		}),
	);
}

/** Labels of fields, including those inside groups. */
const labelsOf = (properties: INodeProperties[]): string[] =>
	properties.flatMap((property) => [
		property.displayName,
		...labelsOf(
			(property.options ?? []).flatMap((option) =>
				'values' in option
					? option.values
					: 'displayName' in option
						? [option as INodeProperties]
						: [],
			),
		),
	]);

/**
 * Tries a node's forms: whatever a user enters, the node either sends a request that the provider's contract accepts or
 * says why not. Most runs leave out the fields of other operations: n8n evaluates an expression once for each field of
 * that name, shown or not, which takes most of a run's time.
 */
export function testForms(node: string, { rules, values, arrange }: Known): void {
	let sandbox: Sandbox;
	beforeAll(async () => (sandbox = await startSandbox()));
	afterAll(async () => await sandbox.close());

	const rows = creations.filter((row) => row.node === node);
	const [{ provider, name, parameters }] = rows;
	const { authentication } = parameters;
	const operations = operationsOf(node);
	const cases = Math.max(LEAST, Math.ceil(CASES / operations.length));

	/** Returns how many of the items the provider accepted. Throws if one is neither sent correctly nor explained. */
	async function accepted(
		type: string | INodeType,
		{ choice, fields }: Case,
		items: IDataObject[],
		mode: number,
	): Promise<number> {
		sandbox.reset();
		sandbox.seed(provider, 3);
		arrange?.(sandbox.books);
		const { outputs, error } = await runNode({
			node: type,
			parameters: {
				...choice,
				...(authentication ? { authentication } : {}),
				...reading(fields, mode),
				requestOptions: { requestsAtOnce: 20, retries: 0 },
			} as INodeParameters,
			items,
			credentials: Object.assign(
				{},
				...rows.map((row) => credentialsFor(row, sandbox.url[provider])),
			),
			onError: 'continueErrorOutput',
			// In another time zone, n8n takes half as long again for each expression.
			timezone: 'UTC',
		});
		expect(error).toBeUndefined();
		const names = labelsOf(fields);
		const failed = outputs[1] ?? [];
		for (const item of failed) {
			const words = String(item.json.error);
			// Names the item's fields, or the provider's rule in its own words; never n8n's generic message.
			const clear =
				names.some((label) => words.includes(`'${label}'`)) ||
				(words.includes(name) && rules.test(words));
			if (!clear)
				throw new Error(
					`Item ${pairedTo(item)} says only: ${words}\nIt was ${JSON.stringify(items[Number(pairedTo(item))])}`,
				);
		}
		for (const { status, rawQuery, path, body } of sandbox.requests) {
			if (status === undefined || status >= 500)
				throw new Error(`${status} for ${path}?${rawQuery} ${JSON.stringify(body)}`);
		}
		return items.length - failed.length;
	}

	it.each(operations)(
		'$title: sends a request that the contract accepts, or says clearly why not',
		async (operation) => {
			const entry = fc.record(
				Object.fromEntries(operation.fields.map((field) => [field.name, entered(field, values)])),
			) as fc.Arbitrary<IDataObject>;
			const length = Math.min(ITEMS, cases);
			let runs = 0;
			let sent = 0;
			await fc.assert(
				fc.asyncProperty(
					fc.array(entry, { minLength: length, maxLength: length, size: 'max' }),
					async (items) => {
						runs += 1;
						if (runs === 1) sent += await accepted(node, operation, items.slice(0, WHOLE), runs);
						sent += await accepted(operation.narrow, operation, items, runs);
					},
				),
				{
					numRuns: Math.ceil(cases / ITEMS),
					seed: 20_260_101,
					endOnFailure: true,
					// The error names the one item; listing all hundred would only bury it.
					reporter({ failed, errorInstance }) {
						if (failed) throw errorInstance;
					},
				},
			);
			expect(sent).toBeGreaterThan(0);
		},
		120_000,
	);
}
