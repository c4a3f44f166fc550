import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import {
	millisecondsOf,
	readChanges,
	type Change,
	type ChangeWindow,
	type PagePosition,
} from '../shared/events/cursor';
import type { ProviderEvent } from '../shared/events/item';
import type { EventSource } from '../shared/events/polling';
import { Failure } from '../shared/report/failure';
import { pageIn, readList } from '../shared/answer/paging';
import type { Exchange } from '../shared/operation';
import { at, textOf } from '../shared/values';
import { ACCOUNTS, rqlText, softwareOne, softwareOnePages, withRql } from './provider';

export const eventOptions: INodePropertyOptions[] = [
	{
		name: 'Account Became Active',
		value: 'account.activated',
		description: 'The account is ready to use: SoftwareOne validated it, or it was enabled again',
	},
	{ name: 'Account Created', value: 'account.created' },
	{
		name: 'Account Updated',
		value: 'account.updated',
		description: 'Anything about the account changed, including its status',
	},
];

/** The state that one poll saves for the next. */
export interface AccountsState {
	created: ChangeWindow;
	updated: ChangeWindow;
	/** IDs of the accounts that are not active. */
	waiting: string[];
}

/** An account with the time of its creation or last update. */
interface AccountChange extends Change {
	account: IDataObject;
}

/** Max number of pages per poll for each of the two times. The next poll continues from there. */
const MOST_PAGES = 20;
/** The first poll has to read everything. Whatever is left would be output as new. */
const MOST_PAGES_AT_START = 1_000;
/** An update within this time after the creation belongs to the creation, in milliseconds. */
const PART_OF_CREATION = 1_000;

/**
 * Finds changed accounts by their creation and update times. SoftwareOne keeps no history, so several changes between two polls
 * count as one update. Creations are read separately, because an account that was never updated may have no update time. An
 * account became active if it wasn't active before.
 */
export function accountEvents(wanted: string[]): EventSource<AccountsState> {
	const isWanted = ({ name }: ProviderEvent) => wanted.includes(name);
	return {
		provider: softwareOne,
		noun: 'accounts',
		permission: 'Use an API token that is allowed to read accounts.',
		async start(exchange) {
			// Read before the changes: an account that becomes active from now on is either in this list or in the changes.
			const found = await readList(softwareOnePages, waitingAccounts, exchange, Infinity);
			const waiting = found.filter(({ status }) => status !== 'Active').map(({ id }) => String(id));
			const created = await windowBehindAll(exchange, 'created');
			const updated = await windowBehindAll(exchange, 'updated');
			const seen = [...created.fresh, ...updated.fresh];
			return {
				created: created.window,
				updated: updated.window,
				waiting: [...seen.reduce(noteStatus, new Set(waiting))],
			};
		},
		async next(exchange, state) {
			const created = await readChanges(state.created, pageOf(exchange, 'created'), MOST_PAGES);
			const updated = await readChanges(state.updated, pageOf(exchange, 'updated'), MOST_PAGES);
			const waiting = new Set(state.waiting);
			const events: ProviderEvent[] = [];
			for (const change of created.fresh) {
				events.push(eventOf('account.created', change));
				if (isActive(change)) events.push(eventOf('account.activated', change));
				noteStatus(waiting, change);
			}
			for (const change of updated.fresh) {
				if (!isPartOfCreation(change)) events.push(eventOf('account.updated', change));
				if (isActive(change) && waiting.has(change.id))
					events.push(eventOf('account.activated', change));
				noteStatus(waiting, change);
			}
			return {
				state: { created: created.window, updated: updated.window, waiting: [...waiting] },
				events: events.filter(isWanted),
			};
		},
		async newest(exchange) {
			const name = eventOptions
				.map(({ value }) => String(value))
				.find((one) => wanted.includes(one));
			if (name === undefined) return undefined;
			const stamp = name === 'account.created' ? 'created' : 'updated';
			const filter = name === 'account.activated' ? `eq(status,${rqlText('Active')})` : '';
			const [change] = await newestFirst(exchange, stamp, filter);
			return change && eventOf(name, change);
		},
	};
}

type Stamp = 'created' | 'updated';

const waitingAccounts = { url: withRql(ACCOUNTS, `ne(status,${rqlText('Active')})`) };

/** A window that starts after all existing accounts, and the accounts in its overlap. */
async function windowBehindAll(exchange: Exchange, stamp: Stamp) {
	const [newest] = await newestFirst(exchange, stamp);
	const window = { at: newest ? millisecondsOf(newest.time) : 0, known: {} };
	return await readChanges(window, pageOf(exchange, stamp), MOST_PAGES_AT_START);
}

async function newestFirst(exchange: Exchange, stamp: Stamp, filter = '') {
	const url = changesUrl(stamp, 0, filter, `order=-audit.${stamp}.at`, 'limit=1');
	return changesIn(await exchange({ url }), stamp).rows;
}

/** Reads accounts by creation or update time, oldest first. */
function pageOf(exchange: Exchange, stamp: Stamp) {
	return async ({ from, offset }: PagePosition) => {
		const page = [`limit=${softwareOnePages.most}`, offset > 0 ? `offset=${offset}` : ''];
		const url = changesUrl(stamp, from, `order=audit.${stamp}.at`, ...page);
		return changesIn(await exchange({ url }), stamp);
	};
}

/** The URL for accounts that were created or updated at or after `from` (milliseconds since 1970). */
function changesUrl(stamp: Stamp, from: number, ...parts: string[]): string {
	const since = `ge(audit.${stamp}.at,${rqlText(new Date(from).toISOString())})`;
	return withRql(ACCOUNTS, since, 'select=audit', ...parts);
}

function changesIn(answer: Awaited<ReturnType<Exchange>>, stamp: Stamp) {
	const { rows } = pageIn(softwareOnePages, answer);
	const limit = Number(at(answer.body, '$meta.pagination.limit')) || softwareOnePages.most;
	return {
		rows: rows.map((account) => {
			const time = textOf(at(account, `audit.${stamp}.at`));
			if (Number.isNaN(millisecondsOf(time)))
				throw new Failure(
					'rejected',
					`SoftwareOne does not say when account ${account.id} was ${stamp}`,
					'Ask SoftwareOne whether this API token is allowed to read the audit fields of accounts.',
				);
			return { id: String(account.id), time, account };
		}),
		more: rows.length >= limit,
	};
}

const isActive = ({ account }: AccountChange) => account.status === 'Active';

function noteStatus(waiting: Set<string>, change: AccountChange): Set<string> {
	if (isActive(change)) waiting.delete(change.id);
	else waiting.add(change.id);
	return waiting;
}

function isPartOfCreation({ time, account }: AccountChange): boolean {
	const created = millisecondsOf(textOf(at(account, 'audit.created.at')));
	return millisecondsOf(time) - created < PART_OF_CREATION;
}

function eventOf(name: string, { id, time, account }: AccountChange): ProviderEvent {
	return {
		// An account is created only once, even if it changes before the creation is seen.
		id: name === 'account.created' ? `${id}:${name}` : `${id}:${name}:${time}`,
		name,
		words: name === 'account.activated' ? 'Account became active' : undefined,
		at: time,
		fields: {
			id,
			name: account.name,
			type: account.type,
			status: account.status,
			externalId: account.externalId,
		},
		raw: account,
	};
}
