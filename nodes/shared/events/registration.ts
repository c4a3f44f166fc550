import { randomBytes } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import type { Exchange } from '../operation';
import type { Provider } from '../provider';
import { Failure } from '../report/failure';
import { textOf } from '../values';
import { apiOf, withNodeErrors, type ApiOptions } from './api';
import { isOutOfReach, isSame, publicUrl, urlOf } from './url';

/** A webhook in the provider's list. */
export interface Hook {
	id: string;
	url: string;
	/** The events that it receives, as a string that is the same for the same events, or '' if the provider doesn't say. */
	topic: string;
	/** Whether the provider sends events to it. */
	enabled: boolean;
}

/** A webhook to register. */
export interface NewHook {
	url: string;
	topic: string;
	/** A name that is unique to this node and n8n instance. */
	name: string;
	/** The signing secret, if the provider accepts one. */
	secret: string;
}

/** How to manage webhooks with a provider's API. Each function throws a Failure if the provider rejects the request. */
export interface Registry {
	provider: Provider;
	/** All webhooks of the account, including those of others. */
	list(api: Exchange): Promise<Hook[]>;
	/** Registers a webhook and returns its ID, or '' if the response has none. */
	add(api: Exchange, hook: NewHook): Promise<string>;
	/** Deletes a webhook, or disables it if the provider can't delete webhooks. */
	remove(api: Exchange, id: string): Promise<unknown>;
	/** Enables a disabled webhook. */
	enable?(api: Exchange, id: string): Promise<unknown>;
	/** The provider signs with a secret that the node generates. It accepts the secret with a new webhook and never shows it. */
	ownSecret?: boolean;
	advice?: ApiOptions['advice'];
}

/** Deletes a webhook at the URL that most providers use. */
export async function deleteHook(api: Exchange, id: string): Promise<unknown> {
	return await api({ method: 'DELETE', url: `/webhooks/${encodeURIComponent(id)}` });
}

/** What the node stores in its static data. */
interface Noted {
	/** The webhooks that this node has registered: ID → topic. */
	topics: Record<string, string>;
	/** Their signing secret, if the node generates it. */
	secret?: string;
}

/**
 * Whether exactly the webhooks for these topics are registered for the node's URL, and their signing secret is known. Changes
 * nothing. n8n calls this before it publishes a workflow and, up to version 1, at every start of every main process.
 */
export async function isRegistered(
	context: IHookFunctions,
	registry: Registry,
	topics: string[],
): Promise<boolean> {
	await publicUrl(context, registry.provider);
	const noted = notedBy(context);
	if (registry.ownSecret && !noted.secret) return false;
	return await withNodeErrors(context, async () => {
		const own = await ownHooks(context, registry, await apiOf(context, registry.provider));
		const enabled = own.filter((hook) => hook.enabled);
		return (
			topics.length > 0 &&
			enabled.length === topics.length &&
			topics.every((topic) => enabled.some((hook) => hook.topic === topic)) &&
			(!registry.ownSecret || enabled.every(({ id }) => id in noted.topics))
		);
	});
}

/**
 * Registers a webhook for each topic. An existing webhook for the node's URL is reused, or replaced if its secret is no longer
 * known. Webhooks for other URLs belong to someone else and aren't changed.
 */
export async function register(
	context: IHookFunctions,
	registry: Registry,
	topics: string[],
): Promise<boolean> {
	const { provider, ownSecret, advice } = registry;
	const url = await publicUrl(context, provider);
	return await withNodeErrors(context, async () => {
		const secret = ownSecret ? randomBytes(32).toString('hex') : '';
		const api = await apiOf(context, provider, { advice, secret });
		const own = await ownHooks(context, registry, api);
		const used = ownSecret
			? []
			: topics.flatMap((topic) => own.find((hook) => hook.topic === topic) ?? []);
		for (const hook of own) {
			if (hook.enabled && !used.includes(hook)) await registry.remove(api, hook.id);
			if (!hook.enabled && used.includes(hook)) await registry.enable?.(api, hook.id);
		}
		const noted: Noted = {
			topics: Object.fromEntries(used.map(({ id, topic }) => [id, topic])),
			...(ownSecret ? { secret } : {}),
		};
		for (const topic of topics.filter((wanted) => !used.some((hook) => hook.topic === wanted))) {
			const id = await registry.add(api, { url, topic, name: nameFor(context, url), secret });
			if (id === '') throw unconfirmed(provider);
			noted.topics[id] = topic;
		}
		context.getWorkflowStaticData('node').webhook = noted;
		return true;
	});
}

/**
 * Removes every webhook for the node's URL. If the provider can't be reached, this logs the webhook instead of throwing, because
 * n8n 1 would keep the workflow's URLs active.
 */
export async function unregister(context: IHookFunctions, registry: Registry): Promise<boolean> {
	const { name } = registry.provider;
	try {
		if (await isOutOfReach(context, registry.provider)) return true;
		const api = await apiOf(context, registry.provider);
		for (const hook of await ownHooks(context, registry, api))
			if (hook.enabled) await registry.remove(api, hook.id);
	} catch (error) {
		context.logger.warn(
			`'${context.getNode().name}' could not remove its webhook ${urlOf(context)} from ${name}. Remove it there manually. ${(error as Error).message}`,
			{ workflowId: context.getWorkflow().id },
		);
		return false;
	}
	// Disabled webhooks are reused the next time.
	if (!registry.enable) delete context.getWorkflowStaticData('node').webhook;
	return true;
}

/** The stored signing secret, or '' if there is none. */
export function secretIn(staticData: IDataObject): string {
	return textOf((staticData.webhook as Noted | undefined)?.secret);
}

/** A successful response that didn't come from the provider, such as a proxy's sign-in page. */
function unconfirmed({ name }: Provider): Failure {
	return new Failure(
		'unavailable',
		`${name} did not confirm the webhook`,
		'Try again in a few minutes.',
	);
}

async function ownHooks(
	context: IHookFunctions,
	registry: Registry,
	api: Exchange,
): Promise<Hook[]> {
	const own = urlOf(context);
	const { topics } = notedBy(context);
	return (await registry.list(api))
		.filter(({ url }) => isSame(url, own))
		.map((hook) => ({ ...hook, topic: hook.topic || (topics[hook.id] ?? '') }));
}

function notedBy(context: IHookFunctions): Noted {
	const noted = context.getWorkflowStaticData('node').webhook as Noted | undefined;
	return noted ?? { topics: {} };
}

/** The name contains the workflow and the node, whose IDs don't change, and the host, because copies of n8n have the same IDs. */
function nameFor(context: IHookFunctions, url: string): string {
	const test = context.getMode() === 'manual' ? ' test' : '';
	return `n8n ${context.getWorkflow().id} ${context.getNode().id}${test} (${new URL(url).host})`;
}
