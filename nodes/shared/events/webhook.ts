import { createHash } from 'crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import { isObject, textOf } from '../values';
import { eventItem, type ProviderEvent } from './item';
import { distrust, type Signature } from './signature';

/** An event that a provider sent to the webhook. */
export interface Delivery {
	event: IDataObject;
	/** The event's ID, or a digest of the body if it has none. It is the same for repeated deliveries. */
	id: string;
}

/** How a trigger handles the events of its provider. */
export interface Receiver {
	/** The provider's name for n8n's log. */
	provider: string;
	signature: Signature;
	/** The signing key. If it is '', every request is rejected. */
	key: string;
	/** Also accepts requests without a signature. If a request has a signature, it must be valid. */
	acceptUnsigned?: boolean;
	/** Converts the event to its output, or returns undefined if the workflow doesn't listen to it. */
	toEvent(delivery: Delivery): ProviderEvent | undefined;
}

/**
 * Handles one request to a trigger's webhook. Requests without a valid signature get a 401 response and don't start the workflow.
 * Events that the workflow doesn't listen to get a 200 response, so that the provider doesn't send them again.
 */
export function receive(context: IWebhookFunctions, receiver: Receiver): IWebhookResponseData {
	const { rawBody } = context.getRequestObject() as { rawBody?: Buffer };
	const body = Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
	const given = context.getRequestObject().header(receiver.signature.header);
	const unsigned = receiver.acceptUnsigned === true && given === undefined;
	const why = unsigned ? undefined : distrust(receiver.signature, receiver.key.trim(), given, body);
	if (why !== undefined) return refuse(context, receiver, why);
	const event = jsonParse<unknown>(body.toString(), { fallbackValue: null });
	const found = isObject(event) ? receiver.toEvent({ event, id: idOf(event, body) }) : undefined;
	if (!found) return { webhookResponse: 'OK' };
	const simplified = context.getNodeParameter('simplify', true) === true;
	return { workflowData: [[eventItem(found, simplified)]] };
}

function idOf(event: IDataObject, body: Buffer): string {
	return textOf(event.id) || createHash('sha256').update(body).digest('hex');
}

function refuse(
	context: IWebhookFunctions,
	{ provider }: Receiver,
	why: string,
): IWebhookResponseData {
	const { name } = context.getNode();
	context.logger.warn(
		`'${name}' rejected a request: ${why}. If it came from ${provider}, check the credential and publish the workflow again.`,
		{ workflowId: context.getWorkflow().id },
	);
	context.getResponseObject().status(401).send('Unauthorized').end();
	return { noWebhookResponse: true };
}
