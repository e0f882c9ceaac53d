import {
	selectNewTransactions,
	type NewTransactionSettings,
} from '../../lib/operations/accountInformation/newTransactions';
import { windowStartOf } from '../../lib/operations/accountInformation/transactionWindow';
import { mayBeShifted, withoutShifted } from '../../lib/operations/accountInformation/shiftedPages';
import {
	accountHash,
	advanceCursor,
	identificationHash,
	newCursor,
	readCursor,
	withPresentIds,
	type ListedAccount,
	writeCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import { dayOf, type Day } from '../../lib/operations/accountInformation/transactionDate';
import type { JsonObject } from '../../lib/responses/body';
import { defaultOverlap } from '../../nodes/GetAccounts/fields';
import { aTpp } from '../support/builders';

export interface RunSettings {
	identifyBy: 'transactionId' | 'content';
	includePending: boolean;
	initialHistoryDays: number;
	overlapDays: number;
	now: Date;
	account: ListedAccount;
}

/** What the model tests: the functions behind *Only New*. The cursor is its text; empty before the first run. */
export interface Implementation {
	/** Default of *Overlap (Days)*. */
	defaultOverlapDays: number;
	windowStart(cursor: string, settings: RunSettings): Day;
	run(readPages: () => JsonObject[][], cursor: string, settings: RunSettings): RunResult;
	/** Returns the cursor after a run in which the bank does not list the account. */
	runWithoutAccount(cursor: string, settings: RunSettings): string;
}

export interface RunResult {
	returned: Array<{ transaction: JsonObject; transactionKey?: string }>;
	cursor: string;
}

const tpp = aTpp();
const consentId = 'consent-1';

const openCursor = (text: string, listed: ListedAccount[]) =>
	withPresentIds(text === '' ? newCursor(consentId) : readCursor(text, tpp), listed);

const settingsOf = (settings: RunSettings, salt: string): NewTransactionSettings => ({
	...settings,
	...{ withVanishingTransactions: false, salt },
});

/** The implementation of this commit. */
export const implementation: Implementation = {
	defaultOverlapDays: defaultOverlap,
	windowStart(text, settings) {
		const cursor = openCursor(text, [settings.account]);
		return windowStartOf(
			cursor.accounts.get(accountHash(cursor, settings.account.accountId)),
			settingsOf(settings, cursor.salt),
		);
	},
	run(readPages, text, settings) {
		const { accountId, identification } = settings.account;
		const cursor = openCursor(text, [settings.account]);
		const first = readPages();
		const transactions = mayBeShifted(first)
			? withoutShifted(readPages().flat(), first.flat())
			: first.flat();
		const previous = cursor.accounts.get(accountHash(cursor, accountId));
		const { newTransactions, cursor: next } = selectNewTransactions(transactions, previous, {
			...settingsOf(settings, cursor.salt),
			...{ tpp, accountId },
		});
		const today = dayOf(settings.now.getTime());
		const accountCursor = {
			...next,
			identification: identificationHash(cursor, identification),
		};
		const accounts = new Map([[accountId, accountCursor]]);
		return {
			returned: newTransactions,
			cursor: writeCursor(advanceCursor(cursor, accounts, { consentId, today }), tpp),
		};
	},
	runWithoutAccount(text, settings) {
		const today = dayOf(settings.now.getTime());
		const cursor = openCursor(text, []);
		return writeCursor(advanceCursor(cursor, new Map(), { consentId, today }), tpp);
	},
};
