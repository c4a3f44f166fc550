/**
 * Talks to n8n through the REST API that its own editor uses, so what works here also works for a user in the editor.
 * Source: n8n 2.41.1, `dist/controllers`, `dist/workflows`, `dist/credentials`, `dist/executions`,
 * `dist/modules/data-table`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import type { INodeExecutionData, INodeTypeDescription, IRun, IWorkflowBase } from 'n8n-workflow';

/** The first user of a new n8n. n8n requires a password of at least 8 characters with a number and a capital letter. */
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

/** The imported part of a workflow file. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections' | 'settings'>;

export interface DataTable {
	id: string;
	name: string;
	projectId: string;
}

/** A row of a data table: its columns, and n8n's own `id`, `createdAt`, and `updatedAt`. */
export type DataTableRow = Record<string, unknown> & { id: number };

/** An execution as it appears in n8n's list. */
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

	/** The message that the editor shows for the error that stopped the run; `undefined` if nothing did. */
	get stoppedBy(): string | undefined {
		return this.data.resultData.error?.message;
	}

	/** Output items of all runs of a node. `output` 1 is the error output of a node that has one. */
	items(node: string, output = 0): INodeExecutionData[] {
		const runs = this.data.resultData.runData[node] ?? [];
		return runs.flatMap((run) => run.data?.main?.[output] ?? []);
	}

	/** The `json` of {@link items}. */
	json<Row = Record<string, unknown>>(node: string, output = 0): Row[] {
		return this.items(node, output).map(({ json }) => json as Row);
	}
}

/**
 * The items that a trigger started an execution with. If n8n was killed, it puts a placeholder in the output of the
 * nodes that its event log shows, and the items are only left in what was to be run.
 */
export function startItemsOf({ resultData, executionData }: IRun['data']): INodeExecutionData[] {
	const [first] = Object.values(resultData.runData);
	const ran = first?.[0]?.data?.main?.[0];
	const recovered = ran?.some(({ json }) => json.isArtificialRecoveredEventItem);
	const items = recovered ? undefined : ran;
	return items ?? executionData?.nodeExecutionStack[0]?.data.main[0] ?? [];
}

/** Max milliseconds for n8n to finish one task, such as a run of a workflow. */
const PATIENCE = 180_000;

const UNFINISHED = ['new', 'running', 'waiting'];

export class N8nClient {
	private cookie = '';

	private projectId: string | undefined;

	constructor(readonly url: string) {}

	/** Creates the first user of a new n8n and signs in as that user. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.call('POST', '/owner/setup', owner);
	}

	async logIn(email: string, password: string): Promise<void> {
		await this.call('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Descriptions of all node types that n8n has loaded. Names look like `n8n-nodes-base.set`. */
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
	 * Tests a stored credential, like "Retry" in the editor.
	 *
	 * @param data tested instead of the stored data, as if a user had edited the credential without saving it.
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
	 * The options of a field with a list, as if a user opened it.
	 *
	 * @param field its path in the node's parameters, the method behind the list, and whether that searches page by page.
	 * @throws Error with the message that the form would show.
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
	 * Imports a workflow file. Each node's credentials are replaced with those of the same type from `credentials`, as if
	 * a user picked them from the list.
	 *
	 * @returns the workflow's ID.
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
	 * Runs a workflow as the editor's button does, and waits for it to finish.
	 *
	 * @param trigger the name of the trigger node to start from.
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

	/** Clicks "Listen for test event" on a trigger: its test URL accepts one event, within two minutes. */
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
	 * Publishes a workflow: from now on, its schedule runs and its webhooks respond. n8n publishes in the background, so
	 * this waits until n8n reports that it is done.
	 *
	 * @throws Error if a trigger can't be started.
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
	 * Submits the form of an active workflow. n8n names its fields `field-0`, `field-1`, …
	 *
	 * @returns the URL of the form's next page, for {@link openFormPage}; `undefined` if there is none.
	 */
	async submitForm(
		formPath: string,
		fields: FormData,
		headers: Record<string, string> = {},
	): Promise<string | undefined> {
		const text = await this.sendForm(`${this.url}/form/${formPath}`, fields, headers);
		return (JSON.parse(text || '{}') as { formWaitingUrl?: string }).formWaitingUrl;
	}

