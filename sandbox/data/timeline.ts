import type { RandomSource } from './random';
import type { View } from './view';

const hour = 3_600_000;
/** Banks return at most thirteen months of history. */
const longestHistory = 395 * 24 * hour;
/** Every fourth transaction is a credit, so a list of credits only can be computed, too. */
const creditEvery = 4;

/**
 * Times of an account's transactions. Time is divided into slots of equal length, counted from 1970, with one transaction
 * each. A transaction keeps its slot, and thereby all its details, when newer transactions are added.
 */
export interface Timeline {
	/** Age 0 is the newest. */
	slotAt(age: number): number;
	/** Milliseconds since the epoch. */
	timeAt(age: number): number;
	isCredit(age: number): boolean;
	/** Returns the ages of the credits with `newest` ≤ age < `end`. */
	creditsBetween(newest: number, end: number): View<number>;
	/** Returns the ages of the debits with `newest` ≤ age < `end`. */
	debitsBetween(newest: number, end: number): View<number>;
}

/** Creates the timeline of an account with `count` transactions before `until`. */
export function newTimeline(
	account: number,
	count: number,
	until: Date,
	random: RandomSource,
): Timeline {
	const step = Math.floor(Math.min(9 * hour, longestHistory / Math.max(1, count)));
	const newestSlot = Math.floor(until.getTime() / step) - 1;
	const slotAt = (age: number): number => newestSlot - age;
	// With this shift, an age belongs to a credit when the remainder of a division by 4 is 3.
	const shift = creditEvery - 1 - (newestSlot % creditEvery);
	return {
		slotAt,
		timeAt: (age) =>
			Math.floor((slotAt(age) + random.number(900, account, slotAt(age), 10) / 1000) * step),
		isCredit: (age) => (age + shift) % creditEvery === creditEvery - 1,
		creditsBetween: (newest, end) => {
			const skipped = creditsBefore(newest + shift);
			return {
				length: creditsBefore(end + shift) - skipped,
				at: (index) => (skipped + index) * creditEvery + creditEvery - 1 - shift,
			};
		},
		debitsBetween: (newest, end) => {
			const skipped = newest + shift - creditsBefore(newest + shift);
			return {
				length: end + shift - creditsBefore(end + shift) - skipped,
				at: (index) => debitAt(skipped + index) - shift,
			};
		},
	};
}

function creditsBefore(position: number): number {
	return Math.floor(position / creditEvery);
}

// Debits are all transactions but every fourth.
function debitAt(ordinal: number): number {
	const perBlock = creditEvery - 1;
	return Math.floor(ordinal / perBlock) * creditEvery + (ordinal % perBlock);
}
