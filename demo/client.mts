/**
 * Talks to n8n through the REST API that its own editor uses, so that what works here works for a person with a mouse.
 * Read from n8n 2.41.1, `dist/controllers`, `dist/workflows`, `dist/credentials`, `dist/executions`, `dist/modules/data-table`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import type { INodeExecutionData, INodeTypeDescription, IRun, IWorkflowBase } from 'n8n-workflow';

/** The first user of a new n8n. n8n asks for at least 8 characters with a number and a capital letter. */
export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

/** A stored credential, as nodes refer to it. */
export interface CredentialReference {
	id: string;
	name: string;
	type: string;
}

/** What n8n shows under a credential after testing it. */
export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

/** The part of a workflow file that is imported. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections' | 'settings'>;

export interface DataTable {
	id: string;
	name: string;
	projectId: string;
}

/** A row of a data table: its columns, and n8n's own `id`, `createdAt` and `updatedAt`. */
export type DataTableRow = Record<string, unknown> & { id: number };

/** What n8n's list of executions shows of one. */
export interface ExecutionSummary {
	id: string;
	status: string;
}

/** A finished run of a workflow. */
export class Execution {
	constructor(
		readonly id: string,
		readonly status: string,
		private readonly data: IRun['data'],
	) {}

	/** Names of the nodes that ran. */
	get nodes(): string[] {
		return Object.keys(this.data.resultData.runData);
	}

	/** What stopped the run, in the words that the editor shows; `undefined` when nothing did. */
	get stoppedBy(): string | undefined {
		return this.data.resultData.error?.message;
	}

	/** Items that a node gave out, of all its runs together. `output` 1 is the error output of a node that has one. */
	items(node: string, output = 0): INodeExecutionData[] {
		const runs = this.data.resultData.runData[node] ?? [];
		return runs.flatMap((run) => run.data?.main?.[output] ?? []);
	}

	/** The `json` of {@link items}. */
	json<Row = Record<string, unknown>>(node: string, output = 0): Row[] {
		return this.items(node, output).map(({ json }) => json as Row);
	}
}

/** How long n8n may take for one thing, such as a run of a workflow, in milliseconds. */
const PATIENCE = 180_000;

const UNFINISHED = ['new', 'running', 'waiting'];

export class N8nClient {
	private cookie = '';

	private projectId: string | undefined;

	constructor(readonly url: string) {}

	/** Makes the first user of a new n8n and signs in as that user. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.call('POST', '/owner/setup', owner);
	}

	async logIn(email: string, password: string): Promise<void> {
		await this.call('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Descriptions of all node types that n8n has loaded, with names such as `n8n-nodes-base.set`. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const answer = await fetch(`${this.url}/types/nodes.json`, {
			headers: { cookie: this.cookie },
		});
		if (!answer.ok) throw new Error(`n8n answered ${answer.status} to a request for its nodes.`);
		return (await answer.json()) as INodeTypeDescription[];
	}

	async createCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<CredentialReference> {
		const { id } = await this.call<{ id: string }>('POST', '/credentials', { type, name, data });
		return { id, name, type };
	}

	/**
	 * Presses "Test" (in the editor: "Retry") on a stored credential.
	 *
	 * @param data is tested instead of what is stored, as when a person has typed something and not saved it.
	 */
	async testCredential(
		credential: CredentialReference,
		data?: Record<string, unknown>,
	): Promise<CredentialTest> {
		const stored = data ?? (await this.credentialData(credential.id));
		return await this.call('POST', '/credentials/test', {
			credentials: { ...credential, data: stored },
		});
	}

