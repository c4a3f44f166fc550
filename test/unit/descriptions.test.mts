/**
 * What n8n's linter can't check, because it only looks at literals in single files: the wording and wiring of every
 * field and operation as n8n receives them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { send } from '../../nodes/shared/send/send.ts';
import { Checkr } from '../../nodes/Checkr/Checkr.node.ts';
import { CheckrTrigger } from '../../nodes/Checkr/CheckrTrigger.node.ts';
import { Gusto } from '../../nodes/Gusto/Gusto.node.ts';
import { GustoTrigger } from '../../nodes/Gusto/GustoTrigger.node.ts';
import { SoftwareOne } from '../../nodes/SoftwareOne/SoftwareOne.node.ts';
import { SoftwareOneTrigger } from '../../nodes/SoftwareOne/SoftwareOneTrigger.node.ts';
import { Teal } from '../../nodes/Teal/Teal.node.ts';
import { TealTrigger } from '../../nodes/Teal/TealTrigger.node.ts';
import { Yardstik } from '../../nodes/Yardstik/Yardstik.node.ts';
import { YardstikPollingTrigger } from '../../nodes/Yardstik/YardstikPollingTrigger.node.ts';
import { YardstikTrigger } from '../../nodes/Yardstik/YardstikTrigger.node.ts';

const root = join(__dirname, '../..');
const nodes: INodeType[] = [
	new Checkr(),
	new Gusto(),
	new SoftwareOne(),
	new Teal(),
	new Yardstik(),
];
const triggers: INodeType[] = [
	new CheckrTrigger(),
	new GustoTrigger(),
	new SoftwareOneTrigger(),
	new TealTrigger(),
	new YardstikPollingTrigger(),
	new YardstikTrigger(),
];

interface Field {
	property: INodeProperties;
	where: string;
	inside: string;
}

/** Every field of a node, including those inside collections. */
function fieldsOf(properties: INodeProperties[], where: string, inside = ''): Field[] {
	return properties.flatMap((property) => {
		const shown = property.displayOptions?.show ?? {};
		const place = `${where} ${[shown.resource, shown.operation].flat().filter(Boolean).join('/')} ${property.displayName}`;
		const own = [{ property, where: place, inside }];
		if (property.type === 'collection')
			return [
				...own,
				...fieldsOf((property.options ?? []) as INodeProperties[], place, 'collection'),
			];
		if (property.type !== 'fixedCollection') return own;
		return [
			...own,
			...(property.options ?? []).flatMap((option) =>
				'values' in option ? fieldsOf(option.values, place, 'fixedCollection') : [],
			),
		];
	});
}

const fields = [...nodes, ...triggers].flatMap(({ description }) =>
	fieldsOf(description.properties, description.displayName),
);
const operations = nodes.flatMap(({ description }) =>
	description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap((property) =>
			(property.options as INodePropertyOptions[]).map((option) => ({
				option,
				node: description,
				resource: String(property.displayOptions?.show?.resource?.[0]),
				where: `${description.displayName} ${String(property.displayOptions?.show?.resource?.[0])} ${option.name}`,
			})),
		),
);
const typed = fields.filter(
	({ property }) =>
		!['resource', 'operation', 'authentication', 'requestOptions'].includes(property.name) &&
		!['notice', 'hidden'].includes(property.type),
);

it('uses only tags that n8n renders in notices: links and lists (its N8nNotice.vue)', () => {
	const notices = fields.filter(({ property }) => property.type === 'notice');
	expect(notices.length).toBeGreaterThan(5);
	const others = notices.flatMap(({ where, property: { displayName } }) =>
		[...displayName.matchAll(/<\/?(\w+)/g)]
			.map(([, tag]) => tag)
			.filter((tag) => !['a', 'ul', 'li'].includes(tag))
			.map((tag) => `${where}: ${tag}`),
	);
	expect(others).toEqual([]);
});

