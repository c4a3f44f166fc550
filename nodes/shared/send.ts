import { createHash } from 'node:crypto';
import type {
	DeclarativeRestApiSettings,
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { NodeApiError, sleep } from 'n8n-workflow';
import { Failure, invalid, labelOf, outcomeUnknown, rejected, secretsIn, subject, toNodeError, withoutSecrets, wordsOf } from './failure';
import { readList } from './paging';
import { limitOf } from './prepare';
import { askedWait, backoff, judgeConnection, judgeStatus, WAITS } from './retry';
import type { Verdict } from './retry';
import { runOf } from './run';
import type { Run, Task } from './run';
import type { Answer, Exchange, Operation } from './types';
import { at, isObject } from './values';

const PAST: Record<Operation['verb'], string> = {
	create: 'created',
	get: 'read',
	list: 'listed',
	update: 'updated',
	delete: 'deleted',
	revoke: 'revoked',
	submit: 'submitted',
	enable: 'enabled',
	disable: 'disabled',
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
		if (task.issues.length > 0) throw new Failure('invalid', invalid(itemIndex, task.label, task.issues), 'Nothing was sent for this item. Correct the fields named here, then run it again.');
		const done = run.done.get(itemIndex);
		if (done) return done.items;
		const unknown = run.unknown.get(itemIndex);
		if (unknown && task.operation.repeat === 'never') throw unknown;
		return await run.work(async () => await remembered(run, itemIndex, task, async () => await perform(this, run, task, requestData)));
	} catch (error) {
		const failure = await hideSecrets(this, task.operation, error);
		if (goOn) return [failedItem(this, failure)];
		if (failure.kind !== 'notSent') run.stopped ??= { failure, itemIndex: failure.kind === 'invalid' ? run.invalid()[0][0] : itemIndex };
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
	const wrong = run.invalid();
	if (wrong.length > 0) {
		const [index, { operation, label, issues }] = wrong[0];
		const all = wrong.map(([itemIndex, task]) => invalid(itemIndex, task.label, task.issues));
		const message = wrong.length === 1 ? invalid(index, label, issues) : `${wrong.length} items need correcting before anything is sent`;
		const list = wrong.length === 1 ? '' : `${all.join('\n')}\n`;
		throw new Failure('invalid', message, `${list}Nothing was sent to ${operation.provider.name}, for any item.`);
	}
	if (run.tasks.size < expectedItems(context)) throw new Failure('notSent', 'Not sent, because another item could not be prepared', 'Nothing was sent, for any item.');
}

/** How many items n8n has handed over by now: all of them, or those up to the end of the present batch. */
function expectedItems(context: IExecutePaginationFunctions): number {
	const { data } = context.getExecuteData();
	const count = (data.main ?? data.ai_tool)?.[0]?.length ?? 0;
	const { batching } = context.getNodeParameter('requestOptions', {}) as { batching?: { batch?: { batchSize?: number; batchInterval?: number } } };
	const size = Math.max(1, batching?.batch?.batchSize ?? 1);
	if (!batching?.batch?.batchInterval) return count;
	return Math.min(count, Math.ceil((context.getItemIndex() + 1) / size) * size);
}

/** Sends what one item needs and shapes what comes out. Throws a Failure. */
async function perform(context: IExecutePaginationFunctions, run: Run, task: Task, requestData: DeclarativeRestApiSettings.ResultOptions): Promise<INodeExecutionData[]> {
	const { operation } = task;
	const pairedItem = { item: context.getItemIndex() };
	const options = context.getNodeParameter('requestOptions', {}) as { requestsAtOnce?: number; retries?: number };
	const most = Math.min(20, Math.max(1, options.requestsAtOnce ?? 5));
	const retries = Math.min(10, Math.max(0, options.retries ?? 5));
	let sent = 0;
	const exchange: Exchange = async (request, repeat = operation.repeat) =>
		await run.inSlot(most, async () =>
			await exchangeOnce({
				run,
				task,
				retries,
				repeat,
				request,
				transport: async (once) => {
					sent += 1;
					// One request's result is its whole answer: see route().
					const [item] = await context.makeRoutingRequest({ ...requestData, options: once });
					return item.json as unknown as Answer;
				},
			}),
		);
	let request = requestData.options as IHttpRequestOptions;
	if (operation.provider.idempotencyHeader && operation.repeat === 'keyed') {
		request = { ...request, headers: { ...request.headers, [operation.provider.idempotencyHeader]: idempotencyKey(context, run, request) } };
	}
	const existing = await operation.before?.call(context, request, exchange);
	if (existing) return [{ json: existing, pairedItem }];
	if (operation.build) request = await operation.build.call(context, request);
	const simplify = operation.simple !== undefined && context.getNodeParameter('simplify', true) === true;
	const finish = (record: IDataObject) => ({ json: simplify ? simplified(record, operation.simple as Record<string, string>) : record, pairedItem });
	if (operation.page) {
		return (await readList(operation.page, request, exchange, limitOf(context))).map(finish);
	}
	const answer = await exchange(request);
	if (operation.answer) return [{ json: operation.answer, pairedItem }];
	const body = at(answer.body, operation.rows ?? '');
	const records = Array.isArray(body) ? body.flat().filter(isObject) : [isObject(body) ? body : {}];
	return records.map((record) => finish(operation.output?.(record, answer, sent > 1) ?? record));
}

function simplified(record: IDataObject, fields: Record<string, string>): IDataObject {
	return Object.fromEntries(Object.entries(fields).map(([name, path]) => [name, at(record, path) ?? null])) as IDataObject;
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
	const { $runIndex } = context.getWorkflowDataProxy(itemIndex);
	const parts = [context.getInstanceId(), context.getWorkflow().id, context.getExecutionId(), context.getNode().id, $runIndex, itemIndex, request.body];
	const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
	const key = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
	run.keys.set(itemIndex, key);
	return key;
}

interface Sending {
	run: Run;
	task: Task;
	retries: number;
	repeat: Operation['repeat'];
	request: IHttpRequestOptions;
	transport(request: IHttpRequestOptions): Promise<Answer>;
}

/** One way a request ended: with an answer, or with what kept it from getting one. */
interface End {
	verdict: Verdict;
	answer?: Answer;
	why: string;
}

/** Sends one request until it is answered, refused, or may not be sent any more. Throws a Failure. */
export async function exchangeOnce({ run, task, retries, repeat, request, transport }: Sending): Promise<Answer> {
	const { operation } = task;
	let waited = 0;
	// An attempt that may have been carried out: whatever becomes of later ones, the outcome is unknown until one is answered.
	let lost: End | undefined;
	for (let attempt = 0; ; attempt += 1) {
		await run.clearance().catch((stopped) => {
			throw lost ? failureOf(task, lost, request, repeat, undefined) : stopped;
		});
		const end = await follow(request, transport, operation);
		if (end.verdict === 'answered') return end.answer as Answer;
		if (end.verdict === 'unknown' && request.method !== 'GET') lost = end;
		const status = end.answer?.statusCode;
		// What is not there any more when a deletion is repeated was deleted by the first one.
		if (operation.verb === 'delete' && attempt > 0 && status === 404) return end.answer as Answer;
		const asked = end.answer && status !== undefined ? askedWait(end.answer.headers, operation.provider.resetHeader) : undefined;
		const wait = asked ?? backoff(attempt);
		const mayRepeat = end.verdict === 'untouched' || (end.verdict === 'unknown' && repeat !== 'never');
		if (!mayRepeat || attempt >= retries || wait > WAITS.asked || waited + wait > WAITS.whole) {
			const last = lost && lost !== end ? { ...end, verdict: lost.verdict, why: `${lost.why}, and when it was sent again, ${end.why}` } : end;
			throw failureOf(task, last, request, repeat, asked);
		}
		waited += wait;
		if (status === 429) run.holdFor(wait);
		else await run.wait(wait);
	}
}

/** Sends a request once, redirects to the same origin included: to another one, the key would go along. */
async function follow(request: IHttpRequestOptions, transport: Sending['transport'], operation: Operation): Promise<End> {
	const origin = request.baseURL;
	let next = request;
	for (let hop = 0; hop < 5; hop += 1) {
		const end = await attemptOf({ ...next, ignoreHttpStatusErrors: { ignore: true, except: [401] }, disableFollowRedirect: true }, transport, operation);
		const status = end.answer?.statusCode ?? 0;
		const location = end.answer?.headers.location;
		if (status < 300 || status > 399 || typeof location !== 'string') return end;
		const base = new URL(next.url.replace(/^\//, ''), /^https?:/.test(next.url) ? undefined : `${String(origin).replace(/\/$/, '')}/`);
		const target = new URL(location, base);
		if (target.origin !== base.origin) return { ...end, why: `it redirects to another server (${target.host}), where the key must not go` };
		next = { ...next, baseURL: undefined, url: target.href, qs: {}, ...(status === 303 ? { method: 'GET', body: undefined } : {}) };
	}
	return { verdict: 'refused', why: 'it redirects in a circle' };
}

async function attemptOf(request: IHttpRequestOptions, transport: Sending['transport'], operation: Operation): Promise<End> {
	let sent = await settled(transport(request));
	// n8n 1.x does not throw here, but renews an expired sign-in only when it does.
	if ('answer' in sent && sent.answer.statusCode === 401) sent = await settled(transport({ ...request, ignoreHttpStatusErrors: false }));
	if ('error' in sent) return endOf(sent.error);
	const { answer } = sent;
	const verdict = judgeStatus(answer.statusCode);
	const why = `it answered with HTTP status ${answer.statusCode}`;
	const { body } = answer;
	// A list may be empty; what was created or changed may not.
	const result = request.method === 'GET' ? typeof body === 'object' : isObject(body) || (Array.isArray(body) && body.length > 0);
	const readable = operation.answer !== undefined || result;
	if (verdict !== 'answered' || readable) return { verdict, answer, why };
	return { verdict: 'unknown', why: `${why}, but with nothing that can be read as a result` };
}

async function settled(answer: Promise<Answer>): Promise<{ answer: Answer } | { error: unknown }> {
	return await answer.then(
		(value) => ({ answer: value }),
		(error: unknown) => ({ error }),
	);
}

/** How a request ended that n8n threw an error for. Throws on what has nothing to do with the provider. */
function endOf(error: unknown): End {
	if (!(error instanceof NodeApiError) || !error.httpCode || error.httpCode === 'none') throw error;
	const status = Number(error.httpCode);
	if (status >= 300) return { verdict: judgeStatus(status), answer: { statusCode: status, headers: {}, body: bodyOf(error) }, why: `it answered with HTTP status ${status}` };
	// In place of a status n8n gives the code of a connection that came to nothing; a success whose body broke off has both.
	if (error.httpCode === 'ERR_INVALID_URL') return { verdict: 'refused', why: 'its base URL is not a web address' };
	const verdict = judgeConnection(error.httpCode);
	return { verdict, why: verdict === 'untouched' ? 'no connection could be made' : 'the connection was lost before the answer came' };
}

function bodyOf(error: NodeApiError): IDataObject {
	const data = error.context.data;
	return (isObject(data) ? data : { message: data ?? error.description ?? '' }) as IDataObject;
}

/** The failure for a request that is not sent any more. */
function failureOf({ operation, label }: Task, end: End, { method }: IHttpRequestOptions, repeat: Operation['repeat'], asked: number | undefined): Failure {
	const { name } = operation.provider;
	const status = end.answer?.statusCode;
	const said = wordsOf(end.answer?.body);
	const words = said ? `: ${said}` : '';
	if (status === 429 && end.verdict === 'untouched') {
		const minutes = asked !== undefined && asked > WAITS.asked ? ` and asks to wait ${Math.ceil(asked / 60_000)} minutes` : '';
		return new Failure('limited', `${name} takes no more requests for now${minutes}, so it did not ${operation.verb} ${subject(operation, label)}${words}`, "Run this item again later, or lower 'Requests at Once' in the node's Request Options.", status, asked);
	}
	if (end.verdict === 'refused') {
		if (status !== undefined && status >= 400) return rejected(operation, label, status, said, 'the key');
		return new Failure('rejected', `${name} did not ${operation.verb} ${subject(operation, label)}: ${end.why}`, 'Check the base URL in the credential.', status);
	}
	if (end.verdict === 'untouched') {
		return new Failure('unreachable', `${name} can't be reached to ${operation.verb} ${subject(operation, label)}: ${end.why}`, 'Nothing was sent. Check the environment or base URL in the credential, and the connection of this n8n to the internet.');
	}
	if (method !== 'GET') return outcomeUnknown(operation, label, `${end.why}${words}`, repeat, status);
	return new Failure('unavailable', `${name} could not ${operation.verb} ${subject(operation, label)}: ${end.why}${words}`, 'It was tried several times. Run this item again later.', status);
}

/** What both a run and a list of a form can tell about their credential. */
type Context = IExecutePaginationFunctions | ILoadOptionsFunctions;

/** Any exception as a Failure whose words hold no secret and name the credential that was used. */
export async function hideSecrets(context: Context, operation: Operation, error: unknown): Promise<Failure> {
	const type = String(context.getNodeParameter('authentication', operation.provider.credentials[0]));
	const properties = context.getCredentialsProperties(type);
	let credentials: ICredentialDataDecryptedObject = {};
	try {
		credentials = await context.getCredentials(type);
	} catch {
		// Without a credential there is no secret to hide, and the exception says what is missing.
	}
	const typed = secretsIn(operation.fields, (field) => context.getNodeParameter(field.name, ''));
	const secrets = [...secretsIn(properties, (property) => credentials[property.name]), ...typed];
	const clean = (text: string) => withoutSecrets(text, secrets);
	if (!(error instanceof Failure)) {
		const { message, description } = error as { message?: string; description?: string | null };
		return new Failure('rejected', clean(message ?? 'The request could not be made'), clean(description ?? ''));
	}
	const environment = properties.find(({ name }) => name === 'environment')?.options?.find((option) => 'value' in option && option.value === credentials.environment);
	const place = `the credential '${context.getNode().credentials?.[type]?.name ?? type}'${environment ? ` for ${environment.name}` : ''}`;
	const message = error.kind === 'unauthorized' ? error.message.replace('the key', `the key in ${place}`) : error.message;
	return new Failure(error.kind, clean(message), clean(error.advice), error.status, error.retryAfterMs);
}

/** What a later message says of an item that is done: "Acme Corp (e44aa283)". */
function summaryOf({ operation, label }: Task, items: INodeExecutionData[]): string {
	const record = items[0]?.json ?? {};
	const [, id] = Object.entries(record).find(([name, value]) => /^(id|account_id|user_id|company_uuid)$/.test(name) && value) ?? [];
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
	const before = changed ? `\nAlready ${PAST[operation.verb]} in this run (${done.length} of ${run.tasks.size}): ${list}.` : '';
	const open = [...run.unknown.keys()].filter((index) => index !== itemIndex).map((index) => run.tasks.get(index)?.label ?? `item ${index}`);
	const unsure = open.length > 0 ? `\nUnknown whether also ${PAST[operation.verb]}, so look before running them again: ${open.join(', ')}.` : '';
	return toNodeError(context.getNode(), new Failure(failure.kind, failure.message, `${failure.advice}${before}${unsure}`, failure.status, failure.retryAfterMs), itemIndex);
}
