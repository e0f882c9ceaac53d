/** A customer of the bank who can log in. */
export interface Psu {
	user: string;
	password: string;
	/** The same, where a bank's guide can be read in two ways. */
	otherPassword?: string;
	name: string;
	/** Tells the customer's account ids from other customers'. */
	number: number;
	accounts: number;
}

/** The customers that the bank's guide names; the first one's accounts are as many as was asked for. */
export function psusWith(accounts: number): Psu[] {
	return [
		{ user: 'rora', password: 'rora', name: 'Rora Ramsey', number: 1, accounts },
		{ user: 'mits', password: 'mits', name: 'Mits Morrow', number: 2, accounts: 2 },
		{ user: 'ivsa', password: 'ivsa', name: 'Ivsa Innes', number: 3, accounts: 1 },
	];
}
