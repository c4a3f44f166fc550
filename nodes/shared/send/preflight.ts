import type { IExecutePaginationFunctions } from 'n8n-workflow';
import { Failure } from '../report/failure';
import { invalidSentence } from '../report/sentences';
import type { Attempt } from './attempt';
import { isCalled } from './ledger';
import type { Ledger } from './ledger';

type Context = IExecutePaginationFunctions;

/**
 * Throws if an item of the try is invalid, or if n8n couldn't prepare an item (for example, because an expression fails), so
 * that nothing is sent for any item.
 */
export function checkAll(context: Context, { attempt, done }: Ledger): void {
	const { invalid } = attempt;
	const [first] = invalid.values();
	const nothing = `Nothing ${done.size > 0 ? 'more ' : ''}was sent`;
	if (first) {
		const wrong = [...invalid].map(([itemIndex, task]) => invalidSentence(itemIndex, task));
		const advice = `${nothing} to ${first.operation.provider.name} for any item. To send the valid items anyway, set 'On Error' in the node's settings to Continue.`;
		// n8n appends "[item 0]" to the message, unless the message already contains "item 0".
		if (wrong.length === 1)
			throw new Failure('invalid', wrong[0].replace(/^Item/, 'Correct item'), advice);
		const [firstIndex] = invalid.keys();
		const sentences = wrong.map((sentence) => `${sentence}.`).join(' ');
		throw new Failure(
			'invalid',
			`${wrong.length} items need to be corrected before anything is sent, starting with item ${firstIndex}`,
			`${sentences} ${advice}`,
		);
	}
	if (!isComplete(context, attempt)) {
		throw new Failure(
			'not_sent',
			'Not sent, because another item could not be prepared',
			`${nothing} for any item.`,
		);
	}
}

/** The number of items in the run. */
export function countItems(context: Context): number {
	// A tool is called for one item, and with Execute Once, n8n only passes the first one.
	if (isCalled(context) || context.getNode().executeOnce) return 1;
	const { data } = context.getExecuteData();
	return (data.main ?? data.ai_tool)?.[0]?.length ?? 0;
}

/** Whether n8n has prepared all items of the run, or up to the end of the current batch. */
export function isComplete(context: Context, { tasks }: Attempt): boolean {
	const count = countItems(context);
	const { batching } = context.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const { batchSize = 1, batchInterval } = batching?.batch ?? {};
	if (!batchInterval) return tasks.size >= count;
	const size = Math.max(1, batchSize);
	const end = Math.ceil((context.getItemIndex() + 1) / size) * size;
	return tasks.size >= Math.min(count, end);
}
