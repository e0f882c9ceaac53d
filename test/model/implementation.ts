import {
	initialAccountCursor,
	selectNewTransactions,
	type AccountCursor,
	type NewTransactionSettings,
} from '../../lib/operations/accountInformation/newTransactions';
import { settledList } from '../../lib/operations/accountInformation/shiftedPages';
import {
	accountHash,
	advanceCursor,
	identificationHash,
	newCursor,
	readCursor,
	withPresentIds,
	type ListedAccount,
	type TransactionCursor,
	writeCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import { dayOf, type Day } from '../../lib/operations/accountInformation/transactionDate';
import { windowStartOf } from '../../lib/operations/accountInformation/transactionWindow';
import type { JsonObject } from '../../lib/responses/body';
import { defaultOverlap } from '../../nodes/GetAccounts/fields';
import { aTpp } from '../support/builders';

export interface RunSettings {
	identifyBy: 'transactionId' | 'content';
	includePending: boolean;
	initialHistoryDays: number;
	overlapDays: number;
	now: Date;
}

/** An account of the bank's list. */
export interface AccountReading {
	account: ListedAccount;
	/** Returns the pages of the bank's list from a day on; undefined: the account cannot be read. */
	readPages(windowStart: Day): JsonObject[][] | undefined;
}

/** What the model tests: the functions behind *Only New*. The cursor is its text; empty before the first run. */
export interface Implementation {
	/** Default of *Overlap (Days)*. */
	defaultOverlapDays: number;
	run(accounts: AccountReading[], cursor: string, settings: RunSettings): RunResult;
}

export interface ReturnedTransaction {
	transaction: JsonObject;
	transactionKey?: string;
}

/** Both lists: by the place of the account among those of the run. */
export interface RunResult {
	returned: ReturnedTransaction[][];
	/** What the run took for the bank's list. Undefined: the account could not be read. */
	listed: Array<JsonObject[] | undefined>;
	cursor: string;
}

const tpp = aTpp();
const consentId = 'consent-1';

/** The implementation of this commit. */
export const implementation: Implementation = {
	defaultOverlapDays: defaultOverlap,
	run(accounts, text, settings) {
		const listed = accounts.map(({ account }) => account);
		const cursor = withPresentIds(
			text === '' ? newCursor(consentId) : readCursor(text, tpp),
			listed,
		);
		const results = accounts.map((reading) => readAccount(reading, cursor, settings));
		const read = new Map(listed.map(({ accountId }, index) => [accountId, results[index]!.cursor]));
		const today = dayOf(settings.now.getTime());
		return {
			returned: results.map(({ newTransactions }) => newTransactions),
			listed: results.map(({ listed: list }) => list),
			cursor: writeCursor(advanceCursor(cursor, read, { consentId, today }), tpp),
		};
	},
};

function readAccount(
	{ account: { accountId, identification }, readPages }: AccountReading,
	cursor: TransactionCursor,
	settings: RunSettings,
): { newTransactions: ReturnedTransaction[]; listed?: JsonObject[]; cursor: AccountCursor } {
	const previous = cursor.accounts.get(accountHash(cursor, accountId));
	const selection: NewTransactionSettings = {
		...settings,
		...{ withVanishingTransactions: false, salt: cursor.salt },
	};
	const readList = () => readSettled(() => readPages(windowStartOf(previous, selection)));
	const select = (list: JsonObject[]) =>
		selectNewTransactions(list, previous, { ...selection, tpp, accountId });
	const first = readList();
	const transactions = first && select(first).isLeftOut ? readList() : first;
	const { newTransactions, cursor: next } = transactions
		? select(transactions)
		: { newTransactions: [], cursor: previous ?? initialAccountCursor(selection) };
	const known = identificationHash(cursor, identification) ?? previous?.identification;
	return { newTransactions, listed: transactions, cursor: { ...next, identification: known } };
}

function readSettled(readPages: () => JsonObject[][] | undefined): JsonObject[] | undefined {
	const readings: JsonObject[][][] = [];
	let transactions: JsonObject[] | undefined;
	while (!transactions) {
		const pages = readPages();
		if (!pages) return undefined;
		readings.push(pages);
		transactions = settledList(readings);
	}
	return transactions;
}
