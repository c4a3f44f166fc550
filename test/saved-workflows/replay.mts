/** Runs saved workflows in n8n's engine, with the built package, against the sandbox. */
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';
import type { WorkflowFile } from '../../demo/client.mts';
import { demoCredentials } from '../../demo/credentials.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { RecordedRequest } from '../../sandbox/types.mts';
import { nodeType, nodeTypesOf, restart, runWorkflow } from '../engine/harness.mts';
import { triggered } from './triggers.mts';

/** The result of running a workflow. */
export interface Replay {
	/** Requests that change something at the provider, in order. */
	changes: Change[];
	/**
	 * The first output item of each node, with the type of each value in its place. Excludes nodes that only start a run.
	 */
	outputs: Record<string, Shape>;
}

/** A request that changes something, without what differs in each run: IDs, secrets, and the address of n8n. */
export interface Change {
	method: string;
	path: string;
	body?: unknown;
}

/** The type of a value, or the types of the values in it. */
export type Shape = string | Shape[] | { [field: string]: Shape };

/** A saved workflow with the result of running it when it was saved. */
export interface SavedWorkflow extends Replay {
	workflow: WorkflowFile;
}

/**
 * The fields of each node and credential, by type name. A field's name follows the resource and operation that show it,
 * and the collection that contains it. Its value is the list of its options, or the field's type if it has none.
 */
export type SavedFields = Record<string, Record<string, string | string[]>>;

/** Requests that only fetch a token: how many there are is up to the credentials. */
const SIGN_IN = /\/(oauth\/token|members\/signin)$/;

/** UUIDs, and the IDs of webhooks. */
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\/webhooks\/)[0-9a-f]{24}/g;

/** The secrets that webhook events are signed with. */
const SECRET = /[0-9a-f]{64}/g;

/** The address of the n8n in triggers.mts. */
const N8N = /(http:\/\/)?127\.0\.0\.1:\d+/g;

/** The built-in n8n nodes that the workflows use, reduced to what they use. */
const N8N_NODES: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': passOn([], function (this) {
		return this.getInputData();
	}),
	'n8n-nodes-base.set': passOn(
		[{ displayName: 'JSON', name: 'jsonOutput', type: 'json', default: '' }],
		function (this) {
			const json = this.getNodeParameter('jsonOutput', 0) as string;
			return [{ json: JSON.parse(json) as IDataObject }];
		},
	),
};

function passOn(
	properties: INodeProperties[],
	give: (this: IExecuteFunctions) => INodeExecutionData[],
): INodeType {
	return {
		description: {
			displayName: 'Node',
			name: 'node',
			group: ['transform'],
			version: [1, 3.4],
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			properties,
		},
		async execute() {
			return [give.call(this)];
		},
	};
}

/**
 * Runs a workflow from its button to its last node, or its triggers if it has no button, with empty providers and an
 * n8n that has just started.
 *
 * @throws Error with the message of the node that failed.
 */
export async function replay(workflow: WorkflowFile, sandbox: Sandbox): Promise<Replay> {
	sandbox.reset();
	await sandbox.listening();
	restart();
	const hasButton = workflow.nodes.some(({ type }) => type in N8N_NODES);
	const outputs = await (hasButton
		? run(workflow, sandbox)
		: triggered(workflow.nodes, credentialsFor(sandbox), sandbox));
	return {
		changes: sandbox.requests.filter(isChange).map(changeOf),
		outputs: Object.fromEntries(
			Object.entries(outputs).map(([name, json]) => [name, shapeOf(json)]),
		),
	};
}

/** The first output item of each node of a workflow. */
async function run(
	{ nodes, connections }: WorkflowFile,
	sandbox: Sandbox,
): Promise<Record<string, IDataObject>> {
	const types = nodes.map(({ type }) => [type, packageType(type)] as const);
	const { data } = await runWorkflow({
		// n8n completes node parameters in place.
		nodes: structuredClone(nodes),
		connections,
		nodeTypes: nodeTypesOf(Object.fromEntries(types)),
		items: [{ json: {} }],
		credentials: credentialsFor(sandbox),
	});
	const { error, runData } = data.resultData;
	if (error) throw error;
	const outputs = nodes
		.filter(({ type }) => !(type in N8N_NODES))
		.map(({ name }): [string, IDataObject] => {
			const items = runData[name]?.[0]?.data?.main?.[0] as INodeExecutionData[] | undefined;
			if (!items?.length) throw new Error(`The node "${name}" gave nothing out.`);
			return [name, items[0].json];
		});
	return Object.fromEntries(outputs);
}

function packageType(type: string): INodeType {
	return N8N_NODES[type] ?? nodeType(type.split('.').pop()!);
}

function credentialsFor(sandbox: Sandbox): Record<string, ICredentialDataDecryptedObject> {
	return Object.fromEntries(
		demoCredentials(sandbox, { host: '', port: 0 }).map(({ type, data }) => [
			type,
			data as ICredentialDataDecryptedObject,
		]),
	);
}

function isChange({ method, path }: RecordedRequest): boolean {
	return method !== 'GET' && !SIGN_IN.test(path);
}

function changeOf({ method, path, body }: RecordedRequest): Change {
	const change = { method, path, ...(body === undefined ? {} : { body }) };
	return JSON.parse(
		JSON.stringify(change).replace(ID, '{id}').replace(SECRET, '{secret}').replace(N8N, '{n8n}'),
	) as Change;
}

function shapeOf(value: unknown): Shape {
	if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
	if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
	return Object.fromEntries(Object.entries(value).map(([field, of]) => [field, shapeOf(of)]));
}

/** The fields that users fill in for these nodes and credentials. */
export function savedFields(types: Array<INodeType | ICredentialType>): SavedFields {
	return Object.fromEntries(
		types.map((type) => {
			const { name, properties } = 'description' in type ? type.description : type;
			return [name, Object.fromEntries(fieldsOf(properties))];
		}),
	);
}

function fieldsOf(properties: INodeProperties[]): Array<[string, string | string[]]> {
	return properties.flatMap(({ displayOptions, name, options, type }) => {
		if (type === 'notice') return [];
		const { resource = [''], operation = [''] } = displayOptions?.show ?? {};
		const places = resource.flatMap((one) => operation.map((other) => `${one}.${other}.${name}`));
		const inside = type === 'collection' ? fieldsOf(options as INodeProperties[]) : [];
		const choices = options?.flatMap((option) => ('value' in option ? [String(option.value)] : []));
		return places.flatMap(
			(place): Array<[string, string | string[]]> => [
				[place, choices?.length ? choices : type],
				...inside.map(([field, kind]): [string, string | string[]] => [place + field, kind]),
			],
		);
	});
}
