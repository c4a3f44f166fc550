import { connect } from 'node:net';
import { inspect } from 'node:util';
import type { INode } from 'n8n-workflow';
import { faultKinds, seededFaults, seededRandom, type Fault } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { Result } from '../engine/harness.mts';
import {
	called,
	creations,
	customers,
	listings,
	pairedTo,
	run as runOwn,
	wordsOf,
	type Creation,
	type Customer,
	type Listing,
} from '../engine/providers.mts';
import { own, type Contender } from './contenders.mts';

/** One run of a node, generated from the seed. */
export interface Scenario {
	/** Its number in the campaign. Together with the campaign's seed, it reproduces the run. */
	number: number;
	row: Creation | Listing;
	items: Customer[];
	/** Items that the node itself rejects. */
	invalid: Set<number>;
	onError: INode['onError'];
	tries: number;
	requestsAtOnce: number;
	retries: number;
	/** Number of records in a list. */
	seeded: number;
	faultSeed: number;
	faultRate: number;
	/** Whether as many customers are also sent in two concurrent executions, and then run again. */
	again: boolean;
}

/** The results of a campaign. */
export interface Tally {
	runs: number;
	/** Lists that were run again, twice. */
	again: number;
	/** Excludes those of the lists that were run again. */
	requests: number;
	faults: Record<string, number>;
	/** Items by outcome. */
	items: { created: number; listed: number; failed: number; unknown: number };
	/** Accounts of a customer beyond the first. */
	duplicates: number;
	/** Accounts that exist, but that neither the node's output nor its message mentions. */
	lost: number;
	/** Times that the provider gave a reason for rejecting a request, but the node didn't show it. */
	hidden: number;
	violations: string[];
}

/**
 * How long a run waits for a response, in milliseconds: a provider that never responds must not hold up the campaign.
 */
const TIMEOUT = 2_000;

const isCreation = (row: Creation | Listing): row is Creation => 'held' in row;

/** Generates a run. The same numbers generate the same run. */
export function scenarioOf(
	seed: number,
	number: number,
	rows: Array<Creation | Listing>,
): Scenario {
	const random = seededRandom(seed * 1_000_003 + number);
	const pick = <T,>(choices: T[]): T => choices[Math.floor(random() * choices.length)];
	const row = pick(rows);
	const invalid = new Set<number>();
	const items = customers(1 + Math.floor(random() * 12)).map((customer, index) => {
		const chance = random();
		if (!isCreation(row) || chance > 0.1) return customer;
		if (chance > 0.03) return { ...customer, ...row.rejected.change };
		invalid.add(index);
		// The name stays, so that the outcome of the item can be identified.
		return { ...customer, ...row.invalid.change, company: customer.company };
	});
	return {
		number,
		row,
		items,
		invalid,
		onError: pick([undefined, 'continueRegularOutput', 'continueErrorOutput']),
		tries: pick([1, 1, 2, 3]),
		requestsAtOnce: pick([1, 2, 5, 20]),
		retries: pick([0, 1, 3]),
		seeded: Math.floor(random() * 400),
		faultSeed: Math.floor(random() * 2 ** 31),
		faultRate: pick([0, 0.1, 0.3, 0.6]),
		again: random() < 0.4,
	};
}

interface Verdict extends Omit<Tally, 'runs' | 'again' | 'requests' | 'faults'> {}

const messageOf = (value: unknown): string =>
	typeof value === 'string' ? value : inspect(value, { depth: 3 });

/**
 * Finds more requests in flight than allowed. Those that the node has given up may end at the provider a moment later.
 */
function tooMany(sandbox: Sandbox, row: Creation | Listing, allowed: number): string[] {
	const most = sandbox.maxInFlight[row.provider];
	const givenUp = sandbox.requests.filter(
		({ unanswered, fault = '' }) => unanswered && !fault.startsWith('cut'),
	);
	if (most <= allowed + givenUp.length) return [];
	return [`${most} requests were under way, not ${allowed}`];
}

