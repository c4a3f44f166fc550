import type { Writable } from 'node:stream';
import type { Request } from 'express';
import { Rejection } from './types.mts';

/** An operation of a contract, as far as the parts of its requests are concerned. */
export interface ContractOperation {
	operationId: string;
	requestBody?: {
		content?: Record<string, { encoding?: Record<string, { contentType?: string }> }>;
	};
}

const typesByRequest = new WeakMap<Request, Map<string, string>>();

/** Options for the reader of multipart requests, which by itself forgets the content type of a part that is no file. */
export const multipartReader = {
	streamHandler(request: Request, reader: Writable): void {
		const types = new Map<string, string>();
		typesByRequest.set(request, types);
		reader.on('field', (name: string, _value: string, { mimeType }: { mimeType: string }) =>
			types.set(name, mimeType),
		);
		request.pipe(reader);
	},
};

/** Rejects a part that comes without the content type that the contract demands; a file may have any. */
export function checkParts(request: Request, { requestBody }: ContractOperation): void {
	const encoding = requestBody?.content?.['multipart/form-data']?.encoding ?? {};
	for (const [part, given] of typesByRequest.get(request) ?? []) {
		const demanded = encoding[part]?.contentType ?? given;
		if (given !== demanded)
			throw new Rejection(400, {
				path: part,
				message: `The content type of the part must be ${demanded}, not ${given}.`,
			});
	}
}
