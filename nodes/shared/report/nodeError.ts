import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { Failure, Kind } from './failure';

type Cause =
	| 'rate-limited'
	| 'temporarily-unavailable'
	| 'credential-invalid'
	| 'configuration-invalid'
	| 'node-defect';

const CAUSES: Partial<Record<Kind, Cause>> = {
	invalid: 'configuration-invalid',
	rate_limited: 'rate-limited',
	unauthorized: 'credential-invalid',
	unavailable: 'temporarily-unavailable',
	unreachable: 'temporarily-unavailable',
	package_fault: 'node-defect',
};

/**
 * Converts a failure to the error that n8n shows and stores. It contains neither the request nor the node's parameters, because
 * both may contain secrets.
 */
export function toNodeError(node: INode, failure: Failure, itemIndex?: number): NodeApiError {
	const { kind, message, advice, status, retryAfterMs } = failure;
	const cause = CAUSES[kind];
	const error = new NodeApiError({ ...node, parameters: {} }, {} as JsonObject, {
		message,
		description: advice,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
		...(cause ? { failure: { cause, ...(retryAfterMs ? { retryAfterMs } : {}) } } : {}),
	});
	// For a bug in our own code, a bug report needs the stack.
	if (kind === 'package_fault') error.stack = failure.stack;
	return error;
}
