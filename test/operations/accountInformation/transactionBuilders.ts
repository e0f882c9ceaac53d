import {
	dateOf,
	dayOf,
	type Day,
} from '../../../lib/operations/accountInformation/transactionFingerprint';
import {
	selectNewTransactions,
	type AccountCursor,
	type NewTransactionSettings,
} from '../../../lib/operations/accountInformation/newTransactions';
import type { JsonObject } from '../../../lib/responses/body';

export const today: Day = dayOf(Date.parse('2026-03-20T00:00:00Z'));

/** Returns a booked transaction. `changes` replaces members. */
export const aTransaction = (changes: JsonObject = {}): JsonObject => ({
	AccountId: '1',
	TransactionId: 't-1',
	Status: 'Booked',
	CreditDebitIndicator: 'Debit',
	BookingDateTime: `${dateOf(today)}T09:30:00Z`,
	Amount: { Amount: '10.00', Currency: 'GBP' },
	TransactionInformation: 'Corner Grocer',
	...changes,
});

/** Returns a transaction with a date this many days before today. */
export const daysAgo = (days: number, changes: JsonObject = {}): JsonObject =>
	aTransaction({
		TransactionId: `t-${days}`,
		BookingDateTime: `${dateOf(today - days)}T09:30:00Z`,
		...changes,
	});

export const settings = (
	changes: Partial<NewTransactionSettings> = {},
): NewTransactionSettings => ({
	initialHistoryDays: 10,
	overlapDays: 7,
	includePending: false,
	identifyBy: 'transactionId',
	salt: 'saltsalt',
	now: new Date(`${dateOf(today)}T12:00:00Z`),
	...changes,
});

/** The time of a run, this many days after today. */
export const laterBy = (days: number) => ({ now: new Date(`${dateOf(today + days)}T12:00:00Z`) });

/** Returns runs of one account that each store their cursor. */
export function polls(changes: Partial<NewTransactionSettings> = {}) {
	let cursor: AccountCursor | undefined;
	return {
		poll(transactions: JsonObject[], at: Partial<NewTransactionSettings> = {}): JsonObject[] {
			const result = selectNewTransactions(transactions, cursor, settings({ ...changes, ...at }));
			cursor = result.cursor;
			return result.newTransactions;
		},
		cursor: () => cursor!,
	};
}

export const idsOf = (transactions: JsonObject[]) =>
	transactions.map(({ TransactionId }) => TransactionId);
