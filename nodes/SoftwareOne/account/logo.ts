import FormData from 'form-data';
import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';
import type { Issue } from '../../shared/operation';
import { Failure } from '../../shared/report/failure';
import { textOf } from '../../shared/values';

/** Adds an issue if the item has no file in the field that is set in the form. */
export function checkLogo(item: IExecuteSingleFunctions, issues: Issue[]): void {
	const field = logoField(item);
	const { binary = {} } = item.getInputData();
	const there = Object.keys(binary);
	if (!field || there.includes(field)) return;
	const has = there.length > 0 ? `only the files ${there.join(', ')}` : 'no file';
	issues.push({
		field: 'Input Binary Field',
		text: `is set to '${field}', but the item has ${has}`,
	});
}

/**
 * Converts the request to multipart with two parts, `account` (JSON) and `logo` (the file), or returns it unchanged if there is
 * no logo. The document's wording ("parts should account and logo") leaves names and encoding open, so they follow SoftwareOne's
 * own Python client.
 */
export async function withLogo(
	item: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const field = logoField(item);
	if (!field) return request;
	const { fileName, mimeType } = item.helpers.assertBinaryData(field);
	const content = await item.helpers.getBinaryDataBuffer(field).catch((cause: unknown) => {
		throw unreadable(request, cause);
	});
	const form = new FormData();
	form.append('account', JSON.stringify(request.body), { contentType: 'application/json' });
	form.append('logo', content, { filename: fileName ?? 'logo', contentType: mimeType });
	const headers = { ...request.headers, ...form.getHeaders() };
	delete headers['Content-Type'];
	// A buffer can be sent again on a retry, unlike a form stream.
	return { ...request, body: form.getBuffer(), headers };
}

function logoField(item: IExecuteSingleFunctions): string {
	return textOf(item.getNodeParameter('logo', ''));
}

/** In queue mode, n8n's workers can't read files in a folder that only another process has. */
function unreadable({ body }: IHttpRequestOptions, cause: unknown): Failure {
	const { name } = body as IDataObject;
	return new Failure(
		'invalid',
		`n8n could not read the logo for account '${name}': ${(cause as Error).message}`,
		'Nothing was sent for this item. If n8n runs in queue mode, all its processes must share binary data: set N8N_DEFAULT_BINARY_DATA_MODE to database or s3, or mount the same folder in every process.',
	);
}
