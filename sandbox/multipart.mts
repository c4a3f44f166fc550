import type { Writable } from 'node:stream';
import type { Request } from 'express';
import { Rejection } from './types.mts';

/** The part of a contract's operation that describes multipart requests. */
export interface ContractOperation {
	operationId: string;
	requestBody?: {
		content?: Record<string, { encoding?: Record<string, { contentType?: string }> }>;
	};
}

const typesByRequest = new WeakMap<Request, Map<string, string>>();

/** Options for the multipart parser, which otherwise discards the content type of a part that isn't a file. */
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

/** Rejects a part without the content type that the contract requires. A file may have any content type. */
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
