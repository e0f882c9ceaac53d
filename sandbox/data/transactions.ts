import type { Account, Accounts } from './accounts';
import type { Booking, Bookings } from './bookings';
import type { RandomSource } from './random';
import { newTimeline, type Timeline } from './timeline';
import { concatViews, firstIndex, mapView, subview, viewOf, type View } from './view';

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
	/** ISO 18245 merchant category code; absent for a counterparty that is not a merchant. */
	categoryCode?: string;
}

export interface TransactionFilter {
	from?: Date;
	to?: Date;
	credits: boolean;
	debits: boolean;
}

export interface Transactions {
	/** Returns the matching transactions, newest first. */
	of(account: Account, filter: TransactionFilter): View<Transaction>;
}

const pendingCount = 2;
const creditEvery = 4;

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

interface History {
	/** Number of transactions, spread evenly over the accounts. */
	total: number;
	/** All transactions are before this time. */
	until: Date;
	random: RandomSource;
	/** Additional transactions. */
	bookings: Bookings;
}

/** Creates the transactions of all accounts. A transaction is computed when it is read. */
export function newTransactions(
	accounts: Accounts,
	{ total, until, random, bookings }: History,
): Transactions {
	return {
		of(account, filter) {
			const remainder = account.index < total % accounts.total ? 1 : 0;
			const count = Math.floor(total / accounts.total) + remainder;
			const timeline = newTimeline(account.index, count, until, random);
			const ages = agesOf(timeline, count, filter);
			const isSettled = bookings.isSettled(account);
			const view = mapView(ages, (age) => {
				const generated = transaction(account, age, timeline, random);
				return isSettled ? { ...generated, isPending: false } : generated;
			});
			const additional = bookings
				.of(account)
				.map((booking) => toTransaction(account, booking, random));
			return merge(
				view,
				additional.filter((one) => isWithin(one, filter)),
			);
		},
	};
}

/** Merges two lists that are sorted by date, newest first. */
function merge(view: View<Transaction>, additional: Transaction[]): View<Transaction> {
	if (additional.length === 0) return view;
	const before = additional.map(({ bookedAt }) =>
		firstIndex(view.length, (index) => view.at(index).bookedAt <= bookedAt),
	);
	const parts = additional.flatMap((transaction, index) => [
		subview(view, before[index - 1] ?? 0, before[index]!),
		viewOf([transaction]),
	]);
	return concatViews([...parts, subview(view, before.at(-1)!, view.length)]);
}

function isWithin(
	{ bookedAt, isCredit }: Transaction,
	{ from, to, credits, debits }: TransactionFilter,
): boolean {
	if ((from && bookedAt < from) || (to && bookedAt > to)) return false;
	return isCredit ? credits : debits;
}

/** Negative slots do not occur in a timeline, so a booking shares its details with no other transaction. */
function toTransaction(
	account: Account,
	{ number, bookedAt, isPending }: Booking,
	random: RandomSource,
) {
	const isCredit = number % creditEvery === 0;
	const TransactionId = `${account.AccountId}-further-${number}`;
	return {
		TransactionId,
		bookedAt,
		isPending,
		...randomDetails(account, -number, isCredit, random),
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

function transaction(
	account: Account,
	age: number,
	timeline: Timeline,
	random: RandomSource,
): Transaction {
	const slot = timeline.slotAt(age);
	return {
		TransactionId: `${account.AccountId}-${slot}`,
		isPending: age < pendingCount,
		bookedAt: new Date(timeline.timeAt(age)),
		...randomDetails(account, slot, timeline.isCredit(age), random),
	};
}

function randomDetails(account: Account, slot: number, isCredit: boolean, random: RandomSource) {
	return {
		account,
		isCredit,
		amount: 100 + random.number(isCredit ? 250_000 : 15_000, account.index, slot, 11),
		counterparty: random.pick(isCredit ? payers : shops, account.index, slot, 12),
		reference: `REF${String(random.number(1_000_000, account.index, slot, 13)).padStart(6, '0')}`,
	};
}
