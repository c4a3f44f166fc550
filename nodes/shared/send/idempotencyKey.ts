import { createHash, randomUUID } from 'node:crypto';
import type { IExecutePaginationFunctions, IHttpRequestOptions } from 'n8n-workflow';
import type { IfExists, Operation } from '../operation';
import { nodeNotes } from './notes';

/**
 * The idempotency key of a create, in UUID format. It is derived from what identifies the customer, so that every execution, retry,
 * worker, and n8n instance sends the same key for the same customer, and the provider creates only one account. With Create
 * Another, it is derived from the item and the execution instead, so that it is the same only for retries of that item.
 */
export function idempotencyKey(
	context: IExecutePaginationFunctions,
	{ existing, provider }: Operation,
	request: IHttpRequestOptions,
	choice: IfExists,
): string {
	const customer = [provider.name, request.baseURL, existing?.identity(request, context)];
	const parts = choice === 'create' ? originOf(context, request) : customer;
	const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Identifies an item of an execution. n8n's Retry is a new execution, so the ID of the original one is kept. */
function originOf(context: IExecutePaginationFunctions, request: IHttpRequestOptions): unknown[] {
	const itemIndex = context.getItemIndex();
	const notes = nodeNotes(context);
	notes.origin ??= context.getExecutionId() ?? randomUUID();
	return [
		context.getInstanceId(),
		context.getWorkflow().id,
		notes.origin,
		context.getNode().id,
		context.getWorkflowDataProxy(itemIndex).$runIndex,
		itemIndex,
		// Execution IDs start over in a new n8n installation.
		request.body,
	];
}
