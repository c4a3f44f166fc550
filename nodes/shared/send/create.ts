import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type {
	Answer,
	CreationStatus,
	Existing,
	Exchange,
	IfExists,
	LookUp,
	Operation,
	Task,
} from '../operation';
import { Failure } from '../report/failure';
import { lookFirst, thingOf } from '../report/sentences';
import { isObject } from '../values';
import type { Attempt } from './attempt';
import type { Gate } from './gate';

/** Waits before each look-up of a record that may have been created, in milliseconds. */
const LOOKS = [1_000, 4_000];

const RETURN = "To get the existing one instead, set 'If It Already Exists' to Return Existing.";

/** The context for creating one customer. */
export interface Creation {
	task: Task;
	attempt: Attempt;
	gate: Gate;
	item: LookUp['item'];
	request: IHttpRequestOptions;
	/** The final request. */
	whole(): Promise<IHttpRequestOptions>;
	exchange: Exchange;
	choice: IfExists;
	/** An earlier try didn't find the customer, sent the create, and never learned the outcome. */
	open: boolean;
	/** How often the create was sent, not counting attempts that were rejected because of the rate limit. */
	attempts(): number;
}

/**
 * Creates a customer or returns the existing one, depending on "If It Already Exists". Two creates of the same customer never run
 * at the same time in this process. The first field of the record is `creation_status`. Throws a Failure.
 */
export async function createOnce(creation: Creation, existing: Existing): Promise<IDataObject> {
	const { gate, request, choice } = creation;
	if (choice === 'create') return await send(creation, existing);
	return await gate.customers.inTurn(existing.identity(request, creation.item), async () => {
		creation.attempt.goOn();
		// A record that an earlier try may have created can be newer than a list that was read since.
		const since = creation.open ? performance.now() : undefined;
		const look = lookUp(creation, existing, since);
		const found = choice === 'refresh' ? undefined : await existing.find?.(look);
		if (!found) return await send(creation, existing);
		return settled(creation, creation.open ? 'created' : 'already_existed', found);
	});
}

/** The context of a look-up. A list that was read before `since` is read again. */
function lookUp(creation: Creation, existing: Existing, since?: number): LookUp {
	const { item, request, exchange, gate, task } = creation;
	const list = listOf(task.operation);
	const shared: LookUp['shared'] = async (read, keysOf) => {
		if (since !== undefined) gate.customers.forget(list, since);
		return await gate.customers.list(list, { id: task.operation.id ?? 'id', read, keysOf });
	};
	const made = gate.customers.madeFor(existing.identity(request, item));
	return { item, request, exchange, made, shared };
}

async function send(creation: Creation, existing: Existing): Promise<IDataObject> {
	const { gate, request, exchange, task, choice } = creation;
	const identity = existing.identity(request, creation.item);
	const startedAt = Date.now();
	const since = performance.now();
	let answer: Answer;
	try {
		answer = await exchange(await creation.whole());
	} catch (failure) {
		return await instead(creation, existing, failure, since);
	}
	const made = isObject(answer.body) ? answer.body : {};
	const repeated = creation.attempts() > 1;
	// If a create can't return an earlier result, a success is always a new record.
	const earlier = choice !== 'create' && task.operation.repeat !== 'never';
	const known = earlier && gate.customers.madeFor(identity) !== undefined;
	const status = known
		? 'already_existed'
		: (existing.statusOf?.(answer, repeated, startedAt) ?? 'created');
	if (status !== 'already_existed') {
		// A later item of this customer must not find a record that was created with Create Another.
		gate.customers.created(
			choice === 'create' ? undefined : identity,
			listOf(task.operation),
			made,
		);
	}
	return settled(creation, status, made);
}

/** Returns the customer after a failure, if the provider says that it exists, or if it is found after an unknown outcome. */
async function instead(
	creation: Creation,
	existing: Existing,
	failure: unknown,
	since: number,
): Promise<IDataObject> {
	const { choice, gate, task } = creation;
	if (!(failure instanceof Failure)) throw failure;
	if (failure.kind === 'unknown' && choice === 'create') {
		throw failure.with({ advice: `${lookFirst(task.operation)}.` });
	}
	if (failure.kind === 'unknown' && (choice === 'return' || choice === 'fail')) {
		const found = await findLater(creation, existing);
		if (found) return settled(creation, 'created', found);
	}
	// It may still be created, so the next execution has to read the list again.
	if (failure.kind === 'unknown') gate.customers.forget(listOf(task.operation), Infinity);
	if (!failure.answer || choice === 'create') throw failure;
	const known = await existing.rejection?.(failure.answer, lookUp(creation, existing, since));
	if (!known) throw failure;
	// Keeps the provider's message, which may not say that exactly this customer exists.
	if (choice === 'fail') throw failure.with({ kind: 'already_exists', advice: RETURN });
	return settled(creation, 'already_existed', known);
}

/** Looks for a record that a lost request may have created, waiting longer each time. */
async function findLater(creation: Creation, existing: Existing): Promise<IDataObject | undefined> {
	if (!existing.find) return undefined;
	for (const wait of LOOKS) {
		await creation.attempt.orEnd(sleep(wait)).catch(() => undefined);
		if (creation.attempt.over) return undefined;
		// If the look-up also fails, the outcome stays unknown.
		const look = lookUp(creation, existing, performance.now());
		const found = await existing.find(look).catch(() => undefined);
		if (found) return found;
	}
	return undefined;
}

function settled(creation: Creation, status: CreationStatus, record: IDataObject): IDataObject {
	const { task, choice } = creation;
	const { provider, id: idField = 'id' } = task.operation;
	if (status === 'already_existed' && choice === 'fail') {
		const id = record[idField] === undefined ? '' : ` (ID ${record[idField]})`;
		const message = `${provider.name} already has ${thingOf(task)}${id}`;
		throw new Failure('already_exists', message, RETURN);
	}
	return { creation_status: status, ...record };
}

function listOf({ resource }: Operation): string {
	return resource.value;
}
