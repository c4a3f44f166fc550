import type { IHttpRequestMethods, INodeProperties } from 'n8n-workflow';
import type { Operation, Outcome, Task } from '../operation';
import { at } from '../values';
import { Failure } from './failure';
import type { Kind } from './failure';
import { shorten, wordsOf } from './words';

/** What the provider did, in messages. For `submit`, it accepted what the user submitted. */
export const PAST: Record<Operation['verb'], string> = {
	create: 'created',
	get: 'read',
	list: 'listed',
	update: 'updated',
	delete: 'deleted',
	revoke: 'revoked',
	submit: 'accepted',
	enable: 'enabled',
	disable: 'disabled',
};

/** What to do about a key that was not accepted. */
export const CHECK_KEY =
	'Make sure that the key is complete, still valid, and belongs to the environment selected in the credential.';

/** The customer's name in messages: the values at the operation's label paths. */
export function labelOf(operation: Operation, record: unknown): string | undefined {
	const words = (operation.label ?? []).map((path) => at(record, path)).filter((word) => word);
	return words.length ? shorten(words.join(' '), 60) : undefined;
}

/** What a message is about: "account 'Acme Corp'", or "the account" if the customer has no name. */
export function thingOf({ operation, label }: Task): string {
	return label ? `${operation.noun} '${label}'` : `the ${operation.noun}`;
}

/** The message for one invalid item: its index, the customer's name, and what each invalid field must be. */
export function invalidSentence(itemIndex: number, { label, issues }: Task): string {
	const fields = issues.map(({ field, text }) => `'${field}' ${text}`).join('; ');
	return `Item ${itemIndex}${label ? ` (${label})` : ''}: ${fields}`;
}

/**
 * The failure of a request that isn't retried anymore: what happened, with the provider's message, and what to do.
 */
export function failureOf(task: Task, outcome: Outcome, method: IHttpRequestMethods): Failure {
	const { verdict, answer } = outcome;
	const { provider } = task.operation;
	const said = wordsOf(answer?.body, provider.dialect);
	const about: About = { task, outcome, said, words: said ? `: ${said}` : '' };
	if (verdict === 'limited') return limited(about);
	if (verdict === 'untouched') return unreachable(about);
	if (verdict === 'unknown') return method === 'GET' ? unavailable(about) : unknown(about);
	return rejected(about);
}

interface About {
	task: Task;
	outcome: Outcome;
	said: string;
	/** The provider's message, prefixed with a colon. */
	words: string;
}

function failure({ outcome }: About, kind: Kind, message: string, advice: string): Failure {
	const { answer, retryAfterMs } = outcome;
	return new Failure(kind, message, advice, answer?.statusCode, retryAfterMs, answer);
}

function limited(about: About): Failure {
	const { operation } = about.task;
	const { retryAfterMs } = about.outcome;
	const minutes = retryAfterMs ? Math.ceil(retryAfterMs / 60_000) : 0;
	const wait =
		minutes > 1 ? `${operation.provider.name} asks you to wait ${minutes} minutes. ` : '';
	return failure(
		about,
		'rate_limited',
		`${operation.provider.name} did not ${operation.verb} ${thingOf(about.task)} because of its rate limit${about.words}`,
		`${wait}Run this item again later, or increase 'Max Rate Limit Wait' under Settings > Request Options.`,
	);
}

function unreachable(about: About): Failure {
	const { operation } = about.task;
	return failure(
		about,
		'unreachable',
		`Could not reach ${operation.provider.name} to ${operation.verb} ${thingOf(about.task)}: ${about.outcome.why}`,
		'Nothing was sent. Check the environment or base URL in the credential, and make sure that n8n can reach the internet.',
	);
}

function unavailable(about: About): Failure {
	const { operation } = about.task;
	return failure(
		about,
		'unavailable',
		`${operation.provider.name} could not ${operation.verb} ${thingOf(about.task)}: ${about.outcome.why}${about.words}`,
		'Run this item again later.',
	);
}

