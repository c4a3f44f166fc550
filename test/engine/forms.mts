import { LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ILoadOptionsFunctions,
	INode,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	IWorkflowExecuteAdditionalData,
	ResourceMapperFields,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { Credentials, nodeType } from './harness.mts';

/** A node's form that a user has open: what they have chosen so far, and their credential. */
export interface Form {
	node: string;
	parameters?: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
}

/** The context in which n8n loads a form's lists. */
function contextOf({ node, parameters = {}, credentials }: Form): ILoadOptionsFunctions {
	const type = nodeType(node);
	const opened: INode = {
		id: 'node',
		name: 'Node',
		type: 'test.node',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: name, name: `My ${name}` }]),
		),
	};
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [opened],
		connections: {},
		active: false,
		nodeTypes,
	});
	const additionalData = {
		credentialsHelper: new Credentials(credentials),
		currentNodeParameters: workflow.nodes.Node.parameters,
		instanceBaseUrl: 'http://localhost/',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return new LoadOptionsContext(
		workflow,
		workflow.nodes.Node,
		additionalData,
		'parameters',
	) as unknown as ILoadOptionsFunctions;
}

/** What a resource locator's list shows for the text a user types, or for the page a token refers to. */
export async function listSearch(
	form: Form,
	method: string,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await nodeType(form.node).methods!.listSearch![method].call(
		contextOf(form),
		filter,
		paginationToken,
	);
}

/** What an options list shows. */
export async function loadOptions(form: Form, method: string): Promise<INodePropertyOptions[]> {
	return await nodeType(form.node).methods!.loadOptions![method].call(contextOf(form));
}

/** The fields that a form adds depending on what was chosen in it. */
export async function mappedFields(form: Form, method: string): Promise<ResourceMapperFields> {
	return await nodeType(form.node).methods!.resourceMapping![method].call(contextOf(form));
}
