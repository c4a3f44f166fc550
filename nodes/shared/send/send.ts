import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	INodeExecutionData,
	NodeApiError,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Task } from '../operation';
import { Failure } from '../report/failure';
import { toNodeError } from '../report/nodeError';
import { hideSecrets } from '../report/secrets';
import { invalidSentence, labelOf, PAST } from '../report/sentences';
import { isCalled, ledgerOf } from './ledger';
import type { Ledger } from './ledger';
import { noteForRetry, recallForRetry } from './notes';
import { perform } from './perform';
import { checkAll, countItems, isComplete } from './preflight';

type Context = IExecutePaginationFunctions;
type RequestData = DeclarativeRestApiSettings.ResultOptions;

/**
 * Sends all requests of all nodes. n8n calls this function for each item (`requestOperations.pagination`). Nothing is sent before
 * all items are validated. Every request goes through the gate of its provider account. Finished items are never sent again when
 * n8n retries the node, or when a user selects Retry. Every item ends in its result or in one message. Returns the item's
 * records, paired with it. Throws a NodeApiError if the node stops on the first failure.
 */
export async function send(this: Context, requestData: RequestData): Promise<INodeExecutionData[]> {
	const itemIndex = this.getItemIndex();
	const ledger = ledgerOf(this);
	const task = ledger.attempt.tasks.get(itemIndex) as Task;
	const goOn = this.continueOnFail();
	// In the next turn of the event loop, all items of the run (or of n8n's batch) have been validated.
	await sleep(0);
	try {
		if (!goOn) checkAll(this, ledger);
		throwIfInvalid(itemIndex, task);
		return await ledger.work(itemIndex, async () => await once(this, ledger, task, requestData));
	} catch (error) {
		const failure = await hideSecrets(this, task.operation, error);
		if (goOn) return [failedItem(this, failure)];
		return await stop(this, ledger, failure);
	}
}

function throwIfInvalid(itemIndex: number, task: Task): void {
	if (task.issues.length === 0) return;
	throw new Failure(
		'invalid',
		invalidSentence(itemIndex, task),
		'Nothing was sent for this item. Correct these fields, then run the item again.',
	);
}

/** Processes an item unless an earlier try has finished it, and records the result in the ledger. */
async function once(
	context: Context,
	ledger: Ledger,
	task: Task,
	requestData: RequestData,
): Promise<INodeExecutionData[]> {
	const itemIndex = context.getItemIndex();
	if (!isCalled(context)) recallForRetry(context, ledger);
	const done = ledger.done.get(itemIndex);
	if (done) return done.items;
	const earlier = ledger.unknown.get(itemIndex);
	if (earlier && mayNotAsk(context, task)) throw earlier;
	const items = await perform(context, ledger, task, requestData).catch((error: unknown) => {
		if (!(error instanceof Failure)) throw error;
		if (error.kind === 'unknown') ledger.unknown.set(itemIndex, earlier ?? error);
		// If the outcome of an earlier try is unknown, it stays unknown.
		if (!earlier) throw error;
		const message = `${earlier.message}. On the next try: ${error.message}`;
		throw new Failure('unknown', message, earlier.advice, error.status);
	});
	ledger.done.set(itemIndex, { items, summary: summaryOf(task, items) });
	ledger.unknown.delete(itemIndex);
	return items;
}

/** Whether sending an item with an unknown outcome again might create a duplicate. */
function mayNotAsk(context: Context, { operation }: Task): boolean {
	if (operation.repeat !== 'never') return false;
	const { existing } = operation;
	return !existing?.find || context.getNodeParameter('ifExists', 'return') === 'create';
}

/**
 * Ends the run after its first failure. n8n shows the error of the first item that throws, so only the item that ended the run
 * throws, after all others have finished. The others return nothing.
 */
async function stop(context: Context, ledger: Ledger, failure: Failure): Promise<[]> {
	const itemIndex = context.getItemIndex();
	const { attempt } = ledger;
	const [firstInvalid] = attempt.invalid.keys();
	const index = failure.kind === 'invalid' ? (firstInvalid ?? itemIndex) : itemIndex;
	if (failure.kind !== 'not_sent') attempt.stop(failure, index);
	await ledger.whenIdle();
	if (!isCalled(context) && !attempt.noted) {
		attempt.noted = true;
		noteForRetry(context, (attempt.tasks.get(itemIndex) as Task).operation, ledger);
	}
	const { stopped } = attempt;
	if (stopped ? stopped.itemIndex !== itemIndex : !isComplete(context, attempt)) return [];
	throw stopError(context, ledger, stopped?.failure ?? failure, itemIndex);
}

/** The error of a stopped run: the first failure, and what was finished before it. */
function stopError(
	context: Context,
	{ attempt, done, unknown }: Ledger,
	failure: Failure,
	itemIndex: number,
): NodeApiError {
	const { operation } = attempt.tasks.get(itemIndex) as Task;
	const past = PAST[operation.verb];
	const sorted = [...done.entries()].sort(([a], [b]) => a - b).map(([, { summary }]) => summary);
	const more = sorted.length > 20 ? ` and ${sorted.length - 20} more` : '';
	const list = `${sorted.slice(0, 20).join(', ')}${more}`;
	const count = `${done.size} of ${countItems(context)}`;
	const before =
		operation.request.method !== 'GET' && done.size > 0
			? `\nAlready ${past} in this run (${count}): ${list}.`
			: '';
	const open = [...unknown.keys()]
		.filter((index) => index !== itemIndex)
		.map((index) => attempt.tasks.get(index)?.label ?? `item ${index}`);
	const unsure = open.length > 0 ? `\nMay also have been ${past}: ${open.join(', ')}.` : '';
	const advice = `${failure.advice}${before}${unsure}`;
	return toNodeError(context.getNode(), failure.with({ advice }), itemIndex);
}

/** How later messages mention a finished item: "Acme Corp (ID e44aa283)". */
function summaryOf({ operation, label }: Task, items: INodeExecutionData[]): string {
	const record = items[0]?.json ?? {};
	const id = record[operation.id ?? 'id'];
	const name = label ?? labelOf(operation, record);
	const parts = [name, id === undefined ? undefined : `(ID ${id})`];
	return parts.filter((part) => part).join(' ') || 'unnamed';
}

/**
 * The output item for a failed item: the customer's own fields, the message, and the kind of failure. With an error output, it
 * only contains the message, because that is how n8n recognizes a failed item. n8n then adds the fields of the input item.
 */
function failedItem(context: Context, { message, advice, kind }: Failure): INodeExecutionData {
	const sentences = [message, advice].filter((part) => part);
	const error = sentences.map((part) => part.replace(/[.\s]*$/, '.')).join(' ');
	const branch = context.getNode().onError === 'continueErrorOutput';
	const own = context.getInputData().json;
	return {
		json: branch ? { error } : { ...own, error, error_kind: kind },
		pairedItem: { item: context.getItemIndex() },
	};
}
