import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { nodeType, runNode, type Result } from '../engine/harness.mts';
import { credentialsFor, run, type Creation, type Way } from '../engine/providers.mts';
import { httpRequestNode } from '../http-request.mts';

/** A node that can create what a row of the table describes. */
export interface Contender {
	title: string;
	run(row: Creation, baseUrl: string, way: Way): Promise<Result>;
}

/** This package's own nodes. */
export const own: Contender = { title: "This package's nodes", run };

/**
 * The description's operations with their method, URL and what shapes the request: no checks apply, and only n8n sends.
 */
function plainly(property: INodeProperties): INodeProperties {
	if (property.name !== 'operation') return property;
	const options = (property.options as INodePropertyOptions[]).map((option) => ({
		...option,
		routing: { request: option.routing?.request, send: { preSend: option.routing?.send?.preSend } },
	}));
	return { ...property, options };
}

/** The same node as a plain declarative one: the fields and their routing, sent by n8n's engine alone. */
function plainNode(name: string): INodeType {
	const { description } = nodeType(name);
	const { requestOperations: _send, ...rest } = description;
	return { description: { ...rest, properties: description.properties.map(plainly) } };
}

export const plain: Contender = {
	title: 'A plain declarative node',
	async run(row, baseUrl, { items, onError, tries }) {
		return await runNode({
			node: plainNode(row.node),
			parameters: row.parameters,
			items,
			onError,
			tries,
			credentials: credentialsFor(row, baseUrl),
		});
	},
};

export const httpRequest: Contender = {
	title: "n8n's HTTP Request node",
	async run(row, baseUrl, { items, onError, tries }) {
		const parameters: INodeParameters = {
			method: 'POST',
			url: new URL(row.path, baseUrl).href,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: row.credential,
			sendBody: true,
			contentType: 'json',
			specifyBody: 'json',
			jsonBody: row.body,
			options: {},
		};
		return await runNode({
			node: httpRequestNode(),
			typeName: 'n8n-nodes-base.httpRequest',
			parameters,
			items,
			onError,
			tries,
			credentials: credentialsFor(row, baseUrl),
		});
	},
};
