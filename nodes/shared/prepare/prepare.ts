import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';
import type { Issue, Operation } from '../operation';
import { labelOf } from '../report/sentences';
import { ledgerOf } from '../send/ledger';
import { limitOf } from '../send/settings';
import { isObject, withoutEmpty } from '../values';
import { applyRule, rulesOf } from './rules';
import { fillUrl } from './url';

/**
 * The routing of an operation: its request, which the node's send function sends after validation. All operations of all nodes
 * use it, so that they send requests in the same way.
 */
export function route(operation: Operation): INodePropertyRouting {
	return {
		request: operation.request,
		send: { paginate: true, preSend: [prepare(operation)] },
		// The send function also needs the status and headers, so the result of one request is the whole response.
		output: {
			postReceive: [
				async (_items, answer) => [
					{ json: answer as unknown as IDataObject } as INodeExecutionData,
				],
			],
		},
	};
}

/**
 * Prepares and validates one item's request before anything is sent: removes empty optional fields, trims strings, converts
 * values to their field's type, and fills IDs into the URL. Issues are registered with the run, which decides for all its items.
 */
function prepare(operation: Operation) {
	const rules = rulesOf(operation);
	return async function (
		this: IExecuteSingleFunctions,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const issues: Issue[] = [];
		request.url = fillUrl(
			request.url,
			(name) => this.getNodeParameter(name, undefined, { extractValue: true }),
			operation,
			issues,
		);
		const timezone = this.getTimezone();
		const parameter = (path: string) => this.getNodeParameter(path, '');
		for (const rule of rules) applyRule(rule, request, timezone, issues, parameter);
		request.qs = withoutEmpty((request.qs ?? {}) as IDataObject);
		request.headers = withoutEmpty((request.headers ?? {}) as IDataObject);
		if (isObject(request.body)) request.body = withoutEmpty(request.body);
		// Called last, because a provider may require a group even if it is empty.
		operation.shape?.call(this, request, issues);
		if (operation.page) limitOf(this, issues);
		ledgerOf(this).begin(this.getItemIndex(), {
			operation,
			issues,
			label: labelOf(operation, request.body),
		});
		return request;
	};
}
