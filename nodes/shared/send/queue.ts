/** Requests that wait at a gate, in the order in which they are sent: rejected ones first, then one of each run in turn. */
export class Queue<Waiting extends { ticket: { run: object; again: boolean } }> {
	private readonly first: Waiting[] = [];
	private readonly runs = new Map<object, Waiting[]>();

	get isEmpty(): boolean {
		return this.first.length + this.runs.size === 0;
	}

	/** The next in line. */
	get next(): Waiting | undefined {
		if (this.first.length > 0) return this.first[0];
		for (const [, queue] of this.runs) return queue[0];
		return undefined;
	}

	add(waiting: Waiting): void {
		const { run, again } = waiting.ticket;
		if (again) this.first.push(waiting);
		else if (this.runs.has(run)) this.runs.get(run)?.push(waiting);
		else this.runs.set(run, [waiting]);
	}

	/** Removes a request that no longer waits. */
	remove(waiting: Waiting): void {
		const { run, again } = waiting.ticket;
		const queue = again ? this.first : (this.runs.get(run) ?? []);
		const index = queue.indexOf(waiting);
		if (index >= 0) queue.splice(index, 1);
		if (!again && queue.length === 0) this.runs.delete(run);
	}

	/** Removes the next request. Its run then waits until the other runs have had their turn. */
	take(waiting: Waiting): void {
		this.remove(waiting);
		const queue = this.runs.get(waiting.ticket.run);
		if (waiting.ticket.again || !queue) return;
		this.runs.delete(waiting.ticket.run);
		this.runs.set(waiting.ticket.run, queue);
	}
}
