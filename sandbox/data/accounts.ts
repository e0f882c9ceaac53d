import type { Psu } from './psus';
import type { RandomSource } from './random';
import type { View } from './view';

/** An account of the embedded bank. */
export interface Account {
	AccountId: string;
	/** Position among all accounts of the bank. */
	index: number;
	currency: string;
	/** ISO 20022 ExternalCashAccountType1Code. */
	typeCode: string;
	description: string;
	nickname: string;
	holder: string;
	sortCode: string;
	accountNumber: string;
	openedOn: string;
	/** Minor units. */
	balance: number;
}

export interface Accounts {
	/** Returns all accounts of a PSU. */
	of(psu: Psu): View<Account>;
	/** Returns the account if the PSU holds it. */
	find(psu: Psu, accountId: string): Account | undefined;
	total: number;
}

const kinds = [
	{ typeCode: 'CACC', description: 'Current account', nickname: 'Everyday' },
	{ typeCode: 'SVGS', description: 'Savings account', nickname: 'Rainy day' },
	{ typeCode: 'CACC', description: 'Joint current account', nickname: 'Household' },
	{ typeCode: 'CARD', description: 'Credit card', nickname: 'Travel' },
];

/**
 * Creates the accounts of all PSUs. An account is computed when it is read.
 *
 * @param typeCodes kinds of accounts that the bank has, in the order in which a PSU gets them; absent: all kinds
 */
export function newAccounts(
	psus: readonly Psu[],
	random: RandomSource,
	typeCodes?: readonly string[],
): Accounts {
	const kindsOfBank = typeCodes
		? typeCodes.map((code) => kinds.find(({ typeCode }) => typeCode === code)!)
		: kinds;
	const firstIndexOf = new Map<Psu, number>();
	let total = 0;
	for (const psu of psus) {
		firstIndexOf.set(psu, total);
		total += psu.accounts;
	}
	const prefixOf = (psu: Psu): string =>
		`5${String(psu.number).padStart(3, '0')}${digits(random.number(10 ** 8, 1), 8)}`;
	const account = (psu: Psu, position: number): Account => ({
		AccountId: `${prefixOf(psu)}${digits(position + 1, 12)}`,
		...kindsOfBank[position % kindsOfBank.length]!,
		...detailsOf(psu, position, firstIndexOf.get(psu)! + position, random),
	});
	return {
		total,
		of: (psu) => ({ length: psu.accounts, at: (position) => account(psu, position) }),
		find(psu, accountId) {
			const prefix = prefixOf(psu);
			if (!/^\d{24}$/.test(accountId) || !accountId.startsWith(prefix)) return undefined;
			const position = Number(accountId.slice(prefix.length)) - 1;
			return position >= 0 && position < psu.accounts ? account(psu, position) : undefined;
		},
	};
}

function detailsOf(
	psu: Psu,
	position: number,
	index: number,
	random: RandomSource,
): Omit<Account, 'AccountId' | keyof (typeof kinds)[number]> {
	return {
		index,
		currency: position % 4 < 2 ? 'GBP' : random.pick(['GBP', 'EUR', 'USD'], index, 2),
		holder: psu.name,
		sortCode: `04${digits(random.number(10_000, index, 3), 4)}`,
		accountNumber: digits(random.number(10 ** 8, index, 4), 8),
		openedOn: new Date(Date.UTC(2019, random.number(48, index, 5), 1)).toISOString(),
		balance: random.number(2_000_000, index, 6) - 100_000,
	};
}

function digits(value: number, length: number): string {
	return String(value).padStart(length, '0');
}