/** Judges a run of creates against what the provider's books hold afterwards. */
function judgeCreates(
	row: Creation,
	{ items, invalid, onError, requestsAtOnce }: Scenario,
	sandbox: Sandbox,
	result: Result,
): Verdict {
	const violations: string[] = [];
	const must = (holds: boolean, words: string) => holds || violations.push(words);
	const held = row.held(sandbox.books);
	const outputs = result.outputs.flat();
	const failed = outputs.filter(({ json, error }) => json.error ?? error);
	const created = outputs
		.filter(({ json, error }) => !(json.error ?? error))
		.map((item) => ({
			...row.given(item.json, items[Number(pairedTo(item))] ?? {}),
			from: pairedTo(item),
		}));
	const said = wordsOf(result);
	const saidOf = (index: number) =>
		failed
			.filter((item) => pairedTo(item) === index)
			.map(({ json, error }) => messageOf(json.error ?? error))
			.join();

	// One output for each item, paired, with the customer's own fields.
	if (result.error) must(outputs.length === 0, 'a run that stopped has an output');
	else {
		const paired = outputs.map(pairedTo).sort((a, b) => Number(a) - Number(b));
		must(
			inspect(paired) === inspect(items.map((_item, index) => index)),
			`items came out as ${paired.join()}`,
		);
		if (onError === 'continueErrorOutput')
			must(
				result.outputs[0].every(({ json }) => !json.error),
				'a failed item is on the first output',
			);
		for (const item of failed)
			must(
				item.json.crm === items[Number(pairedTo(item))]?.crm,
				'a failed item lost its own fields',
			);
	}
	must(!(result.error && onError), 'a run that should go on stopped');
	if (!onError && invalid.size > 0)
		must(sandbox.requests.length === 0, 'something was sent in spite of an invalid item');

	// What the node says was created does exist.
	for (const { id, name, from } of created) {
		must(
			held.some((one) => one.id === id && one.name === name),
			`${name} (${id}) is said to exist`,
		);
		must(
			from === undefined || items[from].company === name,
			`${name} is paired to another customer`,
		);
	}
	for (const [, id] of said.matchAll(/\(ID ([^)]+)\)/g))
		must(
			held.some((one) => one.id === id),
			`${id} is said to exist`,
		);
	const names = held.map(({ name }) => name);
	const duplicates = names.length - new Set(names).size;
	must(
		duplicates === 0,
		`created twice: ${names.filter((name, index) => names.indexOf(name) !== index).join()}`,
	);

	// The node reports what exists, and says what it doesn't know.
	let lost = 0;
	const listed = /^Already created in this run .*?: (.*)\.$/m.exec(said)?.[1].split(', ') ?? [];
	for (const { id, name } of held) {
		if (created.some((one) => one.id === id) || listed.includes(called(row, { id, name })))
			continue;
		const index = items.findIndex(({ company }) => company === name);
		const words = saidOf(index) || said;
		const told = /unknown|may also have been created/i.test(words) && words.includes(name);
		if (!told) lost += 1;
		must(told, `${name} exists, but is said to be: ${words.slice(0, 200)}`);
	}

	// If the provider gave a reason, the node shows it.
	const reasons = items.flatMap((item, index) => {
		const turnedDown = Object.entries(row.rejected.change).every(
			([field, value]) => item[field] === value,
		);
		const last = sandbox.requests
			.filter(({ body }) => body && row.named(body) === item.company)
			.at(-1);
		// A run that stops has one message, about one item.
		const told = !result.error || result.error.context?.itemIndex === index;
		return told && turnedDown && last?.status === row.rejected.status && !last.fault
			? [saidOf(index) || said]
			: [];
	});
	// A later request for the same item may have ended differently, and the message is then about that one.
	const shown = (words: string) =>
		words.includes(row.rejected.words) ||
		/unknown whether|Could not reach|rate limit|redirects/.test(words);
	const hidden = reasons.filter((words) => !shown(words)).length;
	must(
		hidden === 0,
		`the reason is not shown: ${said || failed.map(({ json }) => json.error).join()}`,
	);
	violations.push(...tooMany(sandbox, row, requestsAtOnce));

	const unknown =
		failed.filter(({ json }) => /unknown whether/.test(messageOf(json.error))).length +
		Number(/unknown whether/.test(said));
	return {
		items: {
			created: created.length || new Set(names).size,
			listed: 0,
			failed: items.length - (created.length || new Set(names).size),
			unknown,
		},
		duplicates,
		lost,
		hidden,
		violations,
	};
}

