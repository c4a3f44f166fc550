import { ExecutionLifecycleHooks, RoutingNode, WorkflowExecute } from 'n8n-core';
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeType,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { Credentials, input, nodeType } from './harness.mts';
import { creations, credentialsFor, type Creation } from './providers.mts';

// A node that calls others as tools, like n8n's older agents: the engine then gives the tools the caller's own run.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

interface Tool {
	invoke(input: IDataObject): Promise<string>;
	name: string;
}

const place = { typeVersion: 1, position: [0, 0] as [number, number] };
/** Lets a node with `items` input items call its tools in order. Returns the tools' responses. */
async function call(
	rows: Creation[],
	calls: Array<[tool: number, company: string]>,
	items = 1,
): Promise<string[]> {
	const answers: string[] = [];
	const agent: INodeType = {
		description: {
			...input.description,
			inputs: ['main', { type: 'ai_tool', displayName: 'Tool' }],
			outputs: ['main'],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const tools = (await this.getInputConnectionData('ai_tool', 0)) as Tool[];
			for (const [index, company] of calls)
				answers.push(
					await (tools.find(({ name }) => name.endsWith(String(index))) as Tool).invoke({
						company,
					}),
				);
			return [[{ json: {} }]];
		},
	};
	const toolTypes = rows.map((row) => {
		const node = nodeType(row.node);
		const tool = Object.create(node) as INodeType;
		tool.description = {
			...node.description,
			inputs: [],
			outputs: ['ai_tool'],
			codex: { categories: ['AI'] },
		};
		tool.execute = async function (this: IExecuteFunctions) {
			return (await new RoutingNode(this as never, node).runNode()) ?? [];
		};
		return tool;
	});
	const known: Record<string, INodeType> = {
		'test.input': input,
		'test.agent': agent,
		...Object.fromEntries(toolTypes.map((type, index) => [`test.tool${index}`, type])),
	};
	const toolNodes: INode[] = rows.map((row, index) => ({
		...place,
		id: `tool${index}`,
		name: `Tool ${index}`,
		type: `test.tool${index}`,
		parameters: {
			...row.parameters,
			name: "={{ $fromAI('company', '', 'string') }}",
			email: 'owner@example.com',
			technicalSupportEmail: '',
			additionalFields: {},
			descriptionType: 'manual',
			toolDescription: 'Creates an account',
		},
		credentials: Object.fromEntries(
			Object.keys(credentialsFor(row, '')).map((name) => [name, { id: name, name }]),
		),
	}));
	const nodes: INode[] = [
		{ ...place, id: 'input', name: 'Input', type: 'test.input', parameters: {} },
		{ ...place, id: 'agent', name: 'Agent', type: 'test.agent', parameters: {} },
		...toolNodes,
	];
	const connections = {
		Input: { main: [[{ node: 'Agent', type: 'main' as const, index: 0 }]] },
		...Object.fromEntries(
			toolNodes.map(({ name }) => [
				name,
				{ ai_tool: [[{ node: 'Agent', type: 'ai_tool' as const, index: 0 }]] },
			]),
		),
	};
	const nodeTypes = {
		getByName: (name: string) => known[name],
		getByNameAndVersion: (name: string) => known[name],
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes,
		connections,
		active: false,
		nodeTypes,
		settings: {},
	});
	const data = {
		version: 1,
		startData: {},
		resultData: { runData: {} },
		executionData: {
			contextData: {},
			nodeExecutionStack: [
				{
					node: nodes[0],
					data: { main: [Array.from({ length: items }, () => ({ json: {} }))] },
					source: null,
				},
			],
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	} as unknown as IRunExecutionData;
	const additionalData = {
		credentialsHelper: new Credentials(
			Object.assign({}, ...rows.map((row) => credentialsFor(row, sandbox.url[row.provider]))),
		),
		executionId: '1',
		instanceBaseUrl: '',
		restApiUrl: '',
		webhookBaseUrl: '',
		variables: {},
		hooks: new ExecutionLifecycleHooks('manual', '1', {
			id: 'workflow',
			name: 'Test',
			nodes,
			connections,
			active: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
		} as never),
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const run = await new WorkflowExecute(additionalData, 'manual', data).processRunExecutionData(
		workflow,
	);
	expect(run.data.resultData.error?.message).toBeUndefined();
	return answers;
}

const softwareOne = creations.find(({ node }) => node === 'softwareOne') as Creation;
const checkr = creations.find(({ node }) => node === 'checkr') as Creation;

it('sends every tool call and returns its own response to each', async () => {
	const [acme, beta] = await call(
		[softwareOne],
		[
			[0, 'Acme'],
			[0, 'Beta'],
		],
	);
	expect(sandbox.books.softwareone.accounts.map(({ name }) => name)).toEqual(['Acme', 'Beta']);
	expect(acme).toContain('Acme');
	expect(beta).toContain('Beta');
});

it('keeps the tools of one caller separate', async () => {
	await call(
		[softwareOne, checkr],
		[
			[0, 'Acme'],
			[1, 'Beta'],
		],
	);
	expect(sandbox.books.softwareone.accounts.map(({ name }) => name)).toEqual(['Acme']);
	expect(sandbox.books.checkr.accounts.map(({ name }) => name)).toEqual(['Beta']);
});

it('sends one create per tool call when the caller has several items', async () => {
	await call([softwareOne], [[0, 'Acme']], 3);
	expect(sandbox.books.softwareone.accounts).toHaveLength(1);
});
