/**
 * Lists of customers whose execution is killed or fails halfway, what a user does then, and what the providers hold
 * afterwards.
 */
import type { ExecutionSummary } from '../../demo/client.mts';
import type { Fault } from '../../sandbox/faults.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { RecordedRequest } from '../../sandbox/types.mts';
import { creations, type Creation, type Customer } from '../engine/providers.mts';
import type { Contender } from '../cluster/contenders.mts';
import {
	customersOf,
	outcomeOf,
	publish,
	send,
	settled,
	type Onboarding,
	type Outcome,
} from '../cluster/onboarding.mts';
import type { Site } from '../cluster/site.mts';

/** What happens to an execution, and what a user does about it. */
export type Case = 'killed, then Retry' | 'killed, then run again' | 'failed, then Retry';

export const cases: Case[] = ['killed, then Retry', 'killed, then run again', 'failed, then Retry'];

/** One interrupted execution, and its final outcome. */
export interface Trial extends Outcome {
	mode: string;
	contender: Contender;
	round: number;
	row: Creation;
	case: Case;
	customers: number;
	/** What was done, for a line of the printed list. */
	story: string[];
}

export interface Scene {
	site: Site;
	sandbox: Sandbox;
	/** How n8n runs: in one process, or in queue mode. */
	mode: string;
	contender: Contender;
	/** Customers in each execution. */
	customers: number;
	/** Random numbers from 0 to 1 that decide when n8n is killed and what fails. */
	random: () => number;
}

/** Max times that a user selects Retry before running the list again. */
const RETRIES = 3;

/** One workflow for each provider and case, for all rounds. */
export async function prepareWorkflows({
	site,
	sandbox,
	contender,
}: Scene): Promise<Record<Case, Onboarding[]>> {
	const workflows = {} as Record<Case, Onboarding[]>;
	for (const one of cases) {
		workflows[one] = [];
		for (const row of creations)
			workflows[one].push(await publish(site, sandbox, row, contender, one));
	}
	return workflows;
}

/** Plays one round. Everything that is killed is killed at the same random moment. */
export async function playRound(
	scene: Scene,
	workflows: Record<Case, Onboarding[]>,
	round: number,
): Promise<Trial[]> {
	scene.sandbox.reset();
	scene.sandbox.latencyMs = 50;
	const begin = (one: Case) =>
		workflows[one].map(
			// Every other one is retried with the currently saved workflow. Which ones alternates from round to round.
			(onboarding, index) =>
				new Execution(scene, one, round, onboarding, (round + index) % 2 ? 'original' : 'current'),
		);
	const killed = [...begin('killed, then Retry'), ...begin('killed, then run again')];
	await kill(scene, killed);
	const failed = begin('failed, then Retry');
	await fail(scene, failed);
	return [...killed, ...failed].map((execution) => execution.trial());
}

/** Numbers the lists, so that no two of them have the same customer. */
let lists = 0;

/** The execution of a list of customers. */
class Execution {
	readonly customers: Customer[];

	readonly story: string[] = [];

	constructor(
		private readonly scene: Scene,
		readonly kind: Case,
		private readonly round: number,
		readonly onboarding: Onboarding,
		/** The workflow that Retry runs. */
		private readonly which: 'original' | 'current',
	) {
		lists += 1;
		this.customers = customersOf(`List${lists}`, scene.customers);
	}

	async send(): Promise<void> {
		await send(this.scene.site, this.onboarding, this.customers);
	}

	async settled(): Promise<void> {
		await settled(this.scene.site, this.onboarding);
	}

	/** What the provider holds. */
	outcome(): Outcome {
		return outcomeOf(this.onboarding.row, this.customers, this.scene.sandbox.books);
	}

	/** Records what happened so far, with the number of customers created by then. */
	tell(words: string): void {
		this.story.push(`${words} (${this.outcome().created} created)`);
	}

	/** Sends the whole list again until that succeeds, like a user who doesn't know how far the execution got. */
	async runAgain(): Promise<void> {
		for (let left = RETRIES; left > 0; left -= 1) {
			await this.send();
			await this.settled();
			this.tell(`run again: ${(await this.newest()).status}`);
			if (await this.succeeded()) return;
		}
	}

