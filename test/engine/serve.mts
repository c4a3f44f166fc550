import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A test's own server, for responses that the sandbox does not return: a status and a body for each request. */
export async function serve(
	answer: (url: URL) => [number, object],
): Promise<{ url: string; close(): Promise<unknown> }> {
	const server = createServer((request, response) => {
		const [status, body] = answer(new URL(String(request.url), 'http://localhost'));
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => await new Promise((resolve) => server.close(resolve)),
	};
}
