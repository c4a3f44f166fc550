import { DirectoryLoader } from 'n8n-core';
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { checkrKey } from '../../sandbox/providers/checkr.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
import { nodeType, runNode, type Result } from '../engine/harness.mts';
import {
	creations,
	credentialsFor,
	customers,
	listings,
	type Creation,
	type Customer,
} from '../engine/providers.mts';
import { httpRequestNode } from '../http-request.mts';
import { plainCreate, plainList } from './plain.mts';

const [checkr] = creations;
const yardstik = listings[1];
const PAGE = 100;

/** Without groups that a plain node would send empty. */
const account: INodeParameters = { ...checkr.parameters, companyAddress: {} };

/** The result of a run. `kept` holds everything that n8n would keep, so that its memory can be measured. */
export interface Outcome {
	/** Records in output order. */
	records: IDataObject[];
	failed: number;
	kept: unknown;
}

/** One way to do the work, at a base URL. */
export type Way<Work> = (baseUrl: string, work: Work) => Promise<Outcome>;

export interface ListWork {
	/** Max requests in flight, if the contender can limit them. */
	atOnce?: number;
	/** Whether to output records exactly as the provider sends them, if the contender has the choice. */
	whole?: boolean;
}

export interface CreateWork {
	customers: Customer[];
	atOnce?: number;
	/** Starts `size` requests every `interval` milliseconds, the only option of nodes without a concurrency limit. */
	spaced?: { size: number; interval: number };
	onError?: INode['onError'];
	/** A modified Checkr node. */
	node?: INodeType;
}

/** The outcome of a node's run. `rows` finds the records in one item. Throws if the node stopped. */
function outcomeOf(
	result: Result,
	rows: (json: IDataObject) => IDataObject[] = (json) => [json],
): Outcome {
	if (result.error) throw new Error(`${result.error.message} ${result.error.description ?? ''}`);
	const items = result.outputs.flat();
	const good = items.filter((item) => !item.error && !item.json.error);
	return {
		records: good.flatMap(({ json }) => rows(json)),
		failed: items.length - good.length,
		kept: result,
	};
}

const batching = ({ spaced }: CreateWork): INodeParameters =>
	spaced ? { batching: { batch: { batchSize: spaced.size, batchInterval: spaced.interval } } } : {};

const asHttpRequest = (credential: string): INodeParameters => ({
	authentication: 'predefinedCredentialType',
	nodeCredentialType: credential,
});

