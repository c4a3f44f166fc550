import { createHash, randomUUID } from 'node:crypto';
import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	NodeApiError,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { exchangeFor } from './exchange';
import { Failure, labelOf, listIn, toNodeError } from './failure';
import { readList } from './paging';
import { limitOf } from './prepare';
import { isCalled, runOf } from './run';
import type { Run, Task } from './run';
import { hideSecrets, maskedBody } from './secrets';
import type { Answer, Operation } from './types';
import { at, isEmpty, isObject, recordsAt } from './values';

const PAST: Record<Operation['verb'], string> = {
	create: 'created', get: 'read', list: 'listed', update: 'updated', delete: 'deleted',
	revoke: 'revoked', submit: 'submitted', enable: 'enabled', disable: 'disabled',
};

/**
 * Sends everything that the five nodes send: n8n hands each item to this function (`requestOperations.pagination`).
 * Nothing leaves before all items are checked; at most "Requests at Once" are under way; what may be repeated safely is
 * repeated; what is done is never sent again when n8n tries the node once more; every item ends in its result or in one
 * sentence. Returns the item's records, paired to it. Throws a NodeApiError where the node stops on the first failure.
 */
export async function send(this: IExecutePaginationFunctions, requestData: DeclarativeRestApiSettings.ResultOptions): Promise<INodeExecutionData[]> {
	const itemIndex = this.getItemIndex();
	const run = runOf(this);
	const task = run.tasks.get(itemIndex) as Task;
	const goOn = this.continueOnFail();
	// One turn later all items of the run (or of n8n's batch) have been checked.
	await sleep(0);
	try {
		if (!goOn) throwIfInvalid(this, run);
		if (task.issues.length > 0) throw new Failure('invalid', invalid(itemIndex, task), 'Nothing was sent for this item. Correct the fields named here, then run it again.');
		await run.whenDone(itemIndex);
		const done = run.done.get(itemIndex);
		if (done) return done.items;
		const unknown = run.unknown.get(itemIndex);
		if (unknown && task.operation.repeat === 'never') throw unknown;
		const job = async () => await remembered(run, itemIndex, task, async () => await perform(this, run, task, requestData));
		const { oneByOne } = task.operation;
		return await run.work(itemIndex, async () => (oneByOne ? await run.inTurn(String(at(requestData.options.body, oneByOne)), job) : await job()));
	} catch (error) {
		const failure = await hideSecrets(this, task.operation, error);
		if (goOn) return [failedItem(this, failure)];
		if (failure.kind !== 'notSent') run.stop(failure, failure.kind === 'invalid' ? [...run.invalid.keys()][0] : itemIndex);
		await run.whenIdle();
		// n8n shows the error of the first item that throws, with its number: so only the one that ended the run may.
		if (run.stopped ? run.stopped.itemIndex !== itemIndex : run.tasks.size < expectedItems(this)) return [];
		throw stopError(this, run, failure, itemIndex);
	}
}

/** Does an item's work and notes with the run how it ended, before the work counts as done. */
async function remembered(run: Run, itemIndex: number, task: Task, job: () => Promise<INodeExecutionData[]>): Promise<INodeExecutionData[]> {
	const items = await job().catch((error: unknown) => {
		const earlier = run.unknown.get(itemIndex);
		if (error instanceof Failure && error.kind === 'unknown') run.unknown.set(itemIndex, earlier ?? error);
		// What an earlier try left open stays open, whatever became of this one.
		if (earlier && error instanceof Failure) throw new Failure('unknown', `${earlier.message}. In another try: ${error.message}`, earlier.advice, error.status);
		throw error;
	});
	run.done.set(itemIndex, { items, summary: summaryOf(task, items) });
	run.unknown.delete(itemIndex);
	return items;
}

