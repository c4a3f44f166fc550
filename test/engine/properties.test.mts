import fc from 'fast-check';
import type { IDataObject, INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { tealScenarios, tealUsers } from '../../sandbox/providers/teal.mts';
import { startSandbox, type Books, type Sandbox } from '../../sandbox/server.mts';
import { nodeType, runNode } from './harness.mts';
import { creations, credentialsFor, pairedTo, type Creation } from './providers.mts';

// Whatever a person enters: either a request leaves that the provider's contract accepts, or a sentence says why not.
const ITEMS = 100;
/** Cases a node at least, spread over its operations; `PROPERTY_CASES=20000 npx jest --testPathPatterns properties` tries more. */
const CASES = Number(process.env.PROPERTY_CASES ?? 2_000);

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());

interface Known {
	/** What the provider turns down by rules of its own, which no field of the node can know, in its words. */
	rules: RegExp;
	/** Values that the sandbox knows, by the name of the field, so that whole requests get through as well. */
	values?: Record<string, unknown[]>;
	/** What the sandbox holds beyond a few records. */
	arrange?: (books: Books) => void;
}

/** A Teal account that waits for an MFA answer. */
const waiting = '00000003-0000-4000-8000-000000000000';

/** A node joins with what its provider knows. */
const known: Record<string, Known> = {
	checkr: { rules: /company\.tax_id|no such/ },
	gusto: { rules: /Email has already been taken|The API version \d{4}-\d\d-\d\d is not supported/ },
	softwareOne: {
		rules: /An account of type Operations cannot be created|The user group|Unknown property|Unknown expression group|Invalid equals|(Unexpected text|Expected .+) at position|must be in double quotes|no such/,
		values: { accountId: ['ACC-0000-0001', 'ACC-0000-0002'], logo: [''] },
	},
	teal: {
		rules: /This user already exists|is unknown|no active authorisation|is not an active one|The authorisation is not active|extra_login_params\.company_name is required|does not wait for an MFA|MFA response is wrong|User not found|must match format "uuid"|no such/,
		arrange: ({ teal }) =>
			teal.accounts.push({ account_id: waiting, user_id: tealUsers[0].userId, payroll_provider: 'hero', user_name: 'happy_mfa', status: 'PENDING', created_at: '2026-01-01T00:00:00.000Z', mfa_enabled: true }),
		values: {
			mfa: [tealScenarios.happy_mfa.answer],
			userId: tealUsers.map(({ userId }) => userId),
			accountId: ['00000002-0000-4000-8000-000000000000', waiting],
			authorisationId: tealUsers.map(({ authorisationId }) => authorisationId),
			payrollProvider: ['quickbooks', 'dayforce', 'xero'],
			termId: ['550e8400-e29b-41d4-a716-446655440000'],
			extId: ['', 'customer-1024'],
		},
	},
	yardstik: { rules: /permissible_purpose|address|no such/ },
};

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
	return /email/i.test(property.name) ? fc.nat().map((number) => `nathan${number}@example.com`) : fc.constant(shown ?? 'Acme');
};

/** What may be entered in a field of each of n8n's types. */
function entered(property: INodeProperties, there: Record<string, unknown[]> = {}): fc.Arbitrary<unknown> {
	const odd = (usual: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: oddText, weight: 1 });
	const options = (property.options ?? []) as Array<INodePropertyOptions | INodeProperties | INodePropertyCollection>;
	const values = there[property.name] ?? options.flatMap((option) => ('value' in option ? [option.value] : []));
	switch (property.type) {
		case 'boolean':
			return odd(fc.oneof(fc.boolean(), fc.constantFrom('true', 'False')));
		case 'number':
			return odd(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.double(), fc.constant('12')));
		case 'options':
			return odd(values.length > 0 ? fc.constantFrom(...values) : fitting(property));
		case 'multiOptions':
			if (values.length > 0) return odd(fc.subarray(values));
			return odd(fc.oneof(fc.array(fc.uuid(), { maxLength: 3 }), fc.constant('5f3c9c1e-7a51-4a6e-9f0b-2d1c8e4b7a60'), fc.array(oddText, { maxLength: 2 })));
		case 'dateTime':
			return odd(fc.oneof(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString()), fc.constantFrom('2026-01-31', '2026-02-30', '2026-01-31T09:00:00')));
		case 'json':
			return odd(fc.oneof(fc.json(), fc.constantFrom('[{"id": "1"}]', '[{]', '[]')));
		case 'resourceLocator':
			return fc.record({ __rl: fc.constant(true), mode: fc.constantFrom('id', 'code', 'list'), value: odd(fc.oneof(...(values.length > 0 ? [fc.constantFrom(...values), fc.constantFrom(...values)] : []), fc.constantFrom('497f6eca-6276-4993-bfeb-000000000001', 'https://www.example.com/subaccounts/497f6eca-6276-4993-bfeb-000000000002', '72'))) });
		case 'resourceMapper':
			return fc.record({ company_name: odd(fc.constant('Acme')) }, { requiredKeys: [] });
		case 'collection':
			return fc.record(Object.fromEntries((options as INodeProperties[]).map((inner) => [inner.name, entered(inner, there)])), { requiredKeys: [] });
		case 'fixedCollection':
			return fc.record(
				Object.fromEntries(
					(options as INodePropertyCollection[]).map(({ name, values: inner }) => {
						const group = fc.record(Object.fromEntries(inner.map((field) => [field.name, entered(field, there)])), { requiredKeys: [] });
						return [name, property.typeOptions?.multipleValues ? fc.array(group, { maxLength: 3 }) : group];
					}),
				),
				{ requiredKeys: [] },
			);
		default:
			return odd(values.length > 0 ? fc.constantFrom(...values) : fitting(property));
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
			if (property.type === 'resourceMapper') return [property.name, { mappingMode: 'defineBelow', value: { company_name: `={{ ${place}?.company_name }}` } }];
			return [property.name, `={{ ${place} }}`];
		}),
	) as INodeParameters;
}