/** Runs a job for each entry, at most `atOnce` at a time, and returns the results in order. */
async function together<In, Out>(
	entries: In[],
	atOnce: number,
	job: (entry: In) => Promise<Out>,
): Promise<Out[]> {
	const results: Out[] = [];
	let next = 0;
	const lane = async () => {
		while (next < entries.length) {
			const index = next++;
			results[index] = await job(entries[index]);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	return results;
}

interface Listed {
	data: IDataObject[];
	meta: { total_pages: number };
}

/** All records of a list. Once the first page has said how many there are, reads `atOnce` pages at a time. */
async function pages(
	page: (number: number) => Promise<Listed>,
	atOnce: number,
): Promise<IDataObject[]> {
	const first = await page(1);
	const others = await together(
		Array.from({ length: first.meta.total_pages - 1 }, (_, index) => index + 2),
		atOnce,
		page,
	);
	return [first, ...others].flatMap(({ data }) => data);
}

/** The node with the options that n8n adds to every declarative node on load, such as Batching. */
export function loaded({ description }: INodeType): INodeType {
	const node = { description: { ...description, properties: [...description.properties] } };
	DirectoryLoader.applyDeclarativeNodeOptionParameters(node);
	return node;
}

/** The same node and form as a plain declarative node: operations have only their request, and the engine sends it. */
export function plainly({ description }: INodeType): INodeType {
	const { requestOperations: _send, ...rest } = description;
	const properties = description.properties.map((property) => {
		if (property.name !== 'operation') return property;
		const options = (property.options as INodePropertyOptions[]).map((option) => ({
			...option,
			routing: { request: option.routing?.request },
		}));
		return { ...property, options };
	});
	return { description: { ...rest, properties } };
}

/** The same node with `count` more fields that belong to an operation that isn't selected. */
export function withHidden({ description }: INodeType, count: number): INodeType {
	const more = Array.from(
		{ length: count },
		(_, index): INodeProperties => ({
			displayName: `Hidden ${index}`,
			name: `hidden${index}`,
			type: 'string',
			default: '',
			displayOptions: { show: { resource: ['account'], operation: ['hidden'] } },
			routing: { send: { type: 'body', property: `hidden${index}` } },
		}),
	);
	return { description: { ...description, properties: [...description.properties, ...more] } };
}

/** Lists all Yardstik subaccounts. */
export const lists = {
	own: async (baseUrl, { atOnce, whole }) =>
		outcomeOf(
			await runNode({
				node: 'yardstik',
				parameters: {
					...yardstik.parameters,
					returnAll: true,
					simplify: !whole,
					requestOptions: atOnce ? { requestsAtOnce: atOnce } : {},
				},
				credentials: credentialsFor(yardstik, baseUrl),
			}),
		),
	plain: async (baseUrl) =>
		outcomeOf(await runNode({ node: plainList, credentials: credentialsFor(yardstik, baseUrl) })),
	httpRequest: async (baseUrl) =>
		outcomeOf(
			await runNode({
				node: httpRequestNode(),
				typeName: 'n8n-nodes-base.httpRequest',
				parameters: {
					...asHttpRequest('yardstikApi'),
					url: `${baseUrl}/sub_accounts`,
					sendQuery: true,
					queryParameters: { parameters: [{ name: 'per_page', value: String(PAGE) }] },
					options: {
						pagination: {
							pagination: {
								paginationMode: 'updateAParameterInEachRequest',
								parameters: {
									parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }],
								},
								paginationCompleteWhen: 'other',
								completeExpression:
									'={{ $response.body.meta.page >= $response.body.meta.total_pages }}',
							},
						},
					},
				},
				credentials: credentialsFor(yardstik, baseUrl),
			}),
			(json) => json.data as IDataObject[],
		),
	/** The least that a node can do: n8n's own request helper, `atOnce` requests at a time. */
	async helper(baseUrl, { atOnce = 1 }) {
		const node: INodeType = {
			description: { ...plainList.description, requestDefaults: undefined, properties: [] },
			async execute(this: IExecuteFunctions) {
				const page = async (number: number) =>
					(await this.helpers.httpRequestWithAuthentication.call(this, 'yardstikApi', {
						url: `${baseUrl}/sub_accounts`,
						qs: { page: number, per_page: PAGE },
					})) as Listed;
				return [this.helpers.returnJsonArray(await pages(page, atOnce))];
			},
		};
		return outcomeOf(await runNode({ node, credentials: credentialsFor(yardstik, baseUrl) }));
	},
	async fetch(baseUrl, { atOnce = 1 }) {
		const page = async (number: number) => {
			const answer = await fetch(`${baseUrl}/sub_accounts?page=${number}&per_page=${PAGE}`, {
				headers: { Authorization: `Account ${yardstikKey}` },
			});
			return (await answer.json()) as Listed;
		};
		const records = await pages(page, atOnce);
		return { records, failed: 0, kept: records };
	},
} satisfies Record<string, Way<ListWork>>;

/** Creates `count` of what a row describes, with a lookup for each or directly. */
export async function createWithLook(
	row: Creation,
	baseUrl: string,
	way: 'return' | 'direct',
	count: number,
): Promise<Outcome> {
	const ifExists = way === 'return' ? way : (row.direct ?? way);
	return outcomeOf(
		await runNode({
			node: loaded(nodeType(row.node)),
			parameters: { ...row.parameters, ifExists },
			items: customers(count, 'New'),
			credentials: credentialsFor(row, baseUrl),
		}),
	);
}

