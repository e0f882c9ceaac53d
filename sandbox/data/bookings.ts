import type { Account, Accounts } from './accounts';
import type { Psu } from './psus';

/** What is to happen in an account while the bank runs. */
export type BookingOrder = {
	accountId: string;
} & (
	| {
			/** So many further transactions. */
			count: number;
			/** How late they are: dated so many days before today; below 0 in the future. */
			daysAgo?: number;
			isPending?: boolean;
	  }
	| { /** Books all that is pending, with the dates and ids it has. */ settle: true }
);

/** A transaction that was ordered; all else follows from its number and the seed. */
export interface Booking {
	/** Of its account, from 1. */
	number: number;
	bookedAt: Date;
	isPending: boolean;
}

export interface Bookings {
	/** Says what is wrong with the order, if something is. */
	carryOut(order: Record<string, unknown>): string | undefined;
	/** Newest first. */
	of(account: Account): Booking[];
	/** Nothing of the account that was there before it was settled is pending any more. */
	isSettled(account: Account): boolean;
}

const day = 86_400_000;
const most = 1000;

/** The orders of one bank: nothing has happened at its start. */
export function newBookings(psus: readonly Psu[], accounts: Accounts, today: Date): Bookings {
	const bookings = new Map<string, Booking[]>();
	const settled = new Set<string>();
	const of = ({ AccountId }: { AccountId: string }) => bookings.get(AccountId) ?? [];
	return {
		of,
		isSettled: ({ AccountId }) => settled.has(AccountId),
		carryOut(order) {
			const { accountId } = order;
			if (!isOrder(order)) return 'expected accountId with count, daysAgo?, isPending? or settle';
			if (!psus.some((psu) => accounts.find(psu, order.accountId))) {
				return `expected an account of the bank, not ${String(accountId)}`;
			}
			const before = of({ AccountId: order.accountId });
			if ('settle' in order) settled.add(order.accountId);
			bookings.set(order.accountId, after(before, order, today));
			return undefined;
		},
	};
}

/** One second apart, so that their order is theirs. */
function after(before: Booking[], order: BookingOrder, today: Date): Booking[] {
	if ('settle' in order) return before.map((booking) => ({ ...booking, isPending: false }));
	const { count, daysAgo = 0, isPending = false } = order;
	const further = Array.from({ length: count }, (_, index) => {
		const number = before.length + index + 1;
		const bookedAt = new Date(today.getTime() - daysAgo * day + number * 1000);
		return { number, bookedAt, isPending };
	});
	return [...before, ...further].sort(
		(one, other) => other.bookedAt.getTime() - one.bookedAt.getTime(),
	);
}

function isOrder(order: Record<string, unknown>): order is BookingOrder {
	const { accountId, count, daysAgo = 0, isPending = false, settle } = order;
	if (typeof accountId !== 'string') return false;
	if (settle !== undefined) return settle === true && count === undefined;
	const isCount = Number.isSafeInteger(count) && Number(count) > 0 && Number(count) <= most;
	const isDay = Number.isSafeInteger(daysAgo) && Math.abs(Number(daysAgo)) <= most;
	return isCount && isDay && typeof isPending === 'boolean';
}
