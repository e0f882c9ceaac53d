import type { Account, Accounts } from './accounts';
import { daysAfter } from './days';
import type { Psu } from './psus';

/** A change in an account while the bank runs. */
export type BookingOrder = {
	accountId: string;
} & (
	| {
			/** Number of additional transactions. */
			count: number;
			/** Age of the booking date in days; a negative number is a date in the future. */
			daysAgo?: number;
			isPending?: boolean;
	  }
	| { /** Books all pending transactions. They keep their dates and ids. */ settle: true }
);

/** An additional transaction. Its details are computed from its number and the seed. */
export interface Booking {
	/** Counts from 1 within the account. */
	number: number;
	bookedAt: Date;
	isPending: boolean;
}

export interface Bookings {
	/** Carries out an order. Returns what is wrong with it, or undefined. */
	book(order: Record<string, unknown>): string | undefined;
	/** Returns the additional transactions of an account, newest first. */
	of(account: Account): Booking[];
	/** Returns whether the generated transactions of the account were settled. */
	isSettled(account: Account): boolean;
}

const maximum = 1000;

/** Creates an empty list of bookings for one bank. */
export function newBookings(psus: readonly Psu[], accounts: Accounts, today: Date): Bookings {
	const bookings = new Map<string, Booking[]>();
	const settled = new Set<string>();
	const of = ({ AccountId }: { AccountId: string }) => bookings.get(AccountId) ?? [];
	return {
		of,
		isSettled: ({ AccountId }) => settled.has(AccountId),
		book(order) {
			const { accountId } = order;
			if (!isOrder(order)) return 'expected accountId with count, daysAgo?, isPending? or settle';
			if (!psus.some((psu) => accounts.find(psu, order.accountId))) {
				return `expected an account of the bank, not ${String(accountId)}`;
			}
			const before = of({ AccountId: order.accountId });
			if ('settle' in order) settled.add(order.accountId);
			bookings.set(order.accountId, withOrder(before, order, today));
			return undefined;
		},
	};
}

/** Returns the bookings after an order. They are one second apart, so that their order is fixed. */
function withOrder(before: Booking[], order: BookingOrder, today: Date): Booking[] {
	if ('settle' in order) return before.map((booking) => ({ ...booking, isPending: false }));
	const { count, daysAgo = 0, isPending = false } = order;
	const additional = Array.from({ length: count }, (_, index) => {
		const number = before.length + index + 1;
		const bookedAt = new Date(daysAfter(today, -daysAgo).getTime() + number * 1000);
		return { number, bookedAt, isPending };
	});
	return [...before, ...additional].sort(
		(one, other) => other.bookedAt.getTime() - one.bookedAt.getTime(),
	);
}

function isOrder(order: Record<string, unknown>): order is BookingOrder {
	const { accountId, count, daysAgo = 0, isPending = false, settle } = order;
	if (typeof accountId !== 'string') return false;
	if (settle !== undefined) return settle === true && count === undefined;
	const isCount = Number.isSafeInteger(count) && Number(count) > 0 && Number(count) <= maximum;
	const isDay = Number.isSafeInteger(daysAgo) && Math.abs(Number(daysAgo)) <= maximum;
	return isCount && isDay && typeof isPending === 'boolean';
}
