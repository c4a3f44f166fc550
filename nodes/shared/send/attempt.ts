import type { Task } from '../operation';
import { Failure } from '../report/failure';

/** One try of a node run: its items, the invalid ones, and what stopped it. */
export class Attempt {
	/** The items that n8n has prepared in this try. */
	readonly tasks = new Map<number, Task>();
	/** The invalid items, in order, because n8n prepares items one after the other. */
	readonly invalid = new Map<number, Task>();
	/** What ended the try. Nothing more is sent. */
	stopped?: { failure: Failure; itemIndex: number };
	/** Whether finished items have been stored for n8n's Retry. */
	noted = false;
	private readonly waiting = new Set<() => void>();

	/** `signal` is the signal of the whole execution, which the user or n8n's timeout can stop. */
	constructor(private readonly signal?: AbortSignal) {}

	add(itemIndex: number, task: Task): void {
		this.tasks.set(itemIndex, task);
		if (task.issues.length > 0) this.invalid.set(itemIndex, task);
	}

	/** Ends the try and all waits, unless it has already ended. */
	stop(failure: Failure, itemIndex: number): void {
		this.stopped ??= { failure, itemIndex };
		this.wake();
	}

	get over(): boolean {
		return this.stopped !== undefined || this.signal?.aborted === true;
	}

	/** Throws a Failure if the try has ended. */
	goOn(): void {
		if (this.over) {
			throw new Failure(
				'not_sent',
				'Not sent, because the run was already stopped',
				'Run this item again.',
			);
		}
	}

	/** Calls `cancel` when the try ends, unless the returned function is called first. */
	onEnd(cancel: () => void): () => void {
		// One listener for all, and only while something waits, because the signal outlives the try.
		if (this.waiting.size === 0) this.signal?.addEventListener('abort', this.wake);
		this.waiting.add(cancel);
		return () => {
			this.waiting.delete(cancel);
			if (this.waiting.size === 0) this.signal?.removeEventListener('abort', this.wake);
		};
	}

	/** Settles like the promise, or rejects with a Failure if the try ends first. */
	async orEnd<T>(promise: Promise<T>): Promise<T> {
		this.goOn();
		let off = () => {};
		const ended = new Promise<void>((resolve) => (off = this.onEnd(resolve)));
		try {
			return await Promise.race([promise, ended.then(() => this.goOn() as never)]);
		} finally {
			off();
		}
	}

	private readonly wake = () => [...this.waiting].forEach((cancel) => cancel());
}
