/** Lists of customers whose execution is killed or fails half-way, what a person does then, and what the providers hold afterwards. */
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

/** What happens to an execution, and what a person does about it. */
export type Case = 'killed, then Retry' | 'killed, then run again' | 'failed, then Retry';

export const cases: Case[] = ['killed, then Retry', 'killed, then run again', 'failed, then Retry'];

/** One execution that was ended, and how it all came out. */
export interface Trial extends Outcome {
	mode: string;
	contender: Contender;
	round: number;
	row: Creation;
	case: Case;
	customers: number;
	/** What was done, as a line of the printed list. */
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
	/** Numbers from 0 to 1 that decide when n8n is killed and what fails. */
	random: () => number;
}

/** A person presses Retry no more often than this, and runs the list again then. */
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

/** Plays one round: everything that is killed is killed at the same random moment. */
export async function playRound(
	scene: Scene,
	workflows: Record<Case, Onboarding[]>,
	round: number,
): Promise<Trial[]> {
	scene.sandbox.reset();
	scene.sandbox.latencyMs = 50;
	const begin = (one: Case) =>
		workflows[one].map(
			// Every other one is retried with the workflow as it is saved now, from round to round another one.
			(onboarding, index) =>
				new Execution(scene, one, round, onboarding, (round + index) % 2 ? 'original' : 'current'),
		);
	const killed = [...begin('killed, then Retry'), ...begin('killed, then run again')];
	await kill(scene, killed);
	const failed = begin('failed, then Retry');
	await fail(scene, failed);
	return [...killed, ...failed].map((execution) => execution.trial());
}

/** Numbers the lists, so that no two of them hold the same customer. */
let lists = 0;

/** A list of customers on its way. */
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

	/** Notes what happened so far, with the number of those who were created by then. */
	tell(words: string): void {
		this.story.push(`${words} (${this.outcome().created} created)`);
	}

	/** Sends the whole list again, as a person does who doesn't know how far the execution came. */
	async runAgain(): Promise<void> {
		await this.send();
		await this.settled();
		this.tell(`run again: ${(await this.newest()).status}`);
	}

	/** Presses Retry until the execution succeeds; where n8n does not retry, or it goes on failing, the list is run again. */
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
			// n8n does not retry an execution of which it kept no data.
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

/** Sends all lists, kills what runs them at a random moment, starts it again, and does what people do then. */
async function kill({ site, sandbox, customers, random }: Scene, all: Execution[]): Promise<void> {
	// Half of the executions of a provider are retried, half are run again: each provider gets twice as many requests.
	const at = 1 + Math.floor(random() * (2 * customers - 2));
	const arrived = counter(all);
	const most = () => Math.max(...arrived.counts.values());
	// Not before n8n has taken all lists: what it never took, nobody expects it to know.
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

/** Sends all lists; at each provider one customer is rejected, and the answer about another one is lost. */
async function fail({ sandbox, customers, random }: Scene, all: Execution[]): Promise<void> {
	const arrived = counter(all);
	const faults = new Map<string, Map<number, Fault>>();
	for (const { onboarding } of all) {
		const rejected = 1 + Math.floor(random() * customers);
		const lost = 1 + Math.floor(random() * customers);
		const fault: Fault =
			random() < 0.5
				? { kind: 'cut', when: 'after' }
				: { kind: 'status', status: 500, when: 'after' };
		faults.set(
			keyOf(onboarding.row),
			new Map<number, Fault>([
				[lost, fault],
				[rejected, { kind: 'status', status: 400, when: 'before' }],
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

/** Counts the requests that create, for each provider's path. */
function counter(all: Execution[]) {
	const counts = new Map(all.map(({ onboarding }) => [keyOf(onboarding.row), 0]));
	return {
		counts,
		/** Gives the number of a request; `undefined` for one that creates nothing. */
		count({ method, provider, path }: RecordedRequest): number | undefined {
			const key = `${provider} ${path}`;
			const number = (counts.get(key) ?? 0) + 1;
			if (method !== 'POST' || !counts.has(key)) return undefined;
			counts.set(key, number);
			return number;
		},
	};
}
