/** Virtual time: jobs run in the order in which they are due, and no real time passes in between. */
export class Clock {
	now = 0;
	/** A binary heap by time, then by the order of scheduling. */
	private readonly heap: Array<{ time: number; order: number; job: () => void }> = [];
	private planned = 0;

	/** Schedules a job for a time, or for now if that time has passed. */
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

	/** Runs all jobs that are scheduled before `end`. */
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
