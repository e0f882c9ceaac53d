import type { Account, Accounts } from './accounts';
import type { Draws } from './random';
import { newTimeline, type Timeline } from './timeline';
import { firstIndex, type View } from './view';

export interface Transaction {
	TransactionId: string;
	account: Account;
	isCredit: boolean;
	isPending: boolean;
	bookedAt: Date;
	/** Minor units. */
	amount: number;
	counterparty: Counterparty;
	reference: string;
}

export interface Counterparty {
	name: string;
	/** ISO 18245 merchant category code; absent for one who is no merchant. */
	categoryCode?: string;
}

export interface TransactionFilter {
	from?: Date;
	to?: Date;
	credits: boolean;
	debits: boolean;
}

export interface Transactions {
	/** Newest first. */
	of(account: Account, filter: TransactionFilter): View<Transaction>;
}

const pendingCount = 2;

const shops: Counterparty[] = [
	{ name: 'Corner Grocer', categoryCode: '5411' },
	{ name: 'City Transport', categoryCode: '4111' },
	{ name: 'Blue Door Café', categoryCode: '5812' },
	{ name: 'Harbour Energy', categoryCode: '4900' },
	{ name: 'Paper & Ink', categoryCode: '5942' },
	{ name: 'Northern Telecom', categoryCode: '4814' },
	{ name: 'Green Lane Pharmacy', categoryCode: '5912' },
];
const payers: Counterparty[] = [
	{ name: 'Alder & Sons Ltd' },
	{ name: 'Marlow Design Ltd' },
	{ name: 'J. Okafor' },
	{ name: 'S. Lindqvist' },
];

/** `total` transactions, spread evenly over the accounts; the newest of them just before `until`. */
export function newTransactions(
	accounts: Accounts,
	total: number,
	until: Date,
	draws: Draws,
): Transactions {
	return {
		of(account, filter) {
			const spare = account.index < total % accounts.total ? 1 : 0;
			const count = Math.floor(total / accounts.total) + spare;
			const timeline = newTimeline(account.index, count, until, draws);
			const ages = agesOf(timeline, count, filter);
			return {
				length: ages.length,
				at: (index) => transaction(account, ages.at(index), timeline, draws),
			};
		},
	};
}

function agesOf(timeline: Timeline, count: number, filter: TransactionFilter): View<number> {
	const { from, to, credits, debits } = filter;
	const newest = to ? firstIndex(count, (age) => timeline.timeAt(age) <= to.getTime()) : 0;
	const oldest = from ? firstIndex(count, (age) => timeline.timeAt(age) < from.getTime()) : count;
	const end = Math.max(newest, oldest);
	if (credits && debits) return { length: end - newest, at: (index) => newest + index };
	if (credits) return timeline.creditsBetween(newest, end);
	if (debits) return timeline.debitsBetween(newest, end);
	return { length: 0, at: () => newest };
}

function transaction(account: Account, age: number, timeline: Timeline, draws: Draws): Transaction {
	const slot = timeline.slotAt(age);
	const isCredit = timeline.isCredit(age);
	return {
		TransactionId: `${account.AccountId}-${slot}`,
		account,
		isCredit,
		isPending: age < pendingCount,
		bookedAt: new Date(timeline.timeAt(age)),
		amount: 100 + draws.number(isCredit ? 250_000 : 15_000, account.index, slot, 11),
		counterparty: draws.pick(isCredit ? payers : shops, account.index, slot, 12),
		reference: `REF${String(draws.number(1_000_000, account.index, slot, 13)).padStart(6, '0')}`,
	};
}