	/** Waits for the next page of a form, as the previous page does in a browser, and returns its HTML. */
	async openFormPage(pageUrl: string, headers: Record<string, string> = {}): Promise<string> {
		return await waitFor(`the form page ${pageUrl}`, async () => {
			const isThere = (await this.formState(pageUrl)) === 'form-waiting';
			return isThere ? await (await fetch(pageUrl, { headers })).text() : undefined;
		});
	}

	/** The state of the run behind a form page: `form-waiting`, `running`, …, or `null` if n8n has no record of it. */
	async formState(pageUrl: string): Promise<string> {
		const url = new URL(pageUrl);
		url.pathname += '/n8n-execution-status';
		return await (await fetch(url)).text();
	}

	/** Submits a later page of a form, or confirms that its last page was shown. */
	async submitFormPage(
		pageUrl: string,
		fields: FormData,
		headers: Record<string, string> = {},
	): Promise<void> {
		await this.sendForm(pageUrl, fields, headers);
	}

	/**
	 * Waits for a run that something else, such as a webhook, starts, and for it to finish.
	 *
	 * @param newerThan the ID of an earlier execution.
	 */
	async latestExecution(workflowId: string, newerThan = '0'): Promise<Execution> {
		const id = await waitFor(`a run of workflow ${workflowId}`, async () => {
			const [newest] = await this.executions(workflowId);
			return newest && Number(newest.id) > Number(newerThan) ? newest.id : undefined;
		});
		return await this.waitForExecution(id);
	}

	/** The newest executions of a workflow, at most 100, optionally only those with one of the given states. */
	async executions(workflowId: string, status?: string[]): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const { results } = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return results.map(({ id, status }) => ({ id, status }));
	}

	/** Every execution of a workflow, newest first. */
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

	/** The items that a trigger started an execution with, even if it was killed before it did anything. */
	async startItems(executionId: string): Promise<INodeExecutionData[]> {
		const { data } = await this.call<{ data: string }>('GET', `/executions/${executionId}`);
		return startItemsOf(parse(data) as IRun['data']);
	}

	/**
	 * Retries a failed execution, and waits for the new one to finish.
	 *
	 * @param which the workflow to run: the one that the execution started with, or the currently saved one.
	 * @throws Error with n8n's reason if it doesn't start one.
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

	/** @throws Error if the run takes longer than three minutes. */
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

	/** Creates a data table in the user's personal project. */
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

	/** The user's data table with this name; `undefined` if there is none. */
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
	 * Sends a request to `/rest` with the cookie of the signed-in user. Retries while n8n is too busy to accept it (503).
	 *
	 * @returns what n8n wraps in `data`.
	 * @throws Error with n8n's own message for any status other than 2xx.
	 */
	private async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
		const answer = await untilTaken(`n8n to take ${method} ${path}`, async () =>
			fetch(`${this.url}/rest${path}`, {
				method,
				headers: {
					'content-type': 'application/json',
					cookie: this.cookie,
					// n8n closes a connection after five idle seconds. A request sent at that moment gets no response.
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
 * Polls until `ask` returns a value.
 *
 * @throws Error if there is none within `patience` milliseconds, by default three minutes.
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

/** Retries while n8n responds with "Database is not ready!", which a busy n8n does before it processes anything. */
async function untilTaken(what: string, send: () => Promise<Response>): Promise<Response> {
	return await waitFor(what, async () => {
		const answer = await send();
		return answer.status === 503 ? undefined : answer;
	});
}

/** The message in n8n's response, without its stack trace. */
function wordsOf(answer: string): string {
	try {
		return (JSON.parse(answer) as { message: string }).message;
	} catch {
		return answer;
	}
}