describe.each(nodes.map((node) => [node.description.displayName, node] as const))(
	'%s',
	(_name, node) => {
		const { description } = node;

		it('sends every request through the shared send function', () => {
			expect(description.requestOperations?.pagination).toBe(send);
			expect(node.execute).toBeUndefined();
		});

		it('is usable as a tool and shows the operation in its subtitle', () => {
			expect(description.usableAsTool).toBe(true);
			expect(description.subtitle).toContain('$parameter["operation"]');
		});

		it('has a codex and different light and dark icons', () => {
			const folder = join(root, 'nodes', description.displayName);
			const codex = JSON.parse(
				readFileSync(join(folder, `${description.displayName}.node.json`), 'utf8'),
			) as { node: string; alias: string[] };
			expect(codex.node).toBe(`n8n-nodes-partner-onboarding.${description.name}`);
			expect(codex.alias.length).toBeGreaterThan(3);
			const icon = description.icon as { light: string; dark: string };
			const [light, dark] = [icon.light, icon.dark].map((file) =>
				readFileSync(join(folder, file.replace('file:', '')), 'utf8'),
			);
			expect(light).not.toBe(dark);
		});

		it('has an output schema for every operation', () => {
			for (const { option, resource, node: owner } of operations) {
				if (owner !== description) continue;
				const file = join(
					root,
					'nodes',
					description.displayName,
					'__schema__/v1.0.0',
					resource,
					`${String(option.value)}.json`,
				);
				expect([file, existsSync(file)]).toEqual([file, true]);
				expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ type: 'object' });
			}
		});

		it('offers the request options with their defaults', () => {
			const group = description.properties.find(({ name }) => name === 'requestOptions');
			expect(
				(group?.options as INodeProperties[]).map(({ displayName, default: value }) => [
					displayName,
					value,
				]),
			).toEqual([
				['Max Rate Limit Wait', 30],
				['Requests at Once', 20],
				['Retries', 5],
			]);
		});

		it('puts required fields before optional collections', () => {
			for (const { option, resource, node: owner } of operations) {
				if (owner !== description) continue;
				const shown = description.properties.filter(
					({ displayOptions, name }) =>
						name !== 'operation' &&
						displayOptions?.show?.resource?.includes(resource) &&
						displayOptions.show.operation?.includes(option.value),
				);
				const lastRequired = shown.map(({ required }) => required === true).lastIndexOf(true);
				const optional = shown
					.slice(0, lastRequired + 1)
					.filter(({ required, type }) => !required && type === 'collection');
				expect(optional.map(({ displayName }) => displayName)).toEqual([]);
			}
		});
	},
);

describe.each(triggers.map((node) => [node.description.displayName, node] as const))(
	'%s',
	(_name, node) => {
		const { description } = node;
		const file = node.constructor.name;
		const provider = description.displayName.split(' ')[0];

		it("follows n8n's conventions for triggers", () => {
			expect(description.name).toBe(`${file.charAt(0).toLowerCase()}${file.slice(1)}`);
			expect(description.displayName).toMatch(/ Trigger$/);
			expect([description.group, description.inputs]).toEqual([['trigger'], []]);
			expect(description.usableAsTool).toBeUndefined();
			expect(node.execute).toBeUndefined();
		});

		it('either polls or registers a webhook', () => {
			expect([node.poll !== undefined, node.webhook !== undefined]).toEqual([
				description.polling === true,
				description.polling === undefined,
			]);
			expect(Object.keys(node.webhookMethods?.default ?? {})).toEqual(
				description.polling ? [] : ['checkExists', 'create', 'delete'],
			);
			expect(description.webhooks?.map(({ name, responseMode }) => [name, responseMode])).toEqual(
				description.polling ? undefined : [['default', 'onReceived']],
			);
		});

		it('has a notice with instructions at the top', () => {
			const notices = description.properties.filter(({ type }) => type === 'notice');
			expect(notices.length).toBeGreaterThan(0);
			expect(description.properties.findIndex(({ type }) => type === 'notice')).toBeLessThan(2);
		});

		it('has exactly one Simplify field', () => {
			expect(description.properties.filter(({ name }) => name === 'simplify')).toHaveLength(1);
		});

		it("has a codex and its provider's icon", () => {
			const folder = join(root, 'nodes', provider);
			const codex = JSON.parse(readFileSync(join(folder, `${file}.node.json`), 'utf8')) as {
				node: string;
				alias: string[];
			};
			expect(codex.node).toBe(`n8n-nodes-partner-onboarding.${description.name}`);
			expect(codex.alias.length).toBeGreaterThan(3);
			const action = nodes.find(({ description: { displayName } }) => displayName === provider);
			expect(description.icon).toEqual(action?.description.icon);
		});
	},
);