/** Throws if an item of the run is invalid, or if n8n gave up on one before it came here (an expression that fails). */
function throwIfInvalid(context: IExecutePaginationFunctions, run: Run): void {
	const [first] = run.invalid.values();
	if (first) {
		const wrong = [...run.invalid].map(([itemIndex, task]) => invalid(itemIndex, task));
		const nothing = `Nothing ${run.done.size > 0 ? 'more ' : ''}was sent to ${first.operation.provider.name}, for any item.`;
		if (wrong.length === 1) throw new Failure('invalid', wrong[0], nothing);
		throw new Failure('invalid', `${wrong.length} items need correcting before anything is sent`, [...wrong, nothing].join('\n'));
	}
	if (run.tasks.size < expectedItems(context)) throw new Failure('notSent', 'Not sent, because another item could not be prepared', 'Nothing was sent, for any item.');
}

/** The sentence for one invalid item: which item, which customer, which fields and what is expected of each. */
function invalid(itemIndex: number, { label, issues }: Task): string {
	return `Item ${itemIndex}${label ? ` (${label})` : ''}: ${issues.map(({ field, text }) => `'${field}' ${text}`).join('; ')}`;
}

/** How many items the run has. */
function countItems(context: IExecutePaginationFunctions): number {
	// A tool is called for one item, and with Execute Once n8n hands over the first one only.
	if (isCalled(context) || context.getNode().executeOnce) return 1;
	const { data } = context.getExecuteData();
	return (data.main ?? data.ai_tool)?.[0]?.length ?? 0;
}

/** How many items n8n has handed over by now: all of them, or those up to the end of the present batch. */
function expectedItems(context: IExecutePaginationFunctions): number {
	const count = countItems(context);
	const { batching } = context.getNodeParameter('requestOptions', {}) as { batching?: { batch?: { batchSize?: number; batchInterval?: number } } };
	const size = Math.max(1, batching?.batch?.batchSize ?? 1);
	if (!batching?.batch?.batchInterval) return count;
	return Math.min(count, Math.ceil((context.getItemIndex() + 1) / size) * size);
}

/** Sends what one item needs and shapes what comes out. Throws a Failure. */
async function perform(context: IExecutePaginationFunctions, run: Run, task: Task, requestData: DeclarativeRestApiSettings.ResultOptions): Promise<INodeExecutionData[]> {
	const { operation } = task;
	const pairedItem = { item: context.getItemIndex() };
	const options = context.getNodeParameter('requestOptions', {}) as IDataObject;
	let sent = 0;
	const exchange = exchangeFor({
		run,
		task,
		most: setting(options.requestsAtOnce, 1, 20),
		retries: setting(options.retries, 0, 10),
		masked: async (body) => await maskedBody(context, operation, body),
		async transport(once) {
			sent += 1;
			// One request's result is its whole answer: see route().
			const [item] = await context.makeRoutingRequest({ ...requestData, options: once });
			const answer = item.json as unknown as Answer;
			// What was put off for the rate limit was not carried out.
			if (answer.statusCode === 429) sent -= 1;
			return answer;
		},
	});
	const request = requestData.options as IHttpRequestOptions;
	const { idempotencyHeader } = operation.provider;
	if (idempotencyHeader && operation.repeat === 'keyed') {
		request.headers = { ...request.headers, [idempotencyHeader]: idempotencyKey(context, run, request) };
	}
	const existing = await operation.before?.call(context, request, exchange);
	if (existing) return [{ json: existing, pairedItem }];
	sent = 0;
	const simple = operation.simple && context.getNodeParameter('simplify', true) === true ? Object.entries(operation.simple).map(([name, path]) => [name, ...path.split('[].')]) : undefined;
	const finish = (record: IDataObject) => ({ json: simple ? simplified(record, simple) : record, pairedItem });
	if (operation.page) {
		return await readList(operation.page, request, exchange, limitOf(context), finish);
	}
	const answer = await exchange(request);
	if (operation.answer) return [{ json: operation.answer, pairedItem }];
	const { body } = answer;
	if (operation.verb === 'get' && isEmpty(body)) throw new Failure('unavailable', `The answer holds no ${operation.noun}`, 'Run this item again later.', answer.statusCode);
	const records = operation.verb === 'list' ? listIn(answer, operation.rows ?? '') : Array.isArray(body) ? recordsAt(body, '') : [isObject(body) ? body : {}];
	return records.map((record) => finish(operation.output?.(record, answer, sent > 1) ?? record));
}

