import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { Failure } from './failure';
import type { Issue, Operation } from './types';

/** Milliseconds between two requests of a run at least. */
const APART = 2;

/** One item in one try of the node. */
export interface Task {
	operation: Operation;
	issues: Issue[];
	label?: string;
}

/** What one run of a node must remember, over all its items and over n8n's own tries (Retry On Fail). */
export class Run {
	/** Items that are done: sent once, never again. */
	readonly done = new Map<number, { items: INodeExecutionData[]; summary: string }>();
	/** Items of which nobody knows whether they were carried out. */
	readonly unknown = new Map<number, Failure>();
	/** Idempotency keys by item: a later try sends the same one, even where an expression gives another body. */
	readonly keys = new Map<number, string>();
	/** What tells this run of this node from any other, for the idempotency keys. Costly to get, so got once. */
	identity?: unknown[];
	/** The items of the present try. */
	tasks = new Map<number, Task>();
	/** Those of them that were filled in wrongly, in order: n8n prepares items one after the other. */
	invalid = new Map<number, Task>();
	/** What ended the present try: nothing more is sent. */
	stopped?: { failure: Failure; itemIndex: number };
	private readonly sleepers = new Set<() => void>();
	private readonly working = new Map<number, Promise<unknown>>();
	private sending = 0;
	private heldUntil = 0;
	private leavesAt = 0;
	private readonly turns = new Map<string, Promise<unknown>>();
	private readonly queue: Array<() => void> = [];

	constructor(private readonly signal?: AbortSignal) {}

	/** Registers an item. An item that is there already means that n8n tries the node once more. */
	begin(itemIndex: number, task: Task): void {
		if (this.tasks.has(itemIndex)) {
			this.tasks = new Map();
			this.invalid = new Map();
			this.stopped = undefined;
		}
		this.tasks.set(itemIndex, task);
		if (task.issues.length > 0) this.invalid.set(itemIndex, task);
	}

	/** Ends the present try, and the waits of all items, unless something has ended it before. */
	stop(failure: Failure, itemIndex: number): void {
		this.stopped ??= { failure, itemIndex };
		this.wake();
	}

	/** Runs an item's work, which `whenIdle` and `whenDone` wait for. */
	async work<T>(itemIndex: number, job: () => Promise<T>): Promise<T> {
		const work = job();
		this.working.set(itemIndex, work);
		return await work.finally(() => this.working.delete(itemIndex));
	}

	/** Resolves when an earlier try, which n8n may have given up while it was at work, is through with an item. */
	async whenDone(itemIndex: number): Promise<void> {
		await Promise.allSettled([this.working.get(itemIndex)]);
	}

	/** Does a job after all jobs that were given for the same key before it, however they ended. */
	async inTurn<T>(key: string, job: () => Promise<T>): Promise<T> {
		const turn = (this.turns.get(key) ?? Promise.resolve()).then(job);
		this.turns.set(key, turn.catch(() => undefined));
		return await turn;
	}

	/** Resolves when no item of the run is at work, so that what was created is known for certain. */
	async whenIdle(): Promise<void> {
		await Promise.allSettled(this.working.values());
	}

	/** Runs a job in one of `most` slots, first come, first served. */
	async inSlot<T>(most: number, job: () => Promise<T>): Promise<T> {
		if (this.sending >= most) await new Promise<void>((resolve) => this.queue.push(resolve));
		else this.sending += 1;
		try {
			return await job();
		} finally {
			const next = this.queue.shift();
			if (next) next();
			else this.sending -= 1;
		}
	}

	/** Lets no request of the run leave before `ms` milliseconds from now. */
	holdFor(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, Date.now() + ms);
	}

	/** How long no request of the run may leave, in milliseconds. */
	get held(): number {
		return this.heldUntil - Date.now();
	}

	/**
	 * Resolves when a request may leave, or when none may for longer than `most` milliseconds (see `held`). Of several that
	 * become free at once each leaves a little after the one before: else none would be on its way before n8n has made all of
	 * them ready, which takes about a millisecond each. Throws a Failure when the run was stopped, by an item or by the user.
	 */
	async clearance(most: number): Promise<void> {
		const now = performance.now();
		const wait = this.leavesAt - now;
		this.leavesAt = Math.max(this.leavesAt, now) + APART;
		if (wait > 0) await sleep(wait);
		for (;;) {
			if (this.stopped || this.signal?.aborted) throw new Failure('notSent', 'Not sent, because the run was stopped before', 'Run this item again.');
			if (this.held <= 0 || this.held > most) return;
			await this.wait(this.held);
		}
	}

	/** Waits so many milliseconds, but ends at once when the try is over or the user presses Stop. */
	async wait(ms: number): Promise<void> {
		if (this.stopped || this.signal?.aborted) return;
		let wake = () => {};
		const woken = new Promise<void>((resolve) => (wake = resolve));
		// One listener for all, and only while somebody waits: the signal is that of the whole execution.
		if (this.sleepers.size === 0) this.signal?.addEventListener('abort', this.wake);
		this.sleepers.add(wake);
		await Promise.race([sleep(ms), woken]);
		this.sleepers.delete(wake);
		if (this.sleepers.size === 0) this.signal?.removeEventListener('abort', this.wake);
	}

	private readonly wake = () => this.sleepers.forEach((wake) => wake());
}

// The only state of the package. n8n keeps one such object for all items and all tries of a node run, and drops it
// afterwards, which frees the run with it.
const runs = new WeakMap<object, Run>();

type Context = Pick<IExecuteSingleFunctions, 'getExecuteData' | 'getExecutionCancelSignal' | 'getNode'>;

/** Whether the node is at work for another one that calls it as a tool: then what the engine knows of the run is the other one's. */
export function isCalled(context: Context): boolean {
	return context.getExecuteData().node.name !== context.getNode().name;
}

/** The run that an execution context belongs to. Each call of a tool is a run of its own. */
export function runOf(context: Context & Pick<IExecuteSingleFunctions, 'getInputData'>): Run {
	const key = isCalled(context) ? context.getInputData(0, 'ai_tool').json : context.getExecuteData();
	const run = runs.get(key) ?? new Run(context.getExecutionCancelSignal());
	runs.set(key, run);
	return run;
}
