/** The nodes that create the same customers: this package's, n8n's HTTP Request node, and a plain declarative one. */
import path from 'node:path';
import { build } from 'esbuild';
import type { INodeParameters } from 'n8n-workflow';
import type { Creation } from '../engine/providers.mts';

/** The parts of a workflow's node in which contenders differ. */
export interface ContenderNode {
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
}

export interface Contender {
	title: string;
	/** The node that creates a row's customers at a base URL. */
	node(row: Creation, baseUrl: string): ContenderNode;
}

/** This package's nodes, with their defaults. */
export const own: Contender = {
	title: "This package's nodes",
	node: ({ node, parameters }) => ({
		type: `n8n-nodes-partner-onboarding.${node}`,
		typeVersion: 1,
		parameters,
	}),
};

export const httpRequest: Contender = {
	title: 'HTTP Request node',
	node: ({ credential, path: urlPath, body }, baseUrl) => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: new URL(urlPath, baseUrl).href,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: credential,
			sendBody: true,
			contentType: 'json',
			specifyBody: 'json',
			jsonBody: body,
			options: {},
		},
	}),
};

/** n8n's Retry On Fail at its maximum. */
export const httpRequestWithRetries: Contender = {
	title: 'HTTP Request node, Retry On Fail × 5',
	node: (row, baseUrl) => ({
		...httpRequest.node(row, baseUrl),
		retryOnFail: true,
		maxTries: 5,
		waitBetweenTries: 5000,
	}),
};

export const plain: Contender = {
	title: 'A plain declarative node',
	node: ({ credential, path: urlPath, body }, baseUrl) => ({
		type: 'CUSTOM.plain',
		typeVersion: 1,
		parameters: { authentication: credential, url: new URL(urlPath, baseUrl).href, body },
	}),
};

/**
 * Builds the plain node where n8n can load it.
 *
 * @returns the folder, for n8n's setting `N8N_CUSTOM_EXTENSIONS`.
 */
export async function buildPlainNode(folder: string): Promise<string> {
	await build({
		entryPoints: [path.join(import.meta.dirname, 'plain.mts')],
		outfile: path.join(folder, 'Plain.node.js'),
		bundle: true,
		format: 'cjs',
		platform: 'node',
	});
	return folder;
}