	/**
	 * What a field with a list offers, as when a person opens it.
	 *
	 * @param field its path in the node's parameters, the method behind the list, and whether that searches page by page.
	 * @throws Error with the words that the form would show.
	 */
	async choices(
		nodeType: string,
		{ path, method, searchable }: { path: string; method: string; searchable: boolean },
		chosen: { credentials: Record<string, CredentialReference>; parameters: object },
	): Promise<Array<{ name: string; value: unknown }>> {
		const request = {
			path,
			methodName: method,
			nodeTypeAndVersion: { name: nodeType, version: 1 },
			credentials: chosen.credentials,
			currentNodeParameters: chosen.parameters,
		};
		if (!searchable) return await this.call('POST', '/dynamic-node-parameters/options', request);
		const { results } = await this.call<{ results: Array<{ name: string; value: unknown }> }>(
			'POST',
			'/dynamic-node-parameters/resource-locator-results',
			request,
		);
		return results;
	}

	/**
	 * Imports a workflow file. A node that names a credential which does not exist here gets the one of `credentials` with
	 * the same type, as a person would pick it from the list.
	 *
	 * @returns the workflow's id.
	 */
	async importWorkflow(
		file: WorkflowFile,
		credentials: CredentialReference[] = [],
	): Promise<string> {
		const nodes = file.nodes.map((node) => {
			const picked = Object.keys(node.credentials ?? {}).map((type) => {
				const match = credentials.find((credential) => credential.type === type);
				if (!match)
					throw new Error(
						`"${file.name}" needs a credential of the type ${type} in the node "${node.name}".`,
					);
				return [type, { id: match.id, name: match.name }];
			});
			return picked.length > 0 ? { ...node, credentials: Object.fromEntries(picked) } : node;
		});
		const { name, connections, settings } = file;
		const { id } = await this.call<{ id: string }>('POST', '/workflows', {
			name,
			nodes,
			connections,
			settings,
		});
		return id;
	}

	/**
	 * Runs a workflow as the editor's button does, and waits for its end.
	 *
	 * @param trigger name of the trigger node to start from.
	 */
	async runWorkflow(workflowId: string, trigger: string): Promise<Execution> {
		const { executionId } = await this.call<{ executionId: string }>(
			'POST',
			`/workflows/${workflowId}/run`,
			{
				triggerToStartFrom: { name: trigger },
			},
		);
		return await this.waitForExecution(executionId);
	}

