import type { INodeExecutionData } from 'n8n-workflow';

import { dateOf, dayOf, type Day } from '../../lib/calendar';
import {
	initialAccountCursor,
	type AccountCursor,
} from '../../lib/operations/accountInformation/accountCursor';
import { listPages } from '../../lib/operations/accountInformation/pagination';
import {
	readNewTransactions,
	type ReadPages,
} from '../../lib/operations/accountInformation/readNewTransactions';
import {
	accountHash,
	advanceCursor,
	assertSameAccounts,
	identificationHash,
	withPresentIds,
	writeCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import {
	windowFilter,
	windowStartOf,
} from '../../lib/operations/accountInformation/transactionWindow';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import { failedAccountItem, forEachAccount, keepEntries, toItem } from './accountData';
import { selectedAccounts, unusableItems, withAccountName } from './accounts';
import type { AccountDataSettings, OneAccountSettings, OnlyNewSettings } from './settings';

export interface NewEntries {
	/** Transactions account by account, oldest first, and items of failed accounts. */
	entries: INodeExecutionData[];
	/** Number of transactions among the entries. */
	count: number;
	/** The text of the cursor for the next run. */
	cursor: string;
}

/**
 * Returns the transactions that no previous run has returned. The cursor of a failed account does not change.
 *
 * @throws ConfigurationError when the cursor belongs to another consent
 */
export async function readNewEntries(
	connection: Connection,
	settings: AccountDataSettings,
	onlyNew: OnlyNewSettings,
	item: Item,
): Promise<NewEntries> {
	const { consentId, selection } = onlyNew;
	const selected = await selectedAccounts(connection, settings, item);
	if (selected.failure !== undefined) throw selected.failure;
	const unusable = unusableItems(selected, item);
	const cursor = withPresentIds(onlyNew.cursor, selected.accounts);
	if (settings.accountId === undefined) {
		const accountIds = selected.accounts.map(({ accountId }) => accountId);
		assertSameAccounts(cursor, accountIds, consentId);
	}
	const accounts = await forEachAccount(
		selected.accounts,
		async (account) =>
			await readNewOfAccount(connection, { ...settings, ...account }, { ...onlyNew, cursor }, item),
	);
	const accountCursors = new Map(accounts.map(({ accountId, cursor }) => [accountId, cursor]));
	const today = dayOf(selection.now.getTime());
	const next = advanceCursor(cursor, accountCursors, { consentId, today });
	return {
		entries: [...accounts.flatMap(({ entries }) => entries), ...unusable],
		count: accounts.reduce((sum, { count }) => sum + count, 0),
		cursor: writeCursor(next, connection.tpp),
	};
}

interface NewOfAccount {
	accountId: string;
	entries: INodeExecutionData[];
	count: number;
	cursor: AccountCursor;
}

async function readNewOfAccount(
	connection: Connection,
	settings: OneAccountSettings,
	{ cursor, selection }: OnlyNewSettings,
	item: Item,
): Promise<NewOfAccount> {
	const { accountId } = settings;
	const previous = cursor.accounts.get(accountHash(cursor, accountId));
	const identification =
		identificationHash(cursor, settings.identification) ?? previous?.identification;
	const windowed = (day: Day) => ({ ...settings, filter: windowFilter(day) });
	const requested = windowed(windowStartOf(previous, selection));
	const fail = (thrown: unknown) => failedAccountItem(thrown, connection, requested, item);
	try {
		const { read, selected, failure } = await readNewTransactions(
			async (day) => await readTransactionPages(connection, windowed(day), item),
			previous,
			{ ...selection, tpp: connection.tpp, accountId },
		);
		const { newTransactions, unreadableFrom, unreadSince } = selected;
		if (unreadableFrom !== undefined) item.hint(unreadableHint(unreadableFrom));
		if (unreadSince !== undefined) item.hint(unreadHint(unreadSince, read.windowStart));
		const named =
			newTransactions.length > 0 ? await withAccountName(connection, settings, item) : settings;
		const entries = newTransactions.map(({ transaction, transactionKey }) =>
			toItem(transaction, named, { item, transactionKey }),
		);
		return {
			accountId,
			entries: keepEntries({ entries, failure }, item, fail),
			// An entry that cannot be simplified is an item for the error output.
			count: entries.filter(({ json }) => json.transactionKey !== undefined).length,
			cursor: { ...selected.cursor, identification },
		};
	} catch (thrown) {
		const unchanged = previous ?? initialAccountCursor(selection);
		const entries = [fail(thrown)];
		return { accountId, entries, count: 0, cursor: { ...unchanged, identification } };
	}
}

const unreadableHint = (day: Day): string =>
	`The bank lists a transaction of ${dateOf(day)} that is not booked yet, but does not return bookings that are so old. If it books this transaction with that date, Only New cannot return it.`;

const unreadHint = (since: Day, until: Day): string =>
	`The previous run was on ${dateOf(since)}, and the bank returns transactions only since ${dateOf(until)}. Only New leaves out those in between.`;

async function readTransactionPages(
	connection: Connection,
	settings: OneAccountSettings,
	{ hint: report }: Item,
): Promise<ReadPages> {
	const about = { report, interactionIds: settings.interactionIds };
	const pages: JsonObject[][] = [];
	try {
		for await (const page of listPages(connection, 'transactions', settings, about)) {
			pages.push(page);
		}
	} catch (failure) {
		return { pages, failure };
	}
	return { pages };
}
