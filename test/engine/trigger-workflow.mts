import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeParameters,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { nodeType } from './harness.mts';

/** A trigger under test. */
export interface Trigger {
	/** Name of the node type. */
	node: string;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	parameters?: INodeParameters;
	/** Version of the node type; 1 by default. */
	typeVersion?: number;
	/** ID of the workflow. */
	id?: string;
	/** ID of the node, which is part of its URL. */
	nodeId?: string;
}

/** A workflow with only a trigger called `name`, as n8n loads it: with a copy of the stored static data. */
export function triggerWorkflow(
	{
		node,
		parameters = {},
		typeVersion = 1,
		credentials,
		id = 'workflow',
		nodeId = 'node',
	}: Trigger,
	name: string,
	staticData: IDataObject,
): Workflow {
	const type = nodeType(node);
	const tested: INode = {
		id: nodeId,
		webhookId: `${nodeId}-webhook`,
		name,
		type: 'test.node',
		typeVersion,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: `My ${type}` }]),
		),
	};
	return new Workflow({
		id,
		nodes: [tested],
		connections: {},
		active: true,
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
		staticData: JSON.parse(JSON.stringify(staticData)) as IDataObject,
		settings: { timezone: 'America/New_York' },
	});
}
