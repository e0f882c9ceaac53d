import type { INodeExecutionData } from 'n8n-workflow';

import {
	initialAccountCursor,
	selectNewTransactions,
	type AccountCursor,
	type NewTransactionSettings,
} from '../../lib/operations/accountInformation/newTransactions';
import { listReading, listRequest } from '../../lib/operations/accountInformation/lists';
import {
	windowFilter,
	windowStartOf,
} from '../../lib/operations/accountInformation/transactionWindow';
import { readPages } from '../../lib/operations/accountInformation/pagination';
import { settledList, withoutRepeated } from '../../lib/operations/accountInformation/shiftedPages';
import {
	accountHash,
	advanceCursor,
	assertSameAccounts,
	identificationHash,
	withPresentIds,
	writeCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import { dayOf } from '../../lib/operations/accountInformation/transactionDate';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import { failedAccountItem, forEachAccount, keepEntries, toItem } from './accountData';
import { selectedAccounts, withAccountName } from './accounts';
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
export async function readNewTransactions(
	connection: Connection,
	settings: AccountDataSettings,
	onlyNew: OnlyNewSettings,
	item: Item,
): Promise<NewEntries> {
	const { consentId, selection } = onlyNew;
	const selected = await selectedAccounts(connection, settings, item);
	if (selected.failure !== undefined) throw selected.failure;
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
		entries: accounts.flatMap(({ entries }) => entries),
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
	const windowed = { ...settings, filter: windowFilter(windowStartOf(previous, selection)) };
	const fail = (thrown: unknown) => failedAccountItem(thrown, connection, windowed, item);
	try {
		const { read, selected } = await readAndSelect(connection, windowed, {
			...{ previous, selection, item },
		});
		const { newTransactions } = selected;
		const named =
			newTransactions.length > 0 ? await withAccountName(connection, settings, item) : settings;
		const entries = newTransactions.map(({ transaction, transactionKey }) =>
			toItem(transaction, named, { item, transactionKey }),
		);
		return {
			accountId,
			entries: keepEntries({ entries, failure: read.failure }, item, fail),
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

/** Transactions that were read, and the failure that ended the list. */
interface ReadTransactions {
	transactions: JsonObject[];
	failure?: unknown;
}

async function readAndSelect(
	connection: Connection,
	settings: OneAccountSettings,
	{
		previous,
		selection,
		item,
	}: { previous?: AccountCursor; selection: NewTransactionSettings; item: Item },
) {
	const select = ({ transactions, failure }: ReadTransactions) =>
		selectNewTransactions(transactions, previous, {
			...{ ...selection, tpp: connection.tpp, accountId: settings.accountId },
			...(failure !== undefined && {
				isIncomplete: true,
				// Another setting needs the whole list.
				identifyBy: previous?.identifyBy ?? selection.identifyBy,
			}),
		});
	const first = await readTransactions(connection, settings, item);
	const { failure, transactions } = first;
	if (failure !== undefined && (transactions.length === 0 || previous?.version1)) throw failure;
	const selected = select(first);
	if (failure !== undefined || !selected.isLeftOut) return { read: first, selected };
	// Pages that move can hide a transaction.
	const second = await readTransactions(connection, settings, item);
	const read = second.failure === undefined ? second : { ...first, failure: second.failure };
	return { read, selected: select(read) };
}

/** Reads the list of transactions, and again if its pages may have moved meanwhile. */
async function readTransactions(
	connection: Connection,
	settings: OneAccountSettings,
	item: Item,
): Promise<ReadTransactions> {
	const readings: JsonObject[][][] = [];
	let transactions: JsonObject[] | undefined;
	while (!transactions) {
		const { pages, failure } = await readTransactionPages(connection, settings, item);
		if (failure !== undefined) return { transactions: withoutRepeated(pages), failure };
		readings.push(pages);
		transactions = settledList(readings);
	}
	return { transactions };
}

async function readTransactionPages(
	{ tpp, send }: Connection,
	settings: OneAccountSettings,
	item: Item,
): Promise<{ pages: JsonObject[][]; failure?: unknown }> {
	const { interactionIds } = settings;
	const list = { ...listReading(tpp, 'transactions'), report: item.hint, interactionIds };
	const request = listRequest(tpp, 'transactions', settings);
	const pages: JsonObject[][] = [];
	try {
		for await (const page of readPages(send, request, list)) pages.push(page);
	} catch (failure) {
		return { pages, failure };
	}
	return { pages };
}
