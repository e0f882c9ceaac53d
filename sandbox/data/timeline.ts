import type { Draws } from './random';
import type { View } from './view';

const hour = 3_600_000;
/** The history of an account is at most as long as banks give out: thirteen months. */
const longestHistory = 395 * 24 * hour;
/** Every fourth transaction is a credit, so that a list of credits only is a formula as well. */
const creditEvery = 4;

/**
 * When the transactions of an account happen. Time is cut into slots of equal length, one transaction each, counted
 * from 1970: a transaction keeps its slot, and so all that follows from it, while younger ones come after it by day.
 */
export interface Timeline {
	/** Age 0 is the newest. */
	slotAt(age: number): number;
	/** Milliseconds since the epoch; the older the less. */
	timeAt(age: number): number;
	isCredit(age: number): boolean;
	/** Ages of the credits, of the debits, from `newest` and before `end`. */
	creditsBetween(newest: number, end: number): View<number>;
	debitsBetween(newest: number, end: number): View<number>;
}

export function newTimeline(account: number, count: number, until: Date, draws: Draws): Timeline {
	const step = Math.floor(Math.min(9 * hour, longestHistory / Math.max(1, count)));
	const newestSlot = Math.floor(until.getTime() / step) - 1;
	const slotAt = (age: number): number => newestSlot - age;
	// Added to an age, it makes credits those that leave 3 when divided by 4.
	const shift = creditEvery - 1 - (newestSlot % creditEvery);
	return {
		slotAt,
		timeAt: (age) =>
			Math.floor((slotAt(age) + draws.number(900, account, slotAt(age), 10) / 1000) * step),
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

// Debits are what is left when every fourth is taken out.
function debitAt(ordinal: number): number {
	const perBlock = creditEvery - 1;
	return Math.floor(ordinal / perBlock) * creditEvery + (ordinal % perBlock);
}
