import type { Settings } from '../settings';
import { newAccounts, type Accounts } from './accounts';
import { newBookings, type Bookings } from './bookings';
import { psusWith, type Psu } from './psus';
import { drawsFrom, type Draws } from './random';
import { newTransactions, type Transactions } from './transactions';

/** What the bank knows of its customers: nothing of it is stored but orders, everything follows from the seed. */
export interface BankData {
	psus: Psu[];
	accounts: Accounts;
	transactions: Transactions;
	bookings: Bookings;
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
	const bookings = newBookings(psus, accounts, today);
	const total = settings.transactions;
	const transactions = newTransactions(accounts, { total, until: today, draws, bookings });
	return { psus, accounts, transactions, bookings, draws, today };
}
