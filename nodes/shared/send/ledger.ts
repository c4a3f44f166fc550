import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Task } from '../operation';
import type { Failure } from '../report/failure';
import { Attempt } from './attempt';

/** A finished item: its output, and its summary for later messages. */
export interface Done {
	items: INodeExecutionData[];
	summary: string;
}

/** What a node run must remember across all its tries (Retry On Fail). */
export class Ledger {
	/** Finished items, which are never sent again. */
	readonly done = new Map<number, Done>();
	/** Items with an unknown outcome. */
	readonly unknown = new Map<number, Failure>();
	/** Idempotency keys by item. A later try sends the same key, even if an expression returns a different body. */
	readonly keys = new Map<number, string>();
	/** The current try. */
	attempt: Attempt;
	private readonly working = new Map<number, Promise<unknown>>();

	constructor(private readonly signal?: AbortSignal) {
		this.attempt = new Attempt(signal);
	}

	/** Registers an item with the current try. If the item is already registered, n8n has started another try. */
	begin(itemIndex: number, task: Task): void {
		if (this.attempt.tasks.has(itemIndex)) this.attempt = new Attempt(this.signal);
		this.attempt.add(itemIndex, task);
	}

	/** Runs an item's work after the work of an earlier try, which may still be running after n8n has given up on it. */
	async work<T>(itemIndex: number, job: () => Promise<T>): Promise<T> {
		const earlier = this.working.get(itemIndex);
		const work = earlier ? Promise.allSettled([earlier]).then(job) : job();
		this.working.set(itemIndex, work);
		return await work.finally(() => {
			if (this.working.get(itemIndex) === work) this.working.delete(itemIndex);
		});
	}

	/** Resolves when no item of the run is in progress, so that it is certain what was created. */
	async whenIdle(): Promise<void> {
		await Promise.allSettled(this.working.values());
	}
}

// n8n keeps one such object for all items and all tries of a node run, and drops it afterwards, which frees the ledger.
const ledgers = new WeakMap<object, Ledger>();

type Context = Pick<
	IExecuteSingleFunctions,
	'getExecuteData' | 'getExecutionCancelSignal' | 'getNode'
>;

/** Whether another node calls this one as a tool. The engine's data about the run is then about the other node. */
export function isCalled(context: Context): boolean {
	return context.getExecuteData().node.name !== context.getNode().name;
}

/** The ledger of the run that an execution context belongs to. Each call of a tool is a separate run. */
export function ledgerOf(context: Context & Pick<IExecuteSingleFunctions, 'getInputData'>): Ledger {
	const key = isCalled(context)
		? context.getInputData(0, 'ai_tool').json
		: context.getExecuteData();
	const ledger = ledgers.get(key) ?? new Ledger(context.getExecutionCancelSignal());
	ledgers.set(key, ledger);
	return ledger;
}
