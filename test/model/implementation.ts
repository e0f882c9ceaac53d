import {
	selectNewTransactions,
	windowStartOf,
	type NewTransactionSettings,
} from '../../lib/operations/accountInformation/newTransactions';
import {
	accountHash,
	advanceCursor,
	newCursor,
	readCursor,
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
}

/** What the model tests: the functions behind *Only New*. The cursor is its text; empty before the first run. */
export interface Implementation {
	/** Default of *Overlap (Days)*. */
	defaultOverlapDays: number;
	windowStart(cursor: string, settings: RunSettings): Day;
	run(transactions: JsonObject[], cursor: string, settings: RunSettings): RunResult;
}

export interface RunResult {
	returned: Array<{ transaction: JsonObject; transactionKey?: string }>;
	cursor: string;
}

const tpp = aTpp();
const accountId = '1';
const consentId = 'consent-1';

const openCursor = (text: string) => (text === '' ? newCursor(consentId) : readCursor(text, tpp));

const settingsOf = (settings: RunSettings, salt: string): NewTransactionSettings => ({
	...settings,
	...{ withVanishingTransactions: false, salt },
});

/** The implementation of this commit. */
export const implementation: Implementation = {
	defaultOverlapDays: defaultOverlap,
	windowStart(text, settings) {
		const cursor = openCursor(text);
		return windowStartOf(
			cursor.accounts.get(accountHash(cursor, accountId)),
			settingsOf(settings, cursor.salt),
		);
	},
	run(transactions, text, settings) {
		const cursor = openCursor(text);
		const previous = cursor.accounts.get(accountHash(cursor, accountId));
		const { newTransactions, cursor: next } = selectNewTransactions(transactions, previous, {
			...settingsOf(settings, cursor.salt),
			...{ tpp, accountId },
		});
		const today = dayOf(settings.now.getTime());
		const accounts = new Map([[accountId, next]]);
		return {
			returned: newTransactions,
			cursor: writeCursor(advanceCursor(cursor, accounts, { consentId, today }), tpp),
		};
	},
};
