import './quiet.mts';
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { HookContext, WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { Credentials, nodeType } from './harness.mts';
import { triggerWorkflow, type Trigger } from './trigger-workflow.mts';

/** One n8n instance: its address and its incoming requests. */
export class N8n {
	/** The reachable routes, by path. */
	private readonly routes = new Map<string, (request: Request, response: Response) => unknown>();

	private constructor(
		readonly url: string,
		readonly close: () => Promise<void>,
	) {}

	static async start(): Promise<N8n> {
		const app = express();
		app.use(express.raw({ type: () => true, limit: '16mb' }));
		const server = app.listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const n8n = new N8n(
			`http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			async () => void (await new Promise((resolve) => server.close(resolve))),
		);
		app.use(async (request: Request, response: Response) => {
			const route = n8n.routes.get(request.path);
			if (!route) return void response.status(404).json({ message: 'not registered' });
			// As n8n's body-parser.js leaves the body.
			const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
			const isJson = /^application\/json/.test(request.header('content-type') ?? '');
			try {
				request.body = isJson && rawBody.length > 0 ? JSON.parse(rawBody.toString()) : {};
			} catch {
				return void response.status(422).json({ message: 'Failed to parse request body' });
			}
			await route(Object.assign(request, { rawBody }), response);
		});
		return n8n;
	}

	listen(url: string, route: (request: Request, response: Response) => unknown): void {
		this.routes.set(new URL(url).pathname, route);
	}

	/** As if n8n were not running: nothing is reachable. */
	forgetAll(): void {
		this.routes.clear();
	}

	forget(url: string): void {
		this.routes.delete(new URL(url).pathname);
	}
}

/** A workflow that starts with a webhook trigger, handled as by n8n's own managers, with n8n's own contexts. */
export class TriggeredWorkflow {
	/** The items of each execution. */
	readonly runs: IDataObject[][] = [];
	/** Errors thrown by the webhook handler itself. */
	readonly errors: unknown[] = [];
	/** The static data in n8n's database. */
	stored: IDataObject = {};

	constructor(
		readonly n8n: N8n,
		readonly trigger: Trigger,
	) {}

	/** All output items, in order. */
	get items(): IDataObject[] {
		return this.runs.flat();
	}

	get url(): string {
		return `${this.n8n.url}/webhook/${this.path}`;
	}

	get testUrl(): string {
		return `${this.n8n.url}/webhook-test/${this.path}`;
	}

	private get path(): string {
		return `${this.trigger.nodeId ?? 'node'}-webhook/webhook`;
	}

	/**
	 * What active-workflow-manager.js does on publish, on republish, and at each start of n8n. With its publication
	 * service, n8n 2 does the same on publish and nothing at startup.
	 */
	async publish(activation: 'activate' | 'init' = 'activate'): Promise<void> {
		const workflow = this.load();
		this.open(this.url, () => this.load(), 'webhook');
		try {
			await this.createIfNotExists(await this.hookContext(workflow, 'trigger', activation));
			// Another trigger of the same workflow, registered after this one.
			if (this.nextFails) throw new Error('another trigger could not be registered');
		} catch (error) {
			await this.unpublish();
			throw error;
		}
		this.save(workflow);
	}

	/** Makes the next publish fail after the webhook is registered. */
	nextFails = false;

	async unpublish(): Promise<void> {
		const workflow = this.load();
		await this.methods.delete.call(await this.hookContext(workflow, 'internal', 'update'));
		this.n8n.forget(this.url);
		this.save(workflow);
	}

	/** Makes the URL reachable without registering anything. */
	listenOnly(): void {
		this.open(this.url, () => this.load(), 'webhook');
	}

	/** Kills n8n after it registers the webhook and before it stores its static data. */
	async publishAndCrash(): Promise<void> {
		await this.createIfNotExists(await this.hookContext(this.load(), 'trigger', 'activate'));
	}

	/** "Listen for test event": the webhook is registered at the test URL until `stop`. */
	async listen(): Promise<{ stop(): Promise<void> }> {
		const workflow = this.load();
		await this.createIfNotExists(await this.hookContext(workflow, 'manual', 'manual', true));
		const snapshot = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		this.open(this.testUrl, () => this.load(snapshot), 'manual');
		return {
			stop: async () => {
				const context = await this.hookContext(this.load(snapshot), 'internal', 'update', true);
				await this.methods.delete.call(context);
				this.n8n.forget(this.testUrl);
			},
		};
	}

	/** Renames the node, which loses the state that n8n stores under its old name. */
	rename(): void {
		this.name = 'Renamed';
	}

	private name = 'Trigger';

	private get methods() {
		return nodeType(this.trigger.node).webhookMethods!.default!;
	}

	private async createIfNotExists(context: HookContext): Promise<void> {
		if (!(await this.methods.checkExists.call(context))) await this.methods.create.call(context);
	}

	private load(staticData = this.stored): Workflow {
		return triggerWorkflow(this.trigger, this.name, staticData);
	}

	private save(workflow: Workflow): void {
		this.stored = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	}

	private additionalData(more: object = {}): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: new Credentials(this.trigger.credentials),
			instanceBaseUrl: `${this.n8n.url}/`,
			restApiUrl: `${this.n8n.url}/rest`,
			webhookBaseUrl: `${this.n8n.url}/webhook`,
			webhookTestBaseUrl: `${this.n8n.url}/webhook-test`,
			variables: {},
			...more,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	private webhookData(workflow: Workflow, isTest: boolean): IWebhookData {
		const [node] = Object.values(workflow.nodes);
		return {
			webhookDescription: nodeType(this.trigger.node).description.webhooks![0],
			node: node.name,
			path: this.path,
			workflowId: workflow.id,
			httpMethod: 'POST',
			workflowExecuteAdditionalData: this.additionalData(),
			isTest,
		};
	}

	private async hookContext(
		workflow: Workflow,
		mode: 'trigger' | 'manual' | 'internal',
		activation: 'activate' | 'init' | 'update' | 'manual',
		isTest = false,
	): Promise<HookContext> {
		const [node] = Object.values(workflow.nodes);
		const data = this.webhookData(workflow, isTest);
		await evaluable(workflow);
		return new HookContext(workflow, node, this.additionalData(), mode, activation, data);
	}

	/** Responds as webhook-helpers.js does. */
	private open(url: string, load: () => Workflow, mode: 'webhook' | 'manual'): void {
		this.n8n.listen(url, async (httpRequest, httpResponse) => {
			const workflow = load();
			await evaluable(workflow);
			const [node] = Object.values(workflow.nodes);
			const additionalData = this.additionalData({ httpRequest, httpResponse });
			const data = this.webhookData(workflow, mode === 'manual');
			const context = new WebhookContext(workflow, node, additionalData, mode, data, [], null);
			try {
				const type = nodeType(this.trigger.node);
				const { workflowData, webhookResponse, noWebhookResponse } =
					await type.webhook!.call(context);
				if (workflowData) this.runs.push(workflowData.flat().map(({ json }) => json));
				if (mode === 'webhook') this.save(workflow);
				if (noWebhookResponse) return;
				if (workflowData) httpResponse.json({ message: 'Workflow was started' });
				else httpResponse.send(webhookResponse ?? { message: 'Webhook call received' });
			} catch (error) {
				this.errors.push(error);
				httpResponse.status(500).json({ message: 'Error in workflow' });
			}
		});
	}
}

/** n8n 1.x evaluates expressions without an isolate. */
async function evaluable({ expression }: Workflow): Promise<void> {
	await (expression as { acquireIsolate?(): Promise<unknown> }).acquireIsolate?.();
}