	/** Presses "Listen for test event" of a trigger: its test URL answers to one event, or for two minutes. */
	async listenForTestEvent(workflowId: string, trigger: string): Promise<void> {
		const answer = await this.call<{ waitingForWebhook?: boolean }>(
			'POST',
			`/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: trigger } },
		);
		if (!answer.waitingForWebhook)
			throw new Error(`The node "${trigger}" of workflow ${workflowId} does not listen.`);
	}

	/**
	 * Publishes a workflow: from now on its schedule runs and its webhooks answer. n8n does that in the background, so this
	 * waits until it says so.
	 *
	 * @throws Error when a trigger could not be started.
	 */
	async activateWorkflow(workflowId: string): Promise<void> {
		const { versionId } = await this.call<{ versionId: string }>('GET', `/workflows/${workflowId}`);
		await this.call('POST', `/workflows/${workflowId}/activate`, { versionId });
		const published = await waitFor(`publishing workflow ${workflowId}`, async () => {
			const { status } = await this.call<{ status: string }>(
				'GET',
				`/workflows/${workflowId}/publication-status`,
			);
			return status === 'in_progress' ? undefined : status;
		});
		if (published !== 'published')
			throw new Error(`Workflow ${workflowId} was not published: ${published}.`);
	}

	async deactivateWorkflow(workflowId: string): Promise<void> {
		await this.call('POST', `/workflows/${workflowId}/deactivate`, {});
	}

	/** Calls a webhook of an active workflow from outside, without signing in. */
	async callWebhook(webhookPath: string, init: RequestInit): Promise<Response> {
		return await untilTaken(`n8n to take ${webhookPath}`, async () =>
			fetch(`${this.url}/webhook/${webhookPath}`, init),
		);
	}

	/**
	 * Sends the form of an active workflow. n8n names its fields `field-0`, `field-1`, …
	 *
	 * @returns the address of the form's next page, for {@link openFormPage}; `undefined` when there is none.
	 */
	async submitForm(
		formPath: string,
		fields: FormData,
		headers: Record<string, string> = {},
	): Promise<string | undefined> {
		const text = await this.sendForm(`${this.url}/form/${formPath}`, fields, headers);
		return (JSON.parse(text || '{}') as { formWaitingUrl?: string }).formWaitingUrl;
	}

	/** Waits until the next page of a form is there, as the page before does in a browser, and gives its HTML. */
	async openFormPage(pageUrl: string, headers: Record<string, string> = {}): Promise<string> {
		return await waitFor(`the form page ${pageUrl}`, async () => {
			const isThere = (await this.formState(pageUrl)) === 'form-waiting';
			return isThere ? await (await fetch(pageUrl, { headers })).text() : undefined;
		});
	}

	/** What the run behind a form page is doing: `form-waiting`, `running`, …, or `null` when n8n keeps nothing of it. */
	async formState(pageUrl: string): Promise<string> {
		const url = new URL(pageUrl);
		url.pathname += '/n8n-execution-status';
		return await (await fetch(url)).text();
	}

	/** Sends a later page of a form, or says that its last page was shown. */
	async submitFormPage(
		pageUrl: string,
		fields: FormData,
		headers: Record<string, string> = {},
	): Promise<void> {
		await this.sendForm(pageUrl, fields, headers);
	}

	/**
	 * Waits for a run that something else started, for instance a webhook, and for its end.
	 *
	 * @param newerThan id of an execution that was there before.
	 */
	async latestExecution(workflowId: string, newerThan = '0'): Promise<Execution> {
		const id = await waitFor(`a run of workflow ${workflowId}`, async () => {
			const [newest] = await this.executions(workflowId);
			return newest && Number(newest.id) > Number(newerThan) ? newest.id : undefined;
		});
		return await this.waitForExecution(id);
	}

	/** The newest executions of a workflow, 100 at most, those in a given state where one is given. */
	async executions(workflowId: string, status?: string[]): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const { results } = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return results.map(({ id, status }) => ({ id, status }));
	}

	/** Every execution of a workflow, the newest first. */
	async allExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const all: ExecutionSummary[] = [];
		let more = '';
		do {
			const { results, nextCursor } = await this.call<{
				results: ExecutionSummary[];
				nextCursor?: string | null;
			}>('GET', `/executions?filter=${filter}&limit=100${more}`);
			all.push(...results.map(({ id, status }) => ({ id, status })));
			more = nextCursor ? `&cursor=${nextCursor}` : '';
		} while (more);
		return all;
	}

	/** The items with which a trigger started an execution, also one that was killed before it did anything. */
	async startItems(executionId: string): Promise<INodeExecutionData[]> {
		const { data } = await this.call<{ data: string }>('GET', `/executions/${executionId}`);
		const { resultData, executionData } = parse(data) as IRun['data'];
		const [first] = Object.values(resultData.runData);
		const ran = first?.[0]?.data?.main?.[0];
		return ran ?? executionData?.nodeExecutionStack[0]?.data.main[0] ?? [];
	}

	/**
	 * Presses "Retry" on a failed execution, and waits for the end of the new one.
	 *
	 * @param which workflow runs: the one that the execution was started with, or the one that is saved now.
	 * @throws Error with n8n's reason when it does not start one.
	 */
	async retryExecution(
		executionId: string,
		which: 'original' | 'current',
	): Promise<ExecutionSummary> {
		const { id, status } = await this.call<ExecutionSummary>(
			'POST',
			`/executions/${executionId}/retry`,
			{ loadWorkflow: which === 'current' },
		);
		return { id, status };
	}

	/** @throws Error when the run takes longer than three minutes. */
	async waitForExecution(executionId: string): Promise<Execution> {
		return await waitFor(`the end of execution ${executionId}`, async () => {
			const { status, data } = await this.call<{ status: string; data: string }>(
				'GET',
				`/executions/${executionId}`,
			);
			return UNFINISHED.includes(status)
				? undefined
				: new Execution(executionId, status, parse(data) as IRun['data']);
		});
	}

	/** Makes a data table in the user's personal project. */
	async createDataTable(
		name: string,
		columns: Array<{ name: string; type: 'string' | 'number' | 'boolean' | 'date' }>,
	): Promise<DataTable> {
		const projectId = await this.personalProject();
		const { id } = await this.call<{ id: string }>('POST', `/projects/${projectId}/data-tables`, {
			name,
			columns,
		});
		return { id, name, projectId };
	}

	/** The user's data table with this name; `undefined` when there is none. */
	async findDataTable(name: string): Promise<DataTable | undefined> {
		const projectId = await this.personalProject();
		const { data } = await this.call<{ data: DataTable[] }>(
			'GET',
			`/projects/${projectId}/data-tables`,
		);
		return data.find((table) => table.name === name);
	}

	/** The first 250 rows of a data table. */
	async dataTableRows({ id, projectId }: DataTable): Promise<DataTableRow[]> {
		const { data } = await this.call<{ data: DataTableRow[] }>(
			'GET',
			`/projects/${projectId}/data-tables/${id}/rows?take=250`,
		);
		return data;
	}

	private async credentialData(id: string): Promise<Record<string, unknown>> {
		const { data } = await this.call<{ data: Record<string, unknown> }>(
			'GET',
			`/credentials/${id}?includeData=true`,
		);
		return data;
	}

	private async personalProject(): Promise<string> {
		this.projectId ??= (await this.call<{ id: string }>('GET', '/projects/personal')).id;
		return this.projectId;
	}

	private async sendForm(
		url: string,
		fields: FormData,
		headers: Record<string, string>,
	): Promise<string> {
		const answer = await untilTaken(`n8n to take the form ${url}`, async () =>
			fetch(url, { method: 'POST', body: fields, headers }),
		);
		const text = await answer.text();
		if (!answer.ok)
			throw new Error(`n8n answered ${answer.status} to the form ${url}: ${wordsOf(text)}`);
		return text;
	}

	/**
	 * One request to `/rest`, with the cookie of the signed-in user. It is sent again as long as n8n is too busy to take it (503).
	 *
	 * @returns what n8n wraps in `data`.
	 * @throws Error with n8n's own message for any other status than 2xx.
	 */
	private async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
		const answer = await untilTaken(`n8n to take ${method} ${path}`, async () =>
			fetch(`${this.url}/rest${path}`, {
				method,
				headers: {
					'content-type': 'application/json',
					cookie: this.cookie,
					// n8n closes a connection that is idle for five seconds. A request on its way just then gets no answer.
					connection: 'close',
				},
				body: body && JSON.stringify(body),
			}),
		);
		const text = await answer.text();
		if (!answer.ok)
			throw new Error(`n8n answered ${answer.status} to ${method} ${path}: ${wordsOf(text)}`);
		const [cookie] = answer.headers.getSetCookie();
		if (cookie) this.cookie = cookie.split(';')[0];
		return (JSON.parse(text) as { data: Answer }).data;
	}
}

/**
 * Asks again and again until there is an answer.
 *
 * @throws Error when there is none after so many milliseconds, three minutes unless told.
 */
export async function waitFor<Answer>(
	what: string,
	ask: () => Promise<Answer | undefined>,
	patience = PATIENCE,
): Promise<Answer> {
	const deadline = Date.now() + patience;
	while (Date.now() < deadline) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await sleep(200);
	}
	throw new Error(`Waited ${patience / 1000} seconds for ${what}.`);
}

/** Sends a request again as long as n8n answers "Database is not ready!", as it does before anything else while it is busy. */
async function untilTaken(what: string, send: () => Promise<Response>): Promise<Response> {
	return await waitFor(what, async () => {
		const answer = await send();
		return answer.status === 503 ? undefined : answer;
	});
}

/** The message in n8n's answer, without the stack that comes with it. */
function wordsOf(answer: string): string {
	try {
		return (JSON.parse(answer) as { message: string }).message;
	} catch {
		return answer;
	}
}
