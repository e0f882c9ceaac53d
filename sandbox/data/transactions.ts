import type { Account, Accounts } from './accounts';
import type { Booking, Bookings } from './bookings';
import type { Draws } from './random';
import { newTimeline, type Timeline } from './timeline';
import { concatViews, firstIndex, mapView, part, viewOf, type View } from './view';

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
	/** Spread evenly over the accounts. */
	total: number;
	/** The newest of them happened just before. */
	until: Date;
	draws: Draws;
	/** What was ordered comes beside them. */
	bookings: Bookings;
}

export function newTransactions(
	accounts: Accounts,
	{ total, until, draws, bookings }: History,
): Transactions {
	return {
		of(account, filter) {
			const spare = account.index < total % accounts.total ? 1 : 0;
			const count = Math.floor(total / accounts.total) + spare;
			const timeline = newTimeline(account.index, count, until, draws);
			const ages = agesOf(timeline, count, filter);
			const isSettled = bookings.isSettled(account);
			const view = mapView(ages, (age) => {
				const found = transaction(account, age, timeline, draws);
				return isSettled ? { ...found, isPending: false } : found;
			});
			const further = bookings.of(account).map((booking) => booked(account, booking, draws));
			return merged(
				view,
				further.filter((one) => isWithin(one, filter)),
			);
		},
	};
}

/** Both newest first. */
function merged(view: View<Transaction>, further: Transaction[]): View<Transaction> {
	if (further.length === 0) return view;
	const before = further.map(({ bookedAt }) =>
		firstIndex(view.length, (index) => view.at(index).bookedAt <= bookedAt),
	);
	const parts = further.flatMap((transaction, index) => [
		part(view, before[index - 1] ?? 0, before[index]!),
		viewOf([transaction]),
	]);
	return concatViews([...parts, part(view, before.at(-1)!, view.length)]);
}

function isWithin(
	{ bookedAt, isCredit }: Transaction,
	{ from, to, credits, debits }: TransactionFilter,
): boolean {
	if ((from && bookedAt < from) || (to && bookedAt > to)) return false;
	return isCredit ? credits : debits;
}

/** Draws of a booking are those of a slot that no timeline has. */
function booked(account: Account, { number, bookedAt, isPending }: Booking, draws: Draws) {
	const isCredit = number % creditEvery === 0;
	const TransactionId = `${account.AccountId}-further-${number}`;
	return { TransactionId, bookedAt, isPending, ...drawn(account, -number, isCredit, draws) };
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
	return {
		TransactionId: `${account.AccountId}-${slot}`,
		isPending: age < pendingCount,
		bookedAt: new Date(timeline.timeAt(age)),
		...drawn(account, slot, timeline.isCredit(age), draws),
	};
}

function drawn(account: Account, slot: number, isCredit: boolean, draws: Draws) {
	return {
		account,
		isCredit,
		amount: 100 + draws.number(isCredit ? 250_000 : 15_000, account.index, slot, 11),
		counterparty: draws.pick(isCredit ? payers : shops, account.index, slot, 12),
		reference: `REF${String(draws.number(1_000_000, account.index, slot, 13)).padStart(6, '0')}`,
	};
}
