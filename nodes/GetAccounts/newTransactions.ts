import type { INodeExecutionData } from 'n8n-workflow';

import { dayOf } from '../../lib/operations/accountInformation/bookingDay';
import {
	filterFrom,
	firstDay,
	notYetRead,
	selectNew,
	type NewTransactionSettings,
	type SeenTransactions,
} from '../../lib/operations/accountInformation/newTransactions';
import { readPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountRequest,
	accountResources,
} from '../../lib/operations/accountInformation/resources';
import {
	accountKey,
	assertSameAccounts,
	nextCursor,
	writeCursor,
	type TransactionCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import {
	failedAccount,
	toItem,
	type AccountDataSettings,
	type OneAccountSettings,
} from './accountData';
import { chosenAccounts, ofEvery } from './everyAccount';

/** What Only New adds to the settings of the operation. */
export interface OnlyNew {
	cursor: TransactionCursor;
	settings: NewTransactionSettings;
	/** Of the session. */
	consentId?: string;
}

export interface NewTransactions {
	/** Account after account, each oldest first. */
	data: INodeExecutionData[];
	/** How many transactions are among them. */
	count: number;
	/** The text to store once they have been worked on. */
	cursor: string;
}

/**
 * The transactions that no poll before has emitted. The cursor of an account that cannot be read stays where it is.
 *
 * @throws ConfigurationError when the cursor is of another consent
 */
export async function readNewTransactions(
	connection: Connection,
	settings: AccountDataSettings,
	onlyNew: OnlyNew,
	item: Item,
): Promise<NewTransactions> {
	const { cursor, consentId } = onlyNew;
	// Pages that move while they are read may bring an account twice.
	const accountIds = [...new Set(await chosenAccounts(connection, settings))];
	if (settings.accountId === undefined) assertSameAccounts(cursor, accountIds, consentId);
	const polls = await ofEvery(accountIds, (accountId) =>
		pollAccount(connection, { ...settings, accountId }, onlyNew, item),
	);
	const read = new Map(polls.map(({ accountId, seen }) => [accountId, seen]));
	const today = dayOf(onlyNew.settings.now.getTime());
	return {
		data: polls.flatMap(({ data }) => data),
		count: polls.reduce((sum, { count }) => sum + count, 0),
		cursor: writeCursor(nextCursor(cursor, read, { consentId, today }), connection.tpp),
	};
}

interface Poll {
	accountId: string;
	data: INodeExecutionData[];
	count: number;
	seen: SeenTransactions;
}

async function pollAccount(
	connection: Connection,
	settings: OneAccountSettings,
	{ cursor, settings: polling }: OnlyNew,
	item: Item,
): Promise<Poll> {
	const { accountId } = settings;
	const before = cursor.accounts.get(accountKey(cursor, accountId));
	const asked = { ...settings, filter: filterFrom(firstDay(before, polling)) };
	try {
		const { fresh, seen } = selectNew(await readAll(connection, asked), before, polling);
		const data = fresh.map((transaction) => toItem(transaction, settings));
		return { accountId, data, count: data.length, seen };
	} catch (thrown) {
		const data = [failedAccount(thrown, connection, asked, item)];
		return { accountId, data, count: 0, seen: before ?? notYetRead(polling) };
	}
}

async function readAll({ tpp, send }: Connection, settings: OneAccountSettings) {
	const { transactions } = accountResources;
	const request = accountRequest(tpp, transactions, settings);
	const all: JsonObject[] = [];
	for await (const transaction of readPages(send, request, transactions)) all.push(transaction);
	return all;
}