	/** Selects Retry until the execution succeeds. If n8n doesn't retry it, or it keeps failing, runs the list again. */
	async retry(): Promise<void> {
		const { client } = this.scene.site;
		let refused = false;
		for (let time = 0; time < RETRIES && !refused && !(await this.succeeded()); time += 1) {
			const { id } = await this.newest();
			const words = await client.retryExecution(id, this.which).then(
				({ status }) => status,
				({ message }: Error) => message,
			);
			await this.settled();
			// n8n doesn't retry an execution for which it kept no data.
			refused = (await this.newest()).id === id;
			this.tell(`Retry with the ${this.which} workflow: ${words}`);
		}
		if (!(await this.succeeded())) await this.runAgain();
	}

	/** The newest execution of the workflow. */
	async newest(): Promise<ExecutionSummary> {
		return (await this.scene.site.client.executions(this.onboarding.workflowId))[0];
	}

	private async succeeded(): Promise<boolean> {
		return (await this.newest()).status === 'success';
	}

	trial(): Trial {
		const { mode, contender, customers } = this.scene;
		const { round, kind, story } = this;
		const { row } = this.onboarding;
		return { mode, contender, round, row, case: kind, customers, story, ...this.outcome() };
	}
}

/** Sends all lists, kills what runs them at a random moment, restarts it, and does what users do then. */
async function kill({ site, sandbox, customers, random }: Scene, all: Execution[]): Promise<void> {
	// Half of a provider's executions are retried, and half are run again, so each provider gets twice as many requests.
	const at = 1 + Math.floor(random() * (2 * customers - 2));
	const arrived = counter(all);
	const most = () => Math.max(...arrived.counts.values());
	// Not before n8n has accepted all lists: nobody expects it to know about what it never accepted.
	await new Promise<void>((resolve, reject) => {
		let taken = false;
		const killWhenDue = () => {
			if (!taken || most() < at) return;
			sandbox.faults.next = undefined;
			site.crash();
			resolve();
		};
		sandbox.faults.next = (request) => {
			arrived.count(request);
			killWhenDue();
			return undefined;
		};
		Promise.all(all.map(async (execution) => await execution.send())).then(() => {
			taken = true;
			killWhenDue();
		}, reject);
	});
	for (const execution of all) execution.tell('killed');
	await site.recover();
	await Promise.all(
		all.map(async (execution) => {
			await execution.settled();
			if (execution.kind === 'killed, then Retry') await execution.retry();
			else await execution.runAgain();
		}),
	);
}

/** Sends all lists. At each provider, one customer is rejected, and the response for another one is lost. */
async function fail({ sandbox, customers, random }: Scene, all: Execution[]): Promise<void> {
	const arrived = counter(all);
	const faults = new Map<string, Map<number, Fault>>();
	for (const { onboarding } of all) {
		const rejected = Math.floor(random() * customers);
		// Another one.
		const lost = (rejected + 1 + Math.floor(random() * (customers - 1))) % customers;
		const fault: Fault =
			random() < 0.5
				? { kind: 'cut', when: 'after' }
				: { kind: 'status', status: 500, when: 'after' };
		faults.set(
			keyOf(onboarding.row),
			new Map<number, Fault>([
				[1 + lost, fault],
				[1 + rejected, { kind: 'status', status: 400, when: 'before' }],
			]),
		);
	}
	sandbox.faults.next = (request) => {
		const number = arrived.count(request);
		return number === undefined
			? undefined
			: faults.get(`${request.provider} ${request.path}`)?.get(number);
	};
	await Promise.all(all.map(async (execution) => await execution.send()));
	for (const execution of all) {
		await execution.settled();
		execution.tell(`ended: ${(await execution.newest()).status}`);
	}
	sandbox.faults.next = undefined;
	await Promise.all(all.map(async (execution) => await execution.retry()));
}

const keyOf = ({ provider, path }: Creation) => `${provider} ${path}`;

/** Counts create requests for each provider's path. */
function counter(all: Execution[]) {
	const counts = new Map(all.map(({ onboarding }) => [keyOf(onboarding.row), 0]));
	return {
		counts,
		/** Returns the number of a request; `undefined` for one that creates nothing. */
		count({ method, provider, path }: RecordedRequest): number | undefined {
			const key = `${provider} ${path}`;
			const number = (counts.get(key) ?? 0) + 1;
			if (method !== 'POST' || !counts.has(key)) return undefined;
			counts.set(key, number);
			return number;
		},
	};
}
