/** Limits how often a whole run tries again: when a bank is down, hundreds of items fail at once and not one by one. */
export interface RetryBudget {
	/** False when nothing is left: the request must not be sent again. */
	spend(): boolean;
	/** An answer after `retries` other tries gives back what they cost, and a little more. */
	refund(retries: number): void;
}

/** Above what the items of one node that run at once can spend before the first of them succeeds. */
const capacity = 20;

export function createRetryBudget(): RetryBudget {
	let left = capacity;
	return {
		spend: () => left >= 1 && left-- >= 1,
		refund(retries) {
			left = Math.min(capacity, left + retries + 0.2);
		},
	};
}
