import { hash } from 'node:crypto';

import { firstBindingOf } from '../../jose/binding';
import type { JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import { identityOf, placesByAge, type IdentifyBy } from './transactionFingerprint';

/** What the keys of one account have in common. */
export interface KeyScope {
	tpp: Tpp;
	/** The bank's ID of the account. */
	accountId: string;
	identifyBy: IdentifyBy;
}

/**
 * Returns the `transactionKey` of each transaction of one account, in the order of the list: 32 hexadecimal characters.
 * It is a hash of the account, the state (booked or pending), the day and what identifies the transaction. The same
 * transaction has the same key in every run. Equal transactions are numbered by age.
 */
export function transactionKeys(transactions: readonly JsonObject[], scope: KeyScope): string[] {
	const keyOf = keyCounter(scope);
	const keys = new Array<string>(transactions.length);
	for (const place of placesByAge(transactions)) keys[place] = keyOf(transactions[place]!);
	return keys;
}

/**
 * Returns a function that returns the key of a transaction. It numbers equal transactions in the order of its calls.
 * `older` is the number of equal transactions before the first call.
 */
export function keyCounter({ tpp, accountId, identifyBy }: KeyScope) {
	const { bank, environment, issuer = '', provider = '' } = firstBindingOf(tpp);
	const scope = JSON.stringify([bank, environment, issuer, provider, accountId]);
	const counts = new Map<string, number>();
	return (transaction: JsonObject, older = 0): string => {
		const identity = JSON.stringify(identityOf(transaction, identifyBy));
		// The key is shorter than what it identifies: the map may have half a million entries.
		const first = keyHash(scope, identity, 0);
		const count = counts.get(first) ?? 0;
		counts.set(first, count + 1);
		return older + count === 0 ? first : keyHash(scope, identity, older + count);
	};
}

/** Hexadecimal, because databases and spreadsheets compare such texts without surprises. */
const keyHash = (scope: string, identity: string, number: number): string =>
	hash('sha256', `[${scope},${JSON.stringify(identity)},${number}]`).slice(0, 32);