interface Case {
	title: string;
	node: string;
	rows: Creation[];
	choice: INodeParameters;
	fields: INodeProperties[];
	/** Runs of the operation, so that the node has its number of cases. */
	runs: number;
}

/** All operations of the nodes, with the fields that a person sees for each. */
const operations: Case[] = Object.keys(known).flatMap((node) => {
	const rows = creations.filter((row) => row.node === node);
	const { authentication } = rows[0].parameters;
	const { properties } = nodeType(node).description;
	const shows = (property: INodeProperties, resource: unknown, operation?: unknown) => {
		const show = property.displayOptions?.show ?? {};
		return (show.resource ?? [resource]).includes(resource as string) && (show.operation ?? [operation]).includes(operation as string);
	};
	const resources = properties.find(({ name }) => name === 'resource')?.options as INodePropertyOptions[];
	const found = resources.flatMap(({ value: resource }) =>
		(properties.filter((property) => property.name === 'operation' && shows(property, resource)).flatMap(({ options }) => options) as INodePropertyOptions[]).map(({ value: operation }) => ({
			title: `${rows[0].name}: ${resource} ${operation}`,
			node,
			rows,
			choice: { resource, operation, ...(authentication ? { authentication } : {}) } as INodeParameters,
			fields: properties.filter(
				(property) => property.displayOptions?.show?.operation && shows(property, resource, operation) && property.type !== 'notice',
			),
		})),
	);
	return found.map((one) => ({ ...one, runs: Math.ceil(CASES / ITEMS / found.length) }));
});

it.each(operations)('$title: a request that the contract accepts, or a clear sentence', async ({ node, rows, choice, fields, runs }) => {
	const { rules, values, arrange } = known[node];
	const [{ provider, name }] = rows;
	const entry = fc.record(Object.fromEntries(fields.map((field) => [field.name, entered(field, values)]))) as fc.Arbitrary<IDataObject>;
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
			sandbox.seed(provider, 3);
			arrange?.(sandbox.books);
			const { outputs, error } = await runNode({
				node,
				parameters: { ...choice, ...reading(fields), requestOptions: { requestsAtOnce: 20, retries: 0 } },
				items,
				credentials: Object.assign({}, ...rows.map((row) => credentialsFor(row, sandbox.url[provider]))),
				onError: 'continueErrorOutput',
			});
			expect(error).toBeUndefined();
			const failed = outputs[1] ?? [];
			accepted += items.length - failed.length;
			for (const item of failed) {
				const words = String(item.json.error);
				// Its own fields, or the provider's rule in its own words; never n8n's general sentence.
				const clear = names.some((label) => words.includes(`'${label}'`)) || (words.includes(name) && rules.test(words));
				if (!clear) throw new Error(`Item ${pairedTo(item)} says only: ${words}\nIt was ${JSON.stringify(items[Number(pairedTo(item))])}`);
			}
			for (const { status, rawQuery, path, body } of sandbox.requests) {
				if (status === undefined || status >= 500) throw new Error(`${status} for ${path}?${rawQuery} ${JSON.stringify(body)}`);
			}
		}),
		{ numRuns: runs, seed: 20_260_101, endOnFailure: true },
	);
	expect(accepted).toBeGreaterThan(0);
}, 120_000);
