import type { Case } from './case';
import { findCase } from './cases';

export interface MisbehaviourOrder {
	/** Id of the bank. */
	bank: string;
	case: string;
	/** Number of changed responses; absent: all until the order is cleared. */
	times?: number;
}

/** The current misbehaviour of the authorization servers: at most one case per bank. */
export interface MisbehaviourPlan {
	order(order: MisbehaviourOrder): void;
	clear(): void;
	/** Returns the case for a bank's next response. */
	find(bank: string): Case | undefined;
	/** Counts one changed response of the bank. */
	markApplied(bank: string): void;
}

/** Creates a plan without orders. */
export function newMisbehaviourPlan(): MisbehaviourPlan {
	const orders = new Map<string, { found: Case; left: number }>();
	return {
		order({ bank, case: name, times = Infinity }) {
			orders.set(bank, { found: findCase(name)!, left: times });
		},
		clear: () => orders.clear(),
		find: (bank) => orders.get(bank)?.found,
		markApplied(bank) {
			const order = orders.get(bank);
			if (order && (order.left -= 1) <= 0) orders.delete(bank);
		},
	};
}

/** Returns whether a value is an order. `banks` are the ids of those with an authorization server. */
export function isMisbehaviourOrder(value: unknown, banks: string[]): value is MisbehaviourOrder {
	const { bank, case: name, times } = Object(value) as Partial<MisbehaviourOrder>;
	return (
		banks.includes(bank!) &&
		findCase(name) !== undefined &&
		(times === undefined || (Number.isSafeInteger(times) && times > 0))
	);
}
