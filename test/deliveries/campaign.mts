/** Random events, random faults, and an n8n that is killed, restarted or told to publish again at random. */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../demo/client.mts';
import type { Say } from '../../demo/install.mts';
import { seededFaults, type Fault } from '../../sandbox/faults.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { Site } from '../cluster/site.mts';
import type { Channel } from './channels.mts';

export interface Scene {
	site: Site;
	sandbox: Sandbox;
	channels: Channel[];
	/** Max events of each channel in a round. */
	events: number;
	/** Max share of a provider's responses that fail in a round, from 0 to 1. */
	faults: number;
	/** Random numbers from 0 to 1 that decide everything left to chance. */
	random: () => number;
	say: Say;
}

/** What ends a round. */
const endings = ['kill', 'kill while polling', 'restart', 'publish again', 'wait'] as const;
export type Ending = (typeof endings)[number];

/** Faults in a provider's responses. Requests that hang would only make the campaign longer. */
const FAULTS: Array<Fault['kind']> = [
	'delay',
	'rate-limited',
	'status',
	'cut',
	'cut-body',
	'wrong-json',
	'html',
	'empty',
	'refused',
];

/** Timeout in milliseconds: n8n polls once a minute, but may start minutes later after failures. */
const PATIENCE = 400_000;

export interface Tally {
	endings: Partial<Record<Ending, number>>;
	faults: number;
}

/** Picks a random ending for each round. */
export function endingsAtRandom(
	rounds: number,
	random: () => number,
	allowed: readonly Ending[] = endings,
): Ending[] {
	return Array.from({ length: rounds }, () => allowed[Math.floor(random() * allowed.length)]);
}

/** Plays a round for each ending. */
export async function playRounds(scene: Scene, rounds: Ending[]): Promise<Tally> {
	const { sandbox, random, say } = scene;
	const tally: Tally = { endings: {}, faults: 0 };
	for (const [index, ending] of rounds.entries()) {
		// Anything from no faults to a fault in up to half of the requests.
		const faults = seededFaults(Math.floor(random() * 2 ** 32), random() * scene.faults, FAULTS);
		sandbox.faults.next = (request) => {
			const fault = faults(request);
			if (fault) tally.faults += 1;
			return fault;
		};
		happenAtRandom(scene);
		await end(scene, ending);
		tally.endings[ending] = (tally.endings[ending] ?? 0) + 1;
		say(`  Round ${index + 1} of ${rounds.length}: ${ending}`);
	}
	sandbox.faults.next = undefined;
	return tally;
}

/** Triggers some events of each channel now. */
function happenAtRandom({ channels, events, random }: Scene): void {
	for (const channel of channels)
		for (let left = Math.floor(random() * (events + 1)); left > 0; left -= 1) channel.happen();
}

async function end(scene: Scene, ending: Ending): Promise<void> {
	const { site, sandbox, channels, random } = scene;
	switch (ending) {
		case 'kill':
			await sleep(random() * 2_000);
			site.crash();
			happenAtRandom(scene);
			return await site.recover();
		case 'kill while polling': {
			// n8n polls immediately on startup. It is killed a moment after one of the first requests.
			site.crash();
			const faults = sandbox.faults.next;
			let left = 1 + Math.floor(random() * 2 * channels.length);
			const due = new Promise<void>((resolve) => {
				sandbox.faults.next = (request) => {
					if ((left -= 1) === 0) resolve();
					return faults?.(request);
				};
			});
			const starting = site.recover().catch(() => undefined);
			await Promise.race([due, starting]);
			await sleep(random() * 300);
			site.crash();
			await starting;
			sandbox.faults.next = faults;
			happenAtRandom(scene);
			return await site.recover();
		}
		case 'restart':
			return await site.restart();
		case 'publish again':
			await publishAgain(scene, () => happenAtRandom(scene));
			return;
		case 'wait': {
			const before = sandbox.requests.length;
			// n8n waits longer and longer before it publishes a workflow with a failing trigger again.
			sandbox.faults.next = undefined;
			// Only lists are polled: webhooks cause no requests.
			const polled = channels.filter(({ once }) => once);
			await waitFor(
				'the next polls',
				async () => {
					const asked = new Set(sandbox.requests.slice(before).map(({ provider }) => provider));
					return polled.every(({ provider }) => asked.has(provider)) || undefined;
				},
				PATIENCE,
			);
		}
	}
}