/** The body that Checkr receives for a customer, built without n8n. */
const bodyOf = ({ company, email, taxId }: Customer): IDataObject => ({
	client_id: '56269e3411a549fd07ed8d92',
	name: company,
	purpose: 'employment',
	user: { full_name: 'Nathan Smith', email },
	company: { tax_id: taxId },
});

/** Creates a Checkr account for each customer. */
export const creates = {
	own: async (baseUrl, work) =>
		outcomeOf(
			await runNode({
				node: loaded(work.node ?? nodeType('checkr')),
				parameters: {
					...account,
					requestOptions: work.atOnce ? { requestsAtOnce: work.atOnce } : {},
				},
				items: work.customers,
				onError: work.onError,
				credentials: credentialsFor(checkr, baseUrl),
			}),
		),
	form: async (baseUrl, work) =>
		outcomeOf(
			await runNode({
				node: loaded(work.node ?? plainly(nodeType('checkr'))),
				parameters: { ...account, requestOptions: batching(work) },
				items: work.customers,
				onError: work.onError,
				credentials: credentialsFor(checkr, baseUrl),
			}),
		),
	plain: async (baseUrl, work) =>
		outcomeOf(
			await runNode({
				node: loaded(plainCreate),
				parameters: {
					operation: 'create',
					clientId: '56269e3411a549fd07ed8d92',
					name: '={{ $json.company }}',
					purpose: 'employment',
					fullName: 'Nathan Smith',
					email: '={{ $json.email }}',
					taxId: '={{ $json.taxId }}',
					requestOptions: batching(work),
				},
				items: work.customers,
				onError: work.onError,
				credentials: credentialsFor(checkr, baseUrl),
			}),
		),
	httpRequest: async (baseUrl, work) =>
		outcomeOf(
			await runNode({
				node: httpRequestNode(),
				typeName: 'n8n-nodes-base.httpRequest',
				parameters: {
					...asHttpRequest('checkrApi'),
					method: 'POST',
					url: `${baseUrl}/accounts`,
					sendBody: true,
					contentType: 'json',
					specifyBody: 'json',
					jsonBody: checkr.body,
					options: batching(work),
				},
				items: work.customers,
				onError: work.onError,
				credentials: credentialsFor(checkr, baseUrl),
			}),
		),
	/** The least that a node can do: n8n's own request helper, `atOnce` requests at a time, with nothing to evaluate. */
	async helper(baseUrl, { customers: entries, atOnce = 1 }) {
		const node: INodeType = {
			description: { ...plainCreate.description, requestDefaults: undefined, properties: [] },
			async execute(this: IExecuteFunctions) {
				const create = async (customer: Customer) =>
					(await this.helpers.httpRequestWithAuthentication.call(this, 'checkrApi', {
						method: 'POST',
						url: `${baseUrl}/accounts`,
						body: bodyOf(customer),
					})) as IDataObject;
				return [this.helpers.returnJsonArray(await together(entries, atOnce, create))];
			},
		};
		return outcomeOf(await runNode({ node, credentials: credentialsFor(checkr, baseUrl) }));
	},
	async fetch(baseUrl, { customers: entries, atOnce = 1 }) {
		const headers = {
			Authorization: `Basic ${Buffer.from(`${checkrKey}:`).toString('base64')}`,
			'Content-Type': 'application/json',
			'User-Agent': 'bench',
		};
		const records = await together(entries, atOnce, async (customer) => {
			const answer = await fetch(`${baseUrl}/accounts`, {
				method: 'POST',
				headers,
				body: JSON.stringify(bodyOf(customer)),
			});
			return (await answer.json()) as IDataObject;
		});
		return { records, failed: 0, kept: records };
	},
} satisfies Record<string, Way<CreateWork>>;
