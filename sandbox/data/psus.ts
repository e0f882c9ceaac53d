/** A customer who can sign in at the bank. */
export interface Psu {
	user: string;
	password: string;
	/** Second accepted password, where a bank's guide is ambiguous. */
	otherPassword?: string;
	name: string;
	/** Part of the customer's account ids; unique within the bank. */
	number: number;
	/** Number of accounts. */
	accounts: number;
	/** Checks of funds say no, and payments are rejected. */
	hasNoMoney?: true;
}

/** Returns the customers of the bank's guide. The first one has `accounts` accounts. */
export function psusWith(accounts: number): Psu[] {
	return [
		{ user: 'rora', password: 'rora', name: 'Rora Ramsey', number: 1, accounts },
		{ user: 'mits', password: 'mits', name: 'Mits Morrow', number: 2, accounts: 2 },
		{
			user: 'ivsa',
			password: 'ivsa',
			name: 'Ivsa Innes',
			number: 3,
			accounts: 1,
			hasNoMoney: true,
		},
	];
}
