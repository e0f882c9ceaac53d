import type { SandboxSettings } from '../settings';
import { newAccounts, type Accounts } from './accounts';
import { newBookings, type Bookings } from './bookings';
import { psusWith, type Psu } from './psus';
import { newRandomSource, type RandomSource } from './random';
import { newTransactions, type Transactions } from './transactions';

/** Data of the bank's customers. Only bookings are stored; everything else is computed from the seed. */
export interface BankData {
	psus: Psu[];
	accounts: Accounts;
	transactions: Transactions;
	bookings: Bookings;
	random: RandomSource;
	/** Start of the day for which the data are computed. */
	today: Date;
}

/** Who has accounts at a bank, and of which kinds. */
interface Customers {
	psus: Psu[];
	/** ISO 20022 codes. Absent: all kinds. */
	accountTypes: readonly string[];
}

/** Creates the data of a bank for the day of `now`. */
export function newBankData(
	settings: Pick<SandboxSettings, 'seed' | 'accounts' | 'transactions'>,
	now: Date,
	{ psus = psusWith(settings.accounts), accountTypes }: Partial<Customers> = {},
): BankData {
	const random = newRandomSource(settings.seed);
	const accounts = newAccounts(psus, random, accountTypes);
	const today = new Date(now.toISOString().slice(0, 10));
	const bookings = newBookings(psus, accounts, today);
	const total = settings.transactions;
	const transactions = newTransactions(accounts, { total, until: today, random, bookings });
	return { psus, accounts, transactions, bookings, random, today };
}
