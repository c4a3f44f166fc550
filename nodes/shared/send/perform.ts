import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';
import { readList } from '../answer/paging';
import { recordsIn } from '../answer/records';
import { simplifier } from '../answer/simplify';
import type { Answer, IfExists, Task } from '../operation';
import { credentialType } from '../provider';
import { maskedBody } from '../report/secrets';
import { accountOf, isRenewable } from './account';
import { createOnce } from './create';
import { exchangeFor } from './deliver';
import { gateOf } from './gate';
import { idempotencyKey } from './idempotencyKey';
import type { Ledger } from './ledger';
import { limitOf, settingsOf } from './settings';
import { TIMEOUTS } from './transport';
import type { Transport } from './transport';

type Context = IExecutePaginationFunctions;
type RequestData = DeclarativeRestApiSettings.ResultOptions;

/** Sends all requests of one item, and returns its output. Throws a Failure. */
export async function perform(
	context: Context,
	ledger: Ledger,
	task: Task,
	requestData: RequestData,
): Promise<INodeExecutionData[]> {
	const { operation } = task;
	const { attempt } = ledger;
	const settings = settingsOf(context);
	const request = requestData.options as IHttpRequestOptions;
	const choice = context.getNodeParameter('ifExists', 'return') as IfExists;
	const count = { attempts: 0 };
	const transport = transportOf(context, task, requestData, count);
	const type = credentialType(context, operation.provider);
	const gate = gateOf(accountOf(context.getNode(), type, request.baseURL), operation.provider);
	const exchange = exchangeFor({ task, attempt, run: ledger, gate, transport, settings });
	addIdempotencyKey(context, ledger, task, request, choice);
	const whole = async () => (await operation.before?.call(context, request, exchange)) ?? request;
	const finish = finisher(context, task, request);
	const { existing, page } = operation;
	if (existing) {
		const attempts = () => count.attempts;
		const open = ledger.unknown.has(context.getItemIndex());
		const base = { task, attempt, gate, item: context, request, whole, choice, open, attempts };
		return [finish(await createOnce({ ...base, exchange }, existing))];
	}
	if (page) return await readList(page, request, exchange, limitOf(context), finish);
	const answer = await exchange(await whole());
	// A list that was read earlier doesn't reflect the change.
	if (operation.request.method !== 'GET') gate.customers.forget(operation.resource.value, Infinity);
	return recordsIn(answer, operation).map(finish);
}

/** The transport of an item's requests: n8n authenticates and sends them, and secrets in responses are masked. */
function transportOf(
	context: Context,
	{ operation }: Task,
	requestData: RequestData,
	count: { attempts: number },
): Transport {
	const given = (context.getNodeParameter('requestOptions', {}) as IDataObject).timeout;
	const type = credentialType(context, operation.provider);
	return {
		operation,
		renewable: () => isRenewable(context.getCredentialsProperties(type)),
		masked: async (body) => await maskedBody(context, operation, body),
		async request(once) {
			const timeout = given ? Number(given) : TIMEOUTS[once.method === 'GET' ? 'read' : 'write'];
			if (once.method !== 'GET') count.attempts += 1;
			// The result of one request is its whole response: see route().
			const options = { ...once, timeout };
			const [item] = await context.makeRoutingRequest({ ...requestData, options });
			const answer = item.json as unknown as Answer;
			// A request that was rejected because of the rate limit wasn't carried out.
			if (answer.statusCode === 429 && once.method !== 'GET') count.attempts -= 1;
			return answer;
		},
	};
}

/** Adds the idempotency key to a create. It is the same in all tries. */
function addIdempotencyKey(
	context: Context,
	{ keys }: Ledger,
	{ operation }: Task,
	request: IHttpRequestOptions,
	choice: IfExists,
): void {
	const { idempotencyHeader } = operation.provider;
	if (!idempotencyHeader || operation.repeat !== 'keyed') return;
	const itemIndex = context.getItemIndex();
	const key = keys.get(itemIndex) ?? idempotencyKey(context, operation, request, choice);
	keys.set(itemIndex, key);
	request.headers = { ...request.headers, [idempotencyHeader]: key };
}

/** Returns a function that converts a record to an output item, paired with the input item. */
function finisher(context: Context, { operation }: Task, request: IHttpRequestOptions) {
	const { output, simple, existing } = operation;
	const pairedItem = { item: context.getItemIndex() };
	const simplified = simple && context.getNodeParameter('simplify', true) === true;
	const shape = simplified ? simplifier(simple) : (record: IDataObject) => record;
	return (record: IDataObject): INodeExecutionData => {
		const json = shape(output ? output(record, request) : record);
		if (!existing) return { json, pairedItem };
		const { creation_status } = record;
		return { json: { creation_status, ...json }, pairedItem };
	};
}
