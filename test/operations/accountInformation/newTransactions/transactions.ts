import { dateOf, dayOf, type Day } from '../../../../lib/operations/accountInformation/bookingDay';
import {
	selectNew,
	type NewTransactionSettings,
	type SeenTransactions,
} from '../../../../lib/operations/accountInformation/newTransactions';
import type { JsonObject } from '../../../../lib/responses/body';

export const today: Day = dayOf(Date.parse('2026-03-20T00:00:00Z'));

/** A booked transaction of the account; every member can be another one. */
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

/** One that is dated so many days before today. */
export const daysAgo = (days: number, changes: JsonObject = {}): JsonObject =>
	aTransaction({
		TransactionId: `t-${days}`,
		BookingDateTime: `${dateOf(today - days)}T09:30:00Z`,
		...changes,
	});

export const settings = (
	changes: Partial<NewTransactionSettings> = {},
): NewTransactionSettings => ({
	lookBackDays: 10,
	overlapDays: 7,
	includePending: false,
	recogniseBy: 'transactionId',
	salt: 'saltsalt',
	now: new Date(`${dateOf(today)}T12:00:00Z`),
	...changes,
});

/** At noon, so many days after today. */
export const laterBy = (days: number) => ({ now: new Date(`${dateOf(today + days)}T12:00:00Z`) });

/** Polls of one account, each storing what it knows. */
export function polls(changes: Partial<NewTransactionSettings> = {}) {
	let seen: SeenTransactions | undefined;
	return {
		poll(answer: JsonObject[], at: Partial<NewTransactionSettings> = {}): JsonObject[] {
			const result = selectNew(answer, seen, settings({ ...changes, ...at }));
			seen = result.seen;
			return result.fresh;
		},
		seen: () => seen!,
	};
}

export const idsOf = (transactions: JsonObject[]) =>
	transactions.map(({ TransactionId }) => TransactionId);
