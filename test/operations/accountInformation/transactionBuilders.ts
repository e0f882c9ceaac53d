import type {
	AccountCursor,
	NewTransactionSettings,
} from '../../../lib/operations/accountInformation/accountCursor';
import { selectNewTransactions } from '../../../lib/operations/accountInformation/newTransactions';
import { dateOf, dayOf, type Day } from '../../../lib/calendar';
import type { JsonObject } from '../../../lib/responses/body';
import { aTpp } from '../../support/builders';

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
	withVanishingTransactions: false,
	salt: 'saltsalt',
	now: new Date(`${dateOf(today)}T12:00:00Z`),
	...changes,
});

/** The time of a run, this many days after today. */
export const laterBy = (days: number) => ({ now: new Date(`${dateOf(today + days)}T12:00:00Z`) });

/** The account that the transactions belong to. */
export const anAccount = { accountId: '1', tpp: aTpp() };

/** Returns runs of one account that each store their cursor. */
export function polls(changes: Partial<NewTransactionSettings> = {}, start?: AccountCursor) {
	let cursor = start;
	const pollKeyed = (transactions: JsonObject[], at: Partial<NewTransactionSettings> = {}) => {
		const result = selectNewTransactions(transactions, cursor, {
			...settings({ ...changes, ...at }),
			...anAccount,
		});
		cursor = result.cursor;
		return result.newTransactions;
	};
	return {
		pollKeyed,
		poll: (transactions: JsonObject[], at: Partial<NewTransactionSettings> = {}): JsonObject[] =>
			pollKeyed(transactions, at).map(({ transaction }) => transaction),
		cursor: () => cursor!,
	};
}

export const idsOf = (transactions: JsonObject[]) =>
	transactions.map(({ TransactionId }) => TransactionId);
