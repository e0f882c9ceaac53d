import { OpenBankingError } from '../../lib/errors';
import {
	initialAccountCursor,
	type AccountCursor,
} from '../../lib/operations/accountInformation/accountCursor';
import {
	readNewTransactions,
	type ReadList,
	type ReadPages,
} from '../../lib/operations/accountInformation/readNewTransactions';
import type { ListedAccount } from '../../lib/operations/accountInformation/listedAccount';
import {
	accountHash,
	advanceCursor,
	identificationHash,
	newCursor,
	readCursor,
	withPresentIds,
	writeCursor,
	type TransactionCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import { dayOf, type Day } from '../../lib/calendar';
import type { JsonObject } from '../../lib/responses/body';
import { defaultOverlap } from '../../nodes/GetAccounts/onlyNewFields';
import { aTpp } from '../support/builders';

export interface RunSettings {
	identifyBy: 'transactionId' | 'content';
	includePending: boolean;
	initialHistoryDays: number;
	overlapDays: number;
	/** Days of history that the bank returns without the PSU, where its profile says so. */
	daysWithoutStepUp?: number;
	withVanishingTransactions: boolean;
	now: Date;
}

/** An account of the bank's list. */
export interface AccountReading {
	account: ListedAccount;
	/** Reads the bank's list from a day on. */
	readPages(windowStart: Day): ReadPages;
}

/** What the model tests: the functions behind *Only New*. The cursor is its text; empty before the first run. */
export interface Implementation {
	/** Default of *Overlap (Days)*. */
	defaultOverlapDays: number;
	run(accounts: AccountReading[], cursor: string, settings: RunSettings): Promise<RunResult>;
}

export interface ReturnedTransaction {
	transaction: JsonObject;
	transactionKey?: string;
}

/** Each list is by the place of the account among those of the run. */
interface RunResult {
	returned: ReturnedTransaction[][];
	/** What the run took for the bank's list. Undefined: the account could not be read. */
	listed: Array<ReadList | undefined>;
	/** The error that the run reports for the account. */
	failures: unknown[];
	cursor: string;
}

const tpp = aTpp();
const consentId = 'consent-1';

/** The implementation of this commit. */
export const implementation: Implementation = {
	defaultOverlapDays: defaultOverlap,
	async run(accounts, text, settings) {
		const listed = accounts.map(({ account }) => account);
		const cursor = withPresentIds(
			text === '' ? newCursor(consentId) : readCursor(text, tpp),
			listed,
		);
		const results = await Promise.all(
			accounts.map(async (reading) => await readAccount(reading, cursor, settings)),
		);
		const read = new Map(listed.map(({ accountId }, index) => [accountId, results[index]!.cursor]));
		const today = dayOf(settings.now.getTime());
		return {
			returned: results.map(({ newTransactions }) => newTransactions),
			listed: results.map(({ listed: list }) => list),
			failures: results.map(({ failure }) => failure),
			cursor: writeCursor(advanceCursor(cursor, read, { consentId, today }), tpp),
		};
	},
};

interface AccountResult {
	newTransactions: ReturnedTransaction[];
	listed?: ReadList;
	failure?: unknown;
	cursor: AccountCursor;
}

async function readAccount(
	{ account: { accountId, identification }, readPages }: AccountReading,
	cursor: TransactionCursor,
	settings: RunSettings,
): Promise<AccountResult> {
	const previous = cursor.accounts.get(accountHash(cursor, accountId));
	const selection = { ...settings, salt: cursor.salt, tpp, accountId };
	const known = identificationHash(cursor, identification) ?? previous?.identification;
	try {
		const { read, selected, failure } = await readNewTransactions(
			async (day) => await Promise.resolve(readPages(day)),
			previous,
			selection,
		);
		return {
			newTransactions: selected.newTransactions,
			listed: read,
			failure,
			cursor: { ...selected.cursor, identification: known },
		};
	} catch (thrown) {
		if (!(thrown instanceof OpenBankingError)) throw thrown;
		const unchanged = previous ?? initialAccountCursor(selection);
		return {
			newTransactions: [],
			failure: thrown,
			cursor: { ...unchanged, identification: known },
		};
	}
}