/** A number that a person set, in its bounds, or 5. */
function setting(given: unknown, least: number, most: number): number {
	const number = given === undefined ? NaN : Number(given);
	return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : 5;
}

/** The fields of a record: each with its name, its path, and, where that leads to a list, the path in the list's entries. */
function simplified(record: IDataObject, fields: string[][]): IDataObject {
	const kept: IDataObject = {};
	for (const [name, path, inner] of fields) {
		const value = at(record, path);
		kept[name] = (inner && Array.isArray(value) ? value.map((entry) => at(entry, inner)).join(', ') : value ?? null) as IDataObject[string];
	}
	return kept;
}

/**
 * The same for the same item of the same execution, also when n8n tries the node again; different for any other, since
 * a key used twice would give one customer the other one's account. The request is part of it because execution numbers
 * start again when an n8n is set up anew.
 */
function idempotencyKey(context: IExecutePaginationFunctions, run: Run, request: IHttpRequestOptions): string {
	const itemIndex = context.getItemIndex();
	const known = run.keys.get(itemIndex);
	if (known) return known;
	run.identity ??= [context.getInstanceId(), context.getWorkflow().id, context.getExecutionId() ?? randomUUID(), context.getNode().id, context.getWorkflowDataProxy(itemIndex).$runIndex];
	const hex = createHash('sha256').update(JSON.stringify([...run.identity, itemIndex, request.body])).digest('hex');
	const key = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
	run.keys.set(itemIndex, key);
	return key;
}

/** What a later message says of an item that is done: "Acme Corp (e44aa283)". */
function summaryOf({ operation, label }: Task, items: INodeExecutionData[]): string {
	const record = items[0]?.json ?? {};
	const id = record[operation.id ?? 'id'];
	const name = label ?? labelOf(operation, record);
	return [name, id === undefined ? undefined : `(ID ${id})`].filter((part) => part).join(' ') || 'without a name';
}

/**
 * The item that the node gives out for one that did not succeed: the customer's own fields and the sentence. Towards an
 * error output it holds nothing but the sentence: that is how n8n knows it for a failed one, and n8n adds the fields of
 * the item it is paired to.
 */
function failedItem(context: IExecutePaginationFunctions, { message, advice }: Failure): INodeExecutionData {
	const error = [message, advice].filter((part) => part).map((part) => part.replace(/[.\s]*$/, '.')).join(' ');
	const own = context.getNode().onError === 'continueErrorOutput' ? {} : context.getInputData().json;
	return { json: { ...own, error }, pairedItem: { item: context.getItemIndex() } };
}

/** The one error of a run that stops: the first failure, and what was done before it, so that nothing is lost from sight. */
function stopError(context: IExecutePaginationFunctions, run: Run, own: Failure, ownIndex: number): NodeApiError {
	const { failure, itemIndex } = run.stopped ?? { failure: own, itemIndex: ownIndex };
	const { operation } = run.tasks.get(itemIndex) as Task;
	const done = [...run.done.entries()].sort(([a], [b]) => a - b).map(([, { summary }]) => summary);
	const changed = operation.request.method !== 'GET' && done.length > 0;
	const list = `${done.slice(0, 20).join(', ')}${done.length > 20 ? ` and ${done.length - 20} more` : ''}`;
	const before = changed ? `\nAlready ${PAST[operation.verb]} in this run (${done.length} of ${countItems(context)}): ${list}.` : '';
	const open = [...run.unknown.keys()].filter((index) => index !== itemIndex).map((index) => run.tasks.get(index)?.label ?? `item ${index}`);
	const unsure = open.length > 0 ? `\nUnknown whether also ${PAST[operation.verb]}, so look before running them again: ${open.join(', ')}.` : '';
	return toNodeError(context.getNode(), new Failure(failure.kind, failure.message, `${failure.advice}${before}${unsure}`, failure.status, failure.retryAfterMs), itemIndex);
}