/** Judges a run of lists: the output is complete, in order and paired, or there is an error message. */
function judgeLists(
	row: Listing,
	{ items, onError, requestsAtOnce }: Scenario,
	sandbox: Sandbox,
	result: Result,
): Verdict {
	const violations: string[] = [];
	const must = (holds: boolean, words: string) => holds || violations.push(words);
	const ids = row.ids(sandbox.books).join();
	const outputs = result.outputs.flat();
	let listed = 0;
	if (result.error) must(outputs.length === 0 && !onError, 'a run that stopped has an output');
	else
		items.forEach((_item, index) => {
			const mine = outputs.filter((item) => pairedTo(item) === index);
			const failed = mine.filter(({ json }) => json.error);
			const complete = mine.map(({ json }) => json[row.key]).join() === ids;
			if (failed.length === 0) listed += 1;
			must(
				failed.length === 0 ? complete : mine.length === 1,
				`item ${index} has ${mine.length} records, ${failed.length} of them failed`,
			);
		});
	violations.push(...tooMany(sandbox, row, requestsAtOnce));
	return {
		items: { created: 0, listed, failed: items.length - listed, unknown: 0 },
		duplicates: 0,
		lost: 0,
		hidden: 0,
		violations,
	};
}

/**
 * Checks what holds for every run, whatever the node does: no secret is stored, and no message is n8n's generic one.
 */
function judgeWords(row: Creation | Listing, result: Result): string[] {
	const violations: string[] = [];
	const stored = inspect(result, {
		depth: Infinity,
		maxArrayLength: Infinity,
		maxStringLength: Infinity,
	});
	for (const secret of Object.values(row.secrets)) {
		for (const form of [secret, Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, '')])
			if (stored.includes(form)) violations.push('a secret is in the execution');
	}
	const words = [
		wordsOf(result),
		...result.outputs.flat().map(({ json }) => messageOf(json.error ?? '')),
	].join('\n');
	const general =
		/Your request is invalid|The service was not able|Request failed with status|Bad request - please check|Internal server error|undefined|\[object/.exec(
			words,
		)?.[0];
	if (general) violations.push(`a message says "${general}"`);
	return violations;
}

/**
 * Does what a user does after a failure: the list, which was sent in two concurrent executions, is run again, once with
 * different faults and then without any. All customers must then have exactly one account, and the last execution must
 * report each of them.
 */
async function judgeAgain(scenario: Scenario, row: Creation, sandbox: Sandbox): Promise<string[]> {
	const { number, requestsAtOnce, retries, faultSeed, faultRate } = scenario;
	const url = sandbox.url[row.provider];
	sandbox.reset();
	// No customers that an earlier run has left in this process's memory.
	const items = customers(scenario.items.length, `Again${number}`).map((customer, index) => ({
		...customer,
		email: `again${number}-${index}@example.com`,
		crm: `again-${number}-${index}`,
	}));
	const violations: string[] = [];
	const must = (holds: boolean, words: string) => holds || violations.push(words);
	const parameters = { ifExists: 'return' };
	for (const execution of [1, 2, 3]) {
		const faults = seededFaults(faultSeed + execution, Math.max(faultRate, 0.1));
		sandbox.faults.next = execution < 3 ? faults : undefined;
		// The last one has no faults, so a response is late only because the machine is busy.
		const options =
			execution < 3 ? { requestsAtOnce, retries, timeout: TIMEOUT } : { requestsAtOnce };
		const run = async (side: number) =>
			await runOwn(row, url, {
				items,
				parameters,
				options,
				executionId: `${number}-${execution}-${side}`,
			});
		const [result] = await Promise.all(execution === 1 ? [run(1), run(2)] : [run(1)]);
		if (sandbox.requests.some(({ fault }) => fault === 'refused')) await untilListening(url);
		violations.push(...tooMany(sandbox, row, requestsAtOnce));
		const names = row.held(sandbox.books).map(({ name }) => name);
		const twice = names.filter((name, index) => names.indexOf(name) !== index);
		must(twice.length === 0, `execution ${execution} created twice: ${twice.join()}`);
		if (execution < 3) continue;
		must(!result.error, `the last execution stopped: ${wordsOf(result)}`);
		must(result.outputs.flat().length === items.length, 'the last execution left items out');
		const without = items.filter(({ company }) => !names.includes(company));
		must(without.length === 0, `without an account: ${without.map(({ company }) => company)}`);
	}
	return violations;
}

