import type { Case } from './case';
import { findCase } from './cases';

export interface Order {
	/** The bank's id. */
	bank: string;
	case: string;
	/** Answers that are changed; absent: all, until the order is withdrawn. */
	times?: number;
}

/** What the banks' authorization servers are to answer wrongly: one case at a time for each bank. */
export interface Orders {
	give(order: Order): void;
	withdraw(): void;
	/** The case for a bank's next answer. */
	find(bank: string): Case | undefined;
	/** An answer of the bank was changed. */
	carriedOut(bank: string): void;
}

export function newOrders(): Orders {
	const given = new Map<string, { found: Case; left: number }>();
	return {
		give({ bank, case: name, times = Infinity }) {
			given.set(bank, { found: findCase(name)!, left: times });
		},
		withdraw: () => given.clear(),
		find: (bank) => given.get(bank)?.found,
		carriedOut(bank) {
			const order = given.get(bank);
			if (order && (order.left -= 1) <= 0) given.delete(bank);
		},
	};
}

/** `banks` are those that have an authorization server. */
export function isOrder(value: unknown, banks: string[]): value is Order {
	const { bank, case: name, times } = Object(value) as Partial<Order>;
	return (
		banks.includes(bank!) &&
		findCase(name) !== undefined &&
		(times === undefined || (Number.isSafeInteger(times) && times > 0))
	);
}
