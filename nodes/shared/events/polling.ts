import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { baseUrlFrom } from '../auth/environment';
import type { Exchange, Operation } from '../operation';
import type { Provider } from '../provider';
import { Failure } from '../report/failure';
import { toNodeError } from '../report/nodeError';
import { hideSecrets } from '../report/secrets';
import { readerFor, readingOf } from '../send/reader';
import { eventItem, type ProviderEvent } from './item';

/** How to poll a provider for events. `State` is what one poll saves for the next, as plain JSON. */
export interface EventSource<State extends object> {
	/** The trigger uses the first of its credentials. */
	provider: Provider;
	/** What is read, in messages: "events". */
	noun: string;
	/** What to do if the credential isn't allowed to read the events. */
	permission: string;
	/** The state after all existing events. The first poll outputs nothing. */
	start(exchange: Exchange): Promise<State>;
	/** The events since then, in order, and the state after them. */
	next(exchange: Exchange, state: State): Promise<{ state: State; events: ProviderEvent[] }>;
	/** The newest event, for Fetch Test Event. */
	newest(exchange: Exchange): Promise<ProviderEvent | undefined>;
}

/** What the node stores in its static data. */
interface Cursor<State> {
	/** The credential and base URL that the state belongs to. If they change, the node starts over. */
	origin: string;
	state: State;
}

/**
 * Runs one poll. The first one outputs nothing, and each later one outputs every new event once. The state changes only at the
 * end, so that a failed poll is repeated as a whole. A manual execution outputs the newest event without changing the state.
 * Throws a NodeApiError with the provider's message, which also tells n8n how long to wait.
 */
export async function poll<State extends object>(
	context: IPollFunctions,
	source: EventSource<State>,
): Promise<INodeExecutionData[][] | null> {
	const operation = readingOf(source.provider, source.noun, '/');
	try {
		return await outputOf(context, source, operation);
	} catch (error) {
		const failure = await hideSecrets(context, operation, error);
		throw toNodeError(context.getNode(), withAdvice(failure, source.permission));
	}
}

async function outputOf<State extends object>(
	context: IPollFunctions,
	source: EventSource<State>,
	operation: Operation,
): Promise<INodeExecutionData[][] | null> {
	const [type] = source.provider.credentials;
	const baseURL = baseUrlFrom(source.provider.environments, await context.getCredentials(type));
	const exchange = readerFor(context, { operation, type, baseURL });
	const simplified = context.getNodeParameter('simplify', true) === true;
	if (context.getMode() === 'manual') {
		const event = await source.newest(exchange);
		if (event) return [[eventItem(event, simplified)]];
		throw new Failure(
			'rejected',
			'No events yet',
			'Trigger one of the selected events or select others, then test again. You can publish the workflow without a test event.',
		);
	}
	const origin = `${context.getNode().credentials?.[type]?.id} ${baseURL}`;
	const data = context.getWorkflowStaticData('node');
	const before = data.cursor as unknown as Cursor<State> | undefined;
	const { state, events } =
		before?.origin === origin
			? await source.next(exchange, before.state)
			: { state: await source.start(exchange), events: [] };
	// A poll that takes longer than the interval overlaps with the next one. Only the first one to finish outputs these events.
	if (data.cursor !== (before as unknown)) return null;
	data.cursor = { origin, state } as unknown as IDataObject;
	return events.length > 0 ? [events.map((event) => eventItem(event, simplified))] : null;
}

/** Advice for a workflow that runs unattended: there is no item to run again. */
function withAdvice(failure: Failure, permission: string): Failure {
	const { kind, advice, status } = failure;
	const temporary = ['rate_limited', 'unavailable', 'unknown'].includes(kind);
	const said = temporary
		? 'No events are lost. The next poll continues where the last one ended.'
		: status === 403
			? permission
			: advice;
	return failure.with({ advice: said });
}