/** What to do before running an item with an unknown outcome again, without the final period. */
export function lookFirst({ howToCheck, noun, provider }: Operation): string {
	const look = howToCheck ?? `Look for the ${noun} in ${provider.name}`;
	return `${look} before you run this item again`;
}

function unknown(about: About): Failure {
	const { operation } = about.task;
	const { verb, provider, repeat, existing } = operation;
	const isSafe = repeat !== 'never' || existing?.find !== undefined;
	const run = 'You can safely run this item again';
	const known = [existing?.recognizedBy, existing?.alsoSaid].filter((part) => part).join('. ');
	const again = isSafe
		? [run, known].filter((part) => part).join('. ')
		: [lookFirst(operation), known].filter((part) => part).join('. ');
	return failure(
		about,
		'unknown',
		`It is unknown whether ${provider.name} ${PAST[verb]} ${thingOf(about.task)}: ${about.outcome.why}${about.words}`,
		`${again}.`,
	);
}

function rejected(about: About): Failure {
	const { task, outcome, said, words } = about;
	const { operation } = task;
	const verb = operation.verb === 'submit' ? 'accept' : operation.verb;
	const { name } = operation.provider;
	const thing = thingOf(task);
	const status = outcome.answer?.statusCode;
	const fail = (kind: Kind, message: string, advice: string) =>
		failure(about, kind, message, advice);
	if (status === undefined || status < 400) {
		const advice = 'Check the base URL in the credential.';
		return fail('rejected', `${name} did not ${verb} ${thing}: ${outcome.why}`, advice);
	}
	const reason = words || ` (HTTP ${status}, no reason given)`;
	if (status === 401) {
		return fail('unauthorized', `${name} did not accept the key${reason}`, CHECK_KEY);
	}
	if (status === 403) {
		return fail(
			'rejected',
			`${name} does not allow this key to ${verb} ${thing}${reason}`,
			`Make sure that the key belongs to the environment selected in the credential, then ask ${name} for permission.`,
		);
	}
	if (status === 404) return notFound(about, reason);
	const labels = labelsIn(said, operation.fields).join(', ');
	return fail(
		'rejected',
		`${name} did not ${verb} ${thing}${reason}`,
		`Correct ${labels ? `${labels} in the form or in your data` : 'the form or your data'}, then run this item again.`,
	);
}

/** A 404 is about an ID only if the URL or the provider's message contains one. Otherwise, the URL itself is wrong. */
function notFound(about: About, reason: string): Failure {
	const { operation, label } = about.task;
	const { name, dialect } = operation.provider;
	if (!operation.request.url.includes('{')) {
		if (dialect?.missing?.test(about.said)) {
			const advice =
				'Make sure that the IDs are correct and belong to the environment selected in the credential.';
			const message = `${name} could not ${operation.verb} ${thingOf(about.task)}${reason}`;
			return failure(about, 'rejected', message, advice);
		}
		return failure(
			about,
			'rejected',
			`${name} could not ${operation.verb} ${thingOf(about.task)}, because the address does not exist${reason}`,
			"Check the environment and the 'Base URL' in the credential.",
		);
	}
	const record = operation.resource.name.toLowerCase();
	return failure(
		about,
		'rejected',
		`${name} could not find ${label ? `${record} '${label}'` : `the ${record}`}${reason}`,
		'Make sure that the ID is correct and belongs to the environment selected in the credential.',
	);
}

/** The labels of the fields that a provider's message mentions by API name, such as `company.tax_id` or `ownerTitle`. */
function labelsIn(said: string, fields: INodeProperties[]): string[] {
	return fields.flatMap(({ type, options, displayName, routing }) => {
		if (type === 'collection') return labelsIn(said, (options ?? []) as INodeProperties[]);
		const path = routing?.send?.property ?? '';
		const name = path.split('.').pop() as string;
		// A name that is also a word, such as `state`, may not refer to the field.
		const named = said
			.split(/[^\w.]+/)
			.some((word) => (word === name ? /[_A-Z]/.test(name) : word === path && path.includes('.')));
		return named ? [`'${displayName}'`] : [];
	});
}
