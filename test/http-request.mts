import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { INodeType, VersionedNodeType } from 'n8n-workflow';
import { demoFolder } from '../demo/install.mts';

/** n8n's HTTP Request node. It comes with n8n itself, so `installN8n` has to be called first. */
export function httpRequestNode(): INodeType {
	const load = createRequire(join(demoFolder, 'n8n/node_modules/n8n-nodes-base/package.json'));
	const { HttpRequest } = load('./dist/nodes/HttpRequest/HttpRequest.node.js') as {
		HttpRequest: new () => VersionedNodeType;
	};
	return new HttpRequest().getNodeType();
}
