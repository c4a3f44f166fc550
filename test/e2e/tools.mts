/**
 * The parts of an AI assistant that use n8n's tools: a Model Context Protocol client over HTTP (version 2025-03-26).
 */

export interface Tool {
	name: string;
	description: string;
	inputSchema: { properties: Record<string, unknown> };
}

export interface ToolServer {
	list(): Promise<Tool[]>;
	/** Calls a tool, and returns what the assistant is told: text, mostly JSON. */
	call(name: string, input: Record<string, unknown>): Promise<string>;
}

/**
 * Connects to an active MCP Server Trigger.
 *
 * @throws Error with the HTTP status if the server rejects the request.
 */
export async function connectToTools(
	url: string,
	headers: Record<string, string>,
): Promise<ToolServer> {
	let session: string | undefined;
	let id = 0;

	async function send<Result>(
		method: string,
		params: object,
		isNotice = false,
	): Promise<Result | undefined> {
		const answer = await fetch(url, {
			method: 'POST',
			headers: {
				...headers,
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(session ? { 'mcp-session-id': session } : {}),
			},
			body: JSON.stringify({
				jsonrpc: '2.0',
				method,
				params,
				...(isNotice ? {} : { id: (id += 1) }),
			}),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`The MCP server answered ${answer.status}: ${text}`);
		session ??= answer.headers.get('mcp-session-id') ?? undefined;
		if (isNotice) return undefined;
		// The response is plain JSON or a stream with one event.
		const data = text.startsWith('{')
			? text
			: text
					.split('\n')
					.find((line) => line.startsWith('data:'))!
					.slice('data:'.length);
		return (JSON.parse(data) as { result: Result }).result;
	}

	await send('initialize', {
		protocolVersion: '2025-03-26',
		capabilities: {},
		clientInfo: { name: 'e2e', version: '1' },
	});
	await send('notifications/initialized', {}, true);
	return {
		async list() {
			return (await send<{ tools: Tool[] }>('tools/list', {}))!.tools;
		},
		async call(name, input) {
			const result = await send<{ content: Array<{ text: string }> }>('tools/call', {
				name,
				arguments: input,
			});
			return result!.content.map(({ text }) => text).join('\n');
		},
	};
}
