import type { INodeExecutionData } from 'n8n-workflow';

import {
	initialAccountCursor,
	selectNewTransactions,
	type AccountCursor,
} from '../../lib/operations/accountInformation/newTransactions';
import { listReading, listRequest } from '../../lib/operations/accountInformation/lists';
import {
	windowFilter,
	windowStartOf,
} from '../../lib/operations/accountInformation/transactionWindow';
import { groupBy } from '../../lib/operations/accountInformation/matchTransactions';
import { readPages } from '../../lib/operations/accountInformation/pagination';
import { settledList } from '../../lib/operations/accountInformation/shiftedPages';
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
import { failedAccountItem, forEachAccount, toItem } from './accountData';
import { selectedAccounts, withAccountName } from './accounts';
import type { AccountDataSettings, OneAccountSettings, OnlyNewSettings } from './settings';

export interface NewTransactions {
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
): Promise<NewTransactions> {
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
	try {
		const select = async () =>
			selectNewTransactions(await readTransactions(connection, windowed, item), previous, {
				...{ ...selection, tpp: connection.tpp, accountId },
			});
		const selected = await select();
		// Pages that move can hide a transaction.
		const { newTransactions, ...next } = selected.isLeftOut ? await select() : selected;
		const named =
			newTransactions.length > 0 ? await withAccountName(connection, settings, item) : settings;
		const entries = newTransactions.map(({ transaction, transactionKey }) =>
			toItem(transaction, { ...named, transactionKey }, item),
		);
		return {
			...{ accountId, entries, count: entries.length },
			cursor: { ...next.cursor, identification },
		};
	} catch (thrown) {
		const entries = [failedAccountItem(thrown, connection, windowed, item)];
		const unchanged = previous ?? initialAccountCursor(selection);
		return { accountId, entries, count: 0, cursor: { ...unchanged, identification } };
	}
}

/** Reads the list of transactions, and again if its pages may have moved meanwhile. */
async function readTransactions(
	connection: Connection,
	settings: OneAccountSettings,
	item: Item,
): Promise<JsonObject[]> {
	const readings: JsonObject[][][] = [];
	let transactions: JsonObject[] | undefined;
	while (!transactions) {
		readings.push(await readTransactionPages(connection, settings, item));
		transactions = settledList(readings);
	}
	return transactions;
}

async function readTransactionPages(
	{ tpp, send }: Connection,
	settings: OneAccountSettings,
	item: Item,
): Promise<JsonObject[][]> {
	const { interactionIds = new WeakMap<JsonObject, string>() } = settings;
	const list = { ...listReading(tpp, 'transactions'), report: item.hint, interactionIds };
	const request = listRequest(tpp, 'transactions', settings);
	const transactions: JsonObject[] = [];
	for await (const transaction of readPages(send, request, list)) transactions.push(transaction);
	// The interaction ID is another one for each page.
	return [...groupBy(transactions, (one) => String(interactionIds.get(one))).values()];
}
