import './quiet.mts';
import 'reflect-metadata';
import { DirectoryLoader, ExecutionLifecycleHooks, RoutingNode, WorkflowExecute } from 'n8n-core';
import type {
	IBinaryKeyData,
	IConnections,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRun,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { parse, stringify } from 'flatted';
import { ICredentialsHelper, NodeHelpers, Workflow } from 'n8n-workflow';
import classes from './package.mts';
import packageClock from './package-clock.mts';
import restart from './restart.mts';

export { packageClock, restart };

const all = Object.values(classes).map((Class) => new Class() as INodeType | ICredentialType);
const nodeClasses = all.filter((instance): instance is INodeType => 'description' in instance);
// As in n8n's loader: adds n8n's own request options, such as batching, to those of the nodes.
for (const type of nodeClasses) DirectoryLoader.applyDeclarativeNodeOptionParameters(type);
const credentialTypes = all.filter(
	(instance): instance is ICredentialType => !('description' in instance),
);

// Each test starts with no package state in memory.
if (typeof beforeEach === 'function') beforeEach(() => restart());

/** The result of running one node in the engine. */
export interface Result {
	/** Items by output: the first is the regular output, the second the error output. */
	outputs: INodeExecutionData[][];
	/** The error that ended the run, as n8n stores it. */
	error?: {
		message: string;
		description?: string | null;
		httpCode?: string;
		context?: IDataObject;
		failure?: IDataObject;
	};
	/** The whole execution as it would be stored. */
	run: IRun;
}

export interface Task {
	/** Name of the node, such as "checkr", or a node that the test defines. */
	node: string | INodeType;
	/** The node's type name in the engine, which lets some of n8n's own nodes do more than others. */
	typeName?: string;
	parameters?: INodeParameters;
	/** The input items; one empty item by default. */
	items?: Array<IDataObject | INodeExecutionData>;
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	onError?: INode['onError'];
	/** Retry On Fail: how many times n8n tries the whole node. */
	tries?: number;
	executionId?: string;
	/** The failed execution that n8n's Retry continues; see Execution. */
	retryOf?: IRun;
	/** The workflow's time zone; see Execution. */
	timezone?: string;
	executeOnce?: boolean;
	/** Passes the items in one at a time, as n8n's Loop Over Items does, so that the node runs once per item. */
	loop?: boolean;
	/** The node's ID in n8n. */
	nodeId?: string;
	/** Called with a function that stops the execution as the Stop button does. */
	onStart?: (stop: () => void) => void;
}

/** A node that passes its input through. */
export const input: INodeType = {
	description: {
		displayName: 'Input',
		name: 'input',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
};

/** A node that emits one item at a time on its second output until none are left. */
const loopOver: INodeType = {
	description: { ...input.description, inputs: ['main'], outputs: ['main', 'main'] },
	async execute(this: IExecuteFunctions) {
		const context = this.getContext('node') as { left?: INodeExecutionData[] };
		context.left ??= [...this.getInputData()];
		return [[], context.left.splice(0, 1)];
	},
};

const inputNode: INode = {
	id: 'input',
	name: 'Input',
	type: 'test.input',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Makes declarative nodes run as on n8n's server: through an execute() that wraps the routing engine. */
function runnable(type: INodeType): INodeType {
	const copy = Object.create(type) as INodeType;
	copy.description = type.description;
	if (!type.execute) {
		copy.execute = async function (this: IExecuteFunctions) {
			return (await new RoutingNode(this as never, type).runNode()) as INodeExecutionData[][];
		};
	}
	return copy;
}

/** Node types by name for an execution, plus the ones that pass items in. */
export function nodeTypesOf(types: Record<string, INodeType>): INodeTypes {
	const known: Record<string, INodeType> = { 'test.input': input, 'test.loop': loopOver };
	for (const [name, type] of Object.entries(types)) known[name] = runnable(type);
	return {
		getByName: (name) => known[name],
		getByNameAndVersion: (name) => known[name],
		getKnownTypes: () => ({}),
	};
}

/** Returns the package's node with this name. */
export function nodeType(name: string): INodeType {
	const found = nodeClasses.find(({ description }) => description.name === name);
	if (!found) throw new Error(`The package has no node ${name}`);
	return found;
}

/** All nodes and credential types of the package. */
export const packageNodes = nodeClasses;
export const packageCredentials = credentialTypes;

/** Handles credentials as n8n does, with values from the test instead of n8n's database. */
export class Credentials extends ICredentialsHelper {
	constructor(private readonly values: Record<string, ICredentialDataDecryptedObject>) {
		super();
	}

	private type(name: string): ICredentialType {
		const found = credentialTypes.find((type) => type.name === name);
		if (!found) throw new Error(`The package has no credential type ${name}`);
		return found;
	}

	getParentTypes = () => [];
	isCredentialUsableByNode = () => true;
	getCredentials = async () => {
		throw new Error('The engine asked for a stored credential');
	};
	getDecrypted = async (_data: unknown, _details: unknown, type: string) => {
		const properties = this.getCredentialsProperties(type);
		return {
			...NodeHelpers.getNodeParameters(
				properties,
				(this.values[type] ?? {}) as INodeParameters,
				true,
				true,
				null,
				null,
			),
			...this.values[type],
		} as ICredentialDataDecryptedObject;
	};
	updateCredentials = async () => {};
	updateCredentialsOauthTokenData = async () => {};
	runPreAuthentication = async () => undefined;
	getCredentialsProperties = (type: string) => this.type(type).properties;

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		request: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	) {
		const { authenticate } = this.type(typeName);
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		for (const [group, entries] of Object.entries(authenticate?.properties ?? {})) {
			const target = ((request as unknown as Record<string, IDataObject>)[group] ??= {});
			for (const [key, value] of Object.entries(entries as Record<string, string>)) {
				target[key] = value.startsWith('=')
					? String(
							workflow!.expression.getSimpleParameterValue(
								node!,
								value,
								'internal',
								{ $credentials: credentials },
								undefined,
								'',
							) ?? '',
						)
					: value;
			}
		}
		return request;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		_node: INode,
		expired: boolean,
	) {
		const type = this.type(typeName);
		const session = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable,
		);
		if (!session || !type.preAuthentication || (credentials[session.name] && !expired))
			return undefined;
		const fresh = await type.preAuthentication.call(helpers, credentials);
		this.values[typeName] = {
			...this.values[typeName],
			...(fresh as ICredentialDataDecryptedObject),
		};
		return Object.assign(credentials, fresh);
	}
}

/** A workflow and what n8n would supply for its execution. */
export interface Execution {
	nodes: INode[];
	connections: IConnections;
	nodeTypes: INodeTypes;
	/** The input of the first node. */
	items: INodeExecutionData[];
	credentials: Record<string, ICredentialDataDecryptedObject>;
	executionId?: string;
	/** The failed execution that n8n's Retry continues: the nodes before the failed one don't run again. */
	retryOf?: IRun;
	/** The workflow's time zone; New York by default, so that a mix-up with UTC shows. */
	timezone?: string;
	/** Called with a function that stops the execution as the Stop button does. */
	onStart?: (stop: () => void) => void;
}

/**
 * What Retry starts from: the failed execution as n8n stores it, without the error and the failed node's run (`retry`
 * in n8n's execution.service.js, in both n8n 1 and n8n 2).
 */
function retried({ data }: IRun): IRunExecutionData {
	const stored = parse(stringify(data)) as IRunExecutionData;
	const { lastNodeExecuted = '', runData } = stored.resultData;
	delete stored.resultData.error;
	const runs = runData[lastNodeExecuted] ?? [];
	if (runs.at(-1)?.error !== undefined) runs.pop();
	return stored;
}

/** Runs a workflow in n8n's real engine, starting at its first node. */
export async function runWorkflow({
	nodes,
	connections,
	nodeTypes,
	items,
	credentials,
	executionId = '1',
	retryOf,
	timezone = 'America/New_York',
	onStart,
}: Execution): Promise<IRun> {
	const workflow = new Workflow({
		id: 'workflow',
		nodes,
		connections,
		active: false,
		nodeTypes,
		settings: { timezone },
	});
	const fresh = {
		version: 1,
		startData: {},
		resultData: { runData: {} },
		executionData: {
			contextData: {},
			nodeExecutionStack: [{ node: nodes[0], data: { main: [items] }, source: null }],
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	} as unknown as IRunExecutionData;
	const additionalData = {
		credentialsHelper: new Credentials(credentials),
		executionId,
		instanceBaseUrl: 'http://localhost/',
		restApiUrl: 'http://localhost/rest',
		webhookBaseUrl: 'http://localhost/webhook',
		variables: {},
		currentNodeParameters: undefined,
		hooks: new ExecutionLifecycleHooks('manual', executionId, {
			id: 'workflow',
			name: 'Test',
			nodes,
			connections: {},
			active: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
		} as never),
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const runExecutionData = retryOf ? retried(retryOf) : fresh;
	const engine = new WorkflowExecute(
		additionalData,
		retryOf ? 'retry' : 'manual',
		runExecutionData,
	);
	const execution = engine.processRunExecutionData(workflow);
	onStart?.(() => execution.cancel());
	return await execution;
}

/** Runs one node in n8n's real engine, after a node that passes it the items. */
export async function runNode({
	node,
	typeName = 'test.node',
	parameters = {},
	items = [{}],
	credentials = {},
	onError,
	tries,
	executionId,
	retryOf,
	timezone,
	executeOnce,
	loop,
	nodeId = 'node',
	onStart,
}: Task): Promise<Result> {
	const type = typeof node === 'string' ? nodeType(node) : node;
	const tested: INode = {
		id: nodeId,
		name: 'Node',
		type: typeName,
		typeVersion: [type.description.version].flat().at(-1) ?? 1,
		position: [200, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: name, name: `My ${name}` }]),
		),
		...(onError ? { onError } : {}),
		...(executeOnce ? { executeOnce } : {}),
		...(tries ? { retryOnFail: true, maxTries: tries, waitBetweenTries: 1 } : {}),
	};
	const first: INode = loop ? { ...inputNode, type: 'test.loop' } : inputNode;
	const to = (node: string) => ({ node, type: 'main' as const, index: 0 });
	const run = await runWorkflow({
		nodes: [first, tested],
		connections: {
			Input: { main: loop ? [[], [to('Node')]] : [[to('Node')]] },
			...(loop ? { Node: { main: [[to('Input')]] } } : {}),
		},
		nodeTypes: nodeTypesOf({ [typeName]: type }),
		items: items.map((item) =>
			'json' in item ? (item as INodeExecutionData) : { json: item as IDataObject },
		),
		credentials,
		executionId,
		retryOf,
		timezone,
		onStart,
	});
	const [task] = run.data.resultData.runData.Node?.slice(-1) ?? [];
	return {
		outputs: (task?.data?.main ?? []).map((output) => output ?? []),
		error: (task?.error ?? run.data.resultData.error) as unknown as Result['error'],
		run,
	};
}

/** An item that carries a file. */
export function withFile(json: IDataObject, binary: IBinaryKeyData): INodeExecutionData {
	return { json, binary };
}