/** Unpublishes all workflows, lets something happen meanwhile, and publishes them again. */
async function publishAgain(scene: Scene, meanwhile: () => void = () => undefined): Promise<void> {
	const { site, channels } = scene;
	await Promise.all(
		channels.map(async ({ workflowId }) => await site.client.deactivateWorkflow(workflowId)),
	);
	meanwhile();
	await Promise.all(channels.map(async ({ workflowId }) => await republish(scene, workflowId)));
}

/** Publishes a workflow like a user who retries when that fails. On the last attempt, the provider works again. */
async function republish({ site, sandbox }: Scene, workflowId: string): Promise<void> {
	const { client } = site;
	for (let left = 5; ; left -= 1) {
		if (left === 0) sandbox.faults.next = undefined;
		const failure = await client.activateWorkflow(workflowId).then(
			() => undefined,
			(error: Error) => error,
		);
		if (!failure) return;
		if (left === 0) throw failure;
	}
}

export interface Verdict {
	title: string;
	/** How many events have happened. */
	happened: number;
	/** How many of them must have started an execution. */
	events: number;
	/** How many of them n8n accepted and dropped during startup. */
	swallowed: number;
	executions: number;
	/** Events that started no execution. */
	lost: string[];
	/** Events that started more than one execution, but must not. */
	twice: string[];
	/** What started an execution, or was accepted, without being an event from the provider. */
	foreign: string[];
	/** What was wrong with the webhooks registered at the provider. */
	registered: string[];
}

/** Compares what started executions with what should have, once nothing more is due. */
export async function settle(scene: Scene): Promise<Verdict[]> {
	const { site, sandbox, channels } = scene;
	// Nothing fails anymore, so the last retries need not take their time.
	sandbox.events.speed = 100_000;
	await sandbox.events.settled();
	// Publishing polls immediately.
	await publishAgain(scene);
	for (const channel of channels) {
		const nothingLost = async () => (await verdictOf(site, channel)).lost.length === 0 || undefined;
		await waitFor(`the events of ${channel.title}`, nothingLost, PATIENCE).catch(() => undefined);
	}
	// An event that is output twice has started its second execution by the end of one more poll.
	await publishAgain(scene);
	await publishAgain(scene);
	const verdicts: Verdict[] = [];
	for (const channel of channels) {
		const verdict = await verdictOf(site, channel);
		if (!channel.registeredWell(true)) verdict.registered.push('while it is published');
		await site.client.deactivateWorkflow(channel.workflowId);
		const removed = async () => channel.registeredWell(false) || undefined;
		await waitFor('the end of the webhook', removed, PATIENCE).catch(() =>
			verdict.registered.push('after it was unpublished'),
		);
		verdicts.push(verdict);
	}
	return verdicts;
}

async function verdictOf({ client }: Site, channel: Channel): Promise<Verdict> {
	const { workflowId, title, once } = channel;
	const executions = await client.allExecutions(workflowId);
	const started: string[] = [];
	for (const { id } of executions)
		for (const { json } of await client.startItems(id)) started.push(channel.eventIn(json));
	const owed = new Set(channel.owed());
	const allowed = new Set(channel.allowed());
	const seen = new Set(started);
	return {
		title,
		happened: channel.happened(),
		events: owed.size,
		swallowed: channel.swallowed().length,
		executions: executions.length,
		lost: [...owed].filter((event) => !seen.has(event)),
		twice: once ? [...new Set(started.filter((event, at) => started.indexOf(event) !== at))] : [],
		foreign: [...new Set([...seen, ...owed])].filter((event) => !allowed.has(event)),
		registered: [],
	};
}
