import type { Settings } from '../settings';
import { newAccounts, type Accounts } from './accounts';
import { psusWith, type Psu } from './psus';
import { drawsFrom, type Draws } from './random';
import { newTransactions, type Transactions } from './transactions';

/** What the bank knows of its customers: nothing of it is stored, everything follows from the seed. */
export interface BankData {
	psus: Psu[];
	accounts: Accounts;
	transactions: Transactions;
	draws: Draws;
	/** The day, at its start, that the data are of. */
	today: Date;
}

export function newBankData(
	settings: Pick<Settings, 'seed' | 'accounts' | 'transactions'>,
	now: Date,
	psus = psusWith(settings.accounts),
): BankData {
	const draws = drawsFrom(settings.seed);
	const accounts = newAccounts(psus, draws);
	const today = new Date(now.toISOString().slice(0, 10));
	const transactions = newTransactions(accounts, settings.transactions, today, draws);
	return { psus, accounts, transactions, draws, today };
}