describe.each(operations.map((operation) => [operation.where, operation] as const))(
	'%s',
	(_where, { option, resource }) => {
		it('is routed by route()', () => {
			expect(option.routing?.send?.paginate).toBe(true);
			expect(option.routing?.send?.preSend).toHaveLength(1);
			expect(option.routing?.output?.postReceive).toHaveLength(1);
		});

		it('has an action without articles and a description without a period', () => {
			expect(option.action).toMatch(/^[A-Z][a-z]+( [a-zA-Z]+)+$/);
			expect(option.action).not.toMatch(/ (a|an|the) /i);
			expect(option.description).toBeTruthy();
			expect(option.description).not.toBe(option.action);
			expect(option.description).not.toMatch(/\.$/);
		});

		it("follows n8n's naming convention", () => {
			if (option.value === 'getAll') {
				expect(option.name).toBe('Get Many');
				expect(option.action).toMatch(/^Get many /);
				expect(option.description).not.toMatch(/ all /i);
			}
			expect(resource).toMatch(/^[a-z][a-zA-Z]*$/);
		});
	},
);

describe.each(typed.map((field) => [field.where, field] as const))(
	'%s',
	(_where, { property, inside }) => {
		it('has a label in title case', () => {
			const words = property.displayName
				.replace(/\(.*\)/, '')
				.split(/[\s/]+/)
				.filter((word) => word);
			const small = /^(a|an|and|as|at|by|for|from|in|of|on|or|per|the|to|via|with)$/;
			expect(
				words.filter(
					(word, index) => !/^[A-Z0-9'-]/.test(word) && !(index > 0 && small.test(word)),
				),
			).toEqual([]);
		});

		it("has a description, an example or options in n8n's style", () => {
			const helps =
				property.description ??
				property.placeholder ??
				(property.options?.length ? 'options' : undefined);
			expect(helps).toBeTruthy();
			const typedByHand = property.type === 'string' && !property.typeOptions?.password;
			if (typedByHand) expect(property.placeholder).toMatch(/^e\.g\. \S/);
			if (property.type === 'boolean') expect(property.description).toMatch(/^Whether /);
		});

		it('ends its description with a period only if it has several sentences', () => {
			const text =
				property.description?.replace(/<[^>]*>/g, '').replace(/\b(e\.g|i\.e|etc|Inc)\./g, '') ?? '';
			const sentences = text.split(/[.!?](?:\s|$)/).filter((sentence) => sentence.trim()).length;
			if (sentences === 1) expect(property.description).not.toMatch(/\.$/);
			if (sentences > 1) expect(property.description).toMatch(/\.$/);
		});

		it('avoids alarming words', () => {
			expect(`${property.displayName} ${property.description ?? ''}`).not.toMatch(
				/\b(error|problem|failure|mistake)s?\b/i,
			);
		});

		// n8n can't open a saved workflow that leaves out a fixed collection with a non-empty default.
		it('is empty by default if it is a fixed collection', () => {
			if (property.type === 'fixedCollection') expect(property.default).toEqual({});
		});

		it('is not required inside a collection', () => {
			if (inside === 'collection') expect(property.required).toBeUndefined();
		});

		it('masks secrets', () => {
			if (/password|secret|api key$/i.test(property.displayName) && property.type === 'string')
				expect(property.typeOptions?.password).toBe(true);
		});
	},
);

it("uses n8n's exact wording for Return All, Limit and Simplify", () => {
	const words = (name: string) => [
		...new Set(
			fields
				.filter(({ property }) => property.name === name)
				.map(
					({ property }) =>
						`${property.displayName}|${String(property.default)}|${property.description}`,
				),
		),
	];
	expect(words('returnAll')).toEqual([
		'Return All|false|Whether to return all results or only up to a given limit',
	]);
	expect(words('limit')).toEqual(['Limit|50|Max number of results to return']);
	expect(words('simplify')).toEqual([
		'Simplify|true|Whether to return a simplified version of the response instead of the raw data',
	]);
});

it('pairs every Return All with a Limit', () => {
	const count = (name: string) => fields.filter(({ property }) => property.name === name).length;
	expect(count('limit')).toBe(count('returnAll'));
	expect(count('limit')).toBeGreaterThan(0);
});

/** The fields in the five documents that the package is based on, as request paths. */
const documented: Record<string, string[]> = {
	'Checkr account create': [
		...[
			'client_id',
			'name',
			'purpose',
			'user.full_name',
			'user.email',
			'default_compliance_city',
			'default_compliance_state',
			'oauth_authorize',
		],
		...[
			'city',
			'dba_name',
			'incorporation_state',
			'incorporation_type',
			'industry',
			'phone',
			'state',
			'street',
			'tax_id',
			'website',
			'zipcode',
		].map((name) => `company.${name}`),
	],
	'Gusto account create': [
		'user.first_name',
		'user.last_name',
		'user.email',
		'company.name',
		'company.states',
	],
	'Teal account create': ['user_id', 'payroll_provider', 'user_name', 'password', 'from', 'to'],
	'SoftwareOne account create': [
		...[
			'name',
			'type',
			'status',
			'externalId',
			'externalName',
			'externalIds.pyraTenantId',
			'technicalSupportEmail',
			'website',
			'description',
		],
		...['addressLine1', 'addressLine2', 'postCode', 'city', 'state', 'country'].map(
			(name) => `address.${name}`,
		),
		...['eligibility.client', 'eligibility.partner', 'defaultLanguageCode'],
	],
	'Yardstik subaccount create': [
		...[
			'account_name',
			'account_packages',
			'actions_email_address',
			'additional_company_info',
			'billing_contact_first_name',
			'billing_contact_last_name',
		],
		...[
			'billing_email',
			'company_phone_number',
			'compliance_email_address',
			'create_api_key',
			'ein',
			'email_address',
			'first_name',
			'last_name',
		],
		...[
			'legal_business_name',
			'legal_entity_type',
			'owner_title',
			'permissible_purpose_id',
			'permissible_purpose_ids',
			'state_of_incorporation',
		],
		...['support_email_address', 'support_phone', 'tech_email_address', 'url'],
		...['line1', 'line2', 'city', 'state', 'zip_code'].map((name) => `address.${name}`),
	],
};

it.each(Object.entries(documented))(
	'has a field for everything in the document of %s',
	(place, paths) => {
		const [name, resource, operation] = place.split(' ');
		const node = nodes.find(({ description }) => description.displayName === name) as INodeType;
		const own = node.description.properties.filter(
			({ displayOptions }) =>
				displayOptions?.show?.resource?.includes(resource) &&
				displayOptions.show.operation?.includes(operation),
		);
		const sent = fieldsOf(own, name).map(({ property }) => property.routing?.send?.property);
		expect(paths.filter((path) => !sent.includes(path))).toEqual([]);
	},
);

describe('credentials', () => {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		n8n: { credentials: string[] };
	};
	const credentials = n8n.credentials.map((file) => {
		const [exported] = Object.values(
			require(join(root, file.replace('dist/', '').replace(/js$/, 'ts'))) as Record<
				string,
				new () => ICredentialType
			>,
		).filter((value) => typeof value === 'function');
		return new exported();
	});

	it.each(credentials.map((credential) => [credential.name, credential] as const))(
		'defines a test, a docs link and a masked field for %s',
		(_name, credential) => {
			expect(credential.test?.request.disableFollowRedirect).toBe(true);
			const rules = (credential.test?.rules ?? []).map((rule) => rule.properties.message);
			expect(rules.length).toBeGreaterThan(0);
			for (const message of rules)
				expect(message).not.toMatch(/\b(error|problem|failure|mistake)s?\b/i);
			expect(credential.documentationUrl).toMatch(/\/docs\/[a-z]+\.md#credential$/);
			expect(
				credential.properties.filter(({ typeOptions }) => typeOptions?.password).length,
			).toBeGreaterThan(0);
		},
	);

	it.each(nodes.map((node) => [node.description.displayName, node.description] as const))(
		'registers every credential of %s in package.json',
		(_name, description) => {
			const known = credentials.map(({ name }) => name);
			expect(description.credentials?.every(({ name }) => known.includes(name))).toBe(true);
		},
	);
});
