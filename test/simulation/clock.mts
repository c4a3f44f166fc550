/** Virtual time: what is due is done in order, and no time passes in between. */
export class Clock {
	now = 0;
	/** A binary heap by time, then by the order in which it was planned. */
	private readonly heap: Array<{ time: number; order: number; job: () => void }> = [];
	private planned = 0;

	/** Plans a job for a time, or for now if that has passed. */
	at(time: number, job: () => void): void {
		const { heap } = this;
		let index = heap.push({ time: Math.max(time, this.now), order: this.planned++, job }) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!this.isBefore(index, parent)) return;
			this.swap(index, parent);
			index = parent;
		}
	}

	/** Does everything that is planned before `end`. */
	run(end = Infinity): void {
		while (this.heap.length > 0 && this.heap[0].time < end) {
			const { time, job } = this.heap[0];
			this.removeFirst();
			this.now = time;
			job();
		}
	}

	private removeFirst(): void {
		const { heap } = this;
		const last = heap.pop()!;
		if (heap.length === 0) return;
		heap[0] = last;
		for (let index = 0; ; ) {
			let first = index;
			for (const child of [2 * index + 1, 2 * index + 2])
				if (child < heap.length && this.isBefore(child, first)) first = child;
			if (first === index) return;
			this.swap(index, first);
			index = first;
		}
	}

	private isBefore(a: number, b: number): boolean {
		const [one, other] = [this.heap[a], this.heap[b]];
		return one.time < other.time || (one.time === other.time && one.order < other.order);
	}

	private swap(a: number, b: number): void {
		[this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
	}
}
