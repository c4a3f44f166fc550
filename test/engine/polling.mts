import './quiet.mts';
import 'reflect-metadata';
import { PollContext } from 'n8n-core';
import type { IDataObject, IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';
import { Credentials, nodeType } from './harness.mts';
import { triggerWorkflow, type Trigger } from './trigger-workflow.mts';

/**
 * How n8n keeps a polling trigger's state. Classic: in memory, and stored when the workflow is published and with each
 * output. Durable: each poll starts from the stored state, and the state it leaves is stored with its output, if any
 * (N8N_POLLER_DURABLE_CURSORS_ENABLED).
 */
export type Keeping = 'classic' | 'durable';

interface PollingTrigger extends Trigger {
	keeping?: Keeping;
}

/** A published workflow that starts with a polling trigger. The test decides when n8n's own context polls it. */
export class PublishedWorkflow {
	/** All output so far. */
	readonly output: IDataObject[] = [];
	/** The static data in n8n's database. */
	stored: IDataObject = {};
	private workflow?: Workflow;

	constructor(readonly trigger: PollingTrigger) {}

	/** Publishes the workflow, or starts n8n with it: polls immediately. Returns that poll's output. */
	async start(): Promise<IDataObject[]> {
		this.workflow = undefined;
		const workflow = this.workflowFrom(this.stored);
		const items = await this.pollIn(workflow);
		this.workflow = workflow;
		if (this.trigger.keeping !== 'durable') this.store(workflow);
		return items;
	}

	/** Runs one scheduled poll. */
	async poll(): Promise<IDataObject[]> {
		if (!this.workflow) throw new Error('The workflow is not published');
		if (this.trigger.keeping !== 'durable') return await this.pollIn(this.workflow);
		const workflow = this.workflowFrom(this.stored);
		const items = await this.pollIn(workflow);
		this.store(workflow);
		return items;
	}

	/** Returns what a user gets when running the trigger in the editor. */
	async test(): Promise<IDataObject[]> {
		const workflow = this.workflowFrom(this.stored);
		const items = await this.itemsOf(workflow, 'manual');
		expect(workflow.staticData).toEqual(this.stored);
		return items ?? [];
	}

	/** Renames the node, which loses the state that n8n keeps under its old name. */
	rename(): void {
		this.name = 'Renamed';
	}

	private name = 'Trigger';

	/** Stops n8n, gracefully or not: what is not stored is lost. */
	stop(): void {
		this.workflow = undefined;
	}

	private async pollIn(workflow: Workflow): Promise<IDataObject[]> {
		const items = await this.itemsOf(workflow, 'trigger');
		if (items === null) return [];
		if (items.length === 0)
			throw new Error('An output without items starts a run that does nothing.');
		this.store(workflow);
		this.output.push(...items);
		return items;
	}

	private store(workflow: Workflow): void {
		this.stored = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	}

	private workflowFrom(staticData: IDataObject): Workflow {
		return triggerWorkflow(this.trigger, this.name, staticData);
	}

	private async itemsOf(
		workflow: Workflow,
		mode: 'trigger' | 'manual',
	): Promise<IDataObject[] | null> {
		const [node] = Object.values(workflow.nodes);
		const additionalData = {
			credentialsHelper: new Credentials(this.trigger.credentials),
			instanceBaseUrl: 'http://localhost/',
			restApiUrl: 'http://localhost/rest',
			webhookBaseUrl: 'http://localhost/webhook',
			variables: {},
		} as unknown as IWorkflowExecuteAdditionalData;
		const context = new PollContext(workflow, node, additionalData, mode, 'activate');
		// n8n 1.x evaluates expressions without an isolate.
		const expressions = workflow.expression as { acquireIsolate?(): Promise<unknown> };
		await expressions.acquireIsolate?.();
		const answer = await nodeType(this.trigger.node).poll!.call(context);
		return answer === null ? null : answer[0].map(({ json }) => json);
	}
}
