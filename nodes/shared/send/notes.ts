import { createHash } from 'node:crypto';
import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';
import type { Operation } from '../operation';
import { Failure } from '../report/failure';
import type { Ledger } from './ledger';

/** What a failed run stores for n8n's Retry, which keeps a node's context. Contains no secrets. */
interface Notes {
	/** The original execution of all retries. */
	origin?: string;
	/** Items that were sent, by run and item. */
	sent?: Record<string, Note>;
}

interface Note {
	/** Digest of the input item, so that a note is never used for a different customer. */
	item: string;
	/** The output of a finished item. */
	done?: { json: IDataObject[]; summary: string };
	/** Why the outcome of an item is unknown. */
	unknown?: { message: string; advice: string; status?: number };
}

/** The notes in the node's context, which n8n keeps for the execution and its retries. */
export function nodeNotes(context: Pick<IExecutePaginationFunctions, 'getContext'>): Notes {
	const kept = context.getContext('node') as { onboarding?: Notes };
	kept.onboarding ??= {};
	return kept.onboarding;
}

/**
 * Stores for n8n's Retry which items of a run are finished, and which have an unknown outcome. Only called if a run ends early,
 * because a successful run needs no notes, and they would make its execution larger.
 */
export function noteForRetry(
	context: IExecutePaginationFunctions,
	operation: Operation,
	ledger: Ledger,
): void {
	if (operation.verb !== 'create') return;
	const sent: Record<string, Note> = {};
	const at = (itemIndex: number) => `${runIndexOf(context)}/${itemIndex}`;
	for (const [itemIndex, { items, summary }] of ledger.done) {
		const json = items.map((item) => withoutSecrets(item.json, operation.secretOutput));
		sent[at(itemIndex)] = { item: digest(context, itemIndex), done: { json, summary } };
	}
	for (const [itemIndex, { message, advice, status }] of ledger.unknown) {
		const unknown = { message, advice, status };
		sent[at(itemIndex)] = { item: digest(context, itemIndex), unknown };
	}
	if (Object.keys(sent).length > 0)
		nodeNotes(context).sent = { ...nodeNotes(context).sent, ...sent };
}

/** If this execution is a retry, adds an item's note from the original execution to the ledger. */
export function recallForRetry(context: IExecutePaginationFunctions, ledger: Ledger): void {
	const { sent } = nodeNotes(context);
	if (!sent) return;
	const itemIndex = context.getItemIndex();
	const note = sent[`${runIndexOf(context)}/${itemIndex}`];
	if (note?.item !== digest(context, itemIndex)) return;
	const pairedItem = { item: itemIndex };
	if (note.done) {
		const items = note.done.json.map((json) => ({ json, pairedItem }));
		ledger.done.set(itemIndex, { items, summary: note.done.summary });
	} else if (note.unknown) {
		const { message, advice, status } = note.unknown;
		ledger.unknown.set(itemIndex, new Failure('unknown', message, advice, status));
	}
}

function runIndexOf(context: IExecutePaginationFunctions): number {
	return Number(context.getWorkflowDataProxy(context.getItemIndex()).$runIndex);
}

function digest(context: IExecutePaginationFunctions, itemIndex: number): string {
	const { data } = context.getExecuteData();
	const item = (data.main ?? data.ai_tool)?.[0]?.[itemIndex]?.json ?? {};
	return createHash('sha256').update(JSON.stringify(item)).digest('base64url').slice(0, 16);
}

function withoutSecrets(json: IDataObject, secretOutput: string[] = []): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([name]) => !secretOutput.includes(name)));
}