/** Waits until the provider listens again after a fault that closed its port. */
async function untilListening(url: string): Promise<void> {
	const { port, hostname } = new URL(url);
	const listens = async () =>
		await new Promise<boolean>((resolve) => {
			const socket = connect(Number(port), hostname, () => resolve(true)).on('error', () =>
				resolve(false),
			);
			socket.unref().end();
		});
	while (!(await listens())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function play(
	scenario: Scenario,
	contender: Contender,
	kinds: Array<Fault['kind']>,
	sandbox: Sandbox,
	tally: Tally,
): Promise<void> {
	const { row, items, onError, tries, requestsAtOnce, retries } = scenario;
	const url = sandbox.url[row.provider];
	sandbox.reset();
	const next = seededFaults(scenario.faultSeed, scenario.faultRate, kinds);
	sandbox.faults.next = (request): Fault | undefined => {
		const fault = next(request);
		if (fault) tally.faults[fault.kind] = (tally.faults[fault.kind] ?? 0) + 1;
		return fault;
	};
	const way = { items, onError, tries, options: { requestsAtOnce, retries, timeout: TIMEOUT } };
	let verdict: Verdict;
	if (isCreation(row))
		verdict = judgeCreates(
			row,
			scenario,
			sandbox,
			await contender.run(row, url, way).then((result) => noteWords(row, result)),
		);
	else {
		sandbox.seed(row.provider, scenario.seeded);
		verdict = judgeLists(
			row,
			scenario,
			sandbox,
			noteWords(row, await runOwn(row, url, { ...way, parameters: { returnAll: true } })),
		);
	}
	function noteWords(of: Creation | Listing, result: Result): Result {
		for (const words of judgeWords(of, result))
			tally.violations.push(`run ${scenario.number}, ${of.title}: ${words}`);
		return result;
	}
	tally.runs += 1;
	tally.requests += sandbox.requests.length;
	for (const key of Object.keys(tally.items) as Array<keyof Tally['items']>)
		tally.items[key] += verdict.items[key];
	tally.duplicates += verdict.duplicates;
	tally.lost += verdict.lost;
	tally.hidden += verdict.hidden;
	for (const words of verdict.violations)
		tally.violations.push(`run ${scenario.number}, ${row.title}, ${onError ?? 'stop'}: ${words}`);
	if (sandbox.requests.some(({ fault }) => fault === 'refused')) await untilListening(url);
	if (!isCreation(row) || contender !== own || !scenario.again) return;
	for (const words of await judgeAgain(scenario, row, sandbox))
		tally.violations.push(`run ${scenario.number}, ${row.title}, again: ${words}`);
	tally.again += 1;
}

export interface Options {
	runs: number;
	seed: number;
	/** Concurrent runs, each with its own sandbox: most of a run is waiting. */
	lanes?: number;
	contender?: Contender;
	/** What may fail; everything by default. */
	kinds?: Array<Fault['kind']>;
	rows?: Array<Creation | Listing>;
	/** Only this run, to reproduce it. */
	only?: number;
}

/** Plays random runs through n8n's engine against the sandbox and judges each by the sandbox's own books. */
export async function campaign({
	runs,
	seed,
	lanes = 16,
	contender = own,
	kinds = faultKinds,
	rows = [...creations, ...listings],
	only,
}: Options): Promise<Tally> {
	const tally: Tally = {
		runs: 0,
		again: 0,
		requests: 0,
		faults: Object.fromEntries(faultKinds.map((kind) => [kind, 0])),
		items: { created: 0, listed: 0, failed: 0, unknown: 0 },
		duplicates: 0,
		lost: 0,
		hidden: 0,
		violations: [],
	};
	const numbers = only === undefined ? Array.from({ length: runs }, (_, number) => number) : [only];
	const lane = async () => {
		const sandbox = await startSandbox();
		for (let number = numbers.shift(); number !== undefined; number = numbers.shift())
			await play(scenarioOf(seed, number, rows), contender, kinds, sandbox, tally);
		await sandbox.close();
	};
	await Promise.all(Array.from({ length: Math.min(lanes, numbers.length) }, lane));
	return tally;
}
