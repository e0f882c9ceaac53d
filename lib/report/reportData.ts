import { nonEmptyText } from '../responses/json';
import { isCertificate, isConsent } from './health';

export interface ReportAccount {
	accountId: string;
	name: string;
	currency?: string;
	/** Absent: no balance is among the items. */
	balance?: number;
	/** The balance after each booked transaction, the oldest first. */
	history: BalancePoint[];
}

export interface BalancePoint {
	date: Date;
	balance: number;
}

export interface ReportTransaction {
	date: Date;
	description: string;
	account: string;
	amount: number;
	currency?: string;
	isPending: boolean;
}

export interface ReportData {
	accounts: ReportAccount[];
	/** The newest first. */
	transactions: ReportTransaction[];
	/** The number of items that the report does not recognise. */
	ignored: number;
}

type Row = Record<string, unknown>;

const isTransaction = (item: Row): boolean =>
	Number.isFinite(item.amount) && 'status' in item && dateOf(item) !== undefined;
const isBalance = (item: Row): boolean =>
	Number.isFinite(item.amount) && 'type' in item && 'dateTime' in item;
const isAccount = (item: Row): boolean =>
	typeof item.accountId === 'string' && !('amount' in item) && 'currency' in item;

/** Words of *Simplify* for transactions that do not change the balance. Others count as booked, as for *Only New*. */
const unbookedStatuses = ['Pending', 'Rejected', 'Future', 'Information'];

/** Types of balances, in the order in which the report prefers them. */
const balanceTypes = ['InterimBooked', 'ClosingBooked', 'OpeningBooked', 'InterimAvailable'];

/**
 * Sorts simplified items of Get Accounts into accounts, balances and transactions. The history of a balance is the balance
 * now, less what was booked since.
 */
export function reportData(items: Row[], now: Date): ReportData {
	const transactions = unique(items.filter(isTransaction), ({ transactionKey }) => transactionKey);
	const balances = items.filter((item) => !isTransaction(item) && isBalance(item));
	const accounts = unique(items.filter(isAccount), ({ accountId }) => accountId);
	const known = [...accounts, ...balances, ...transactions];
	const of = {
		balances: byAccount(balances),
		transactions: byAccount(transactions),
		known: byAccount(known),
	};
	const ignored = items.filter(
		(item) =>
			![isTransaction, isBalance, isAccount, isConsent, isCertificate].some((is) => is(item)),
	);
	return {
		accounts: [...of.known].map(([accountId, rows]) =>
			accountOf(accountId, {
				balance: preferred(of.balances.get(accountId) ?? []),
				transactions: of.transactions.get(accountId) ?? [],
				rows,
				now,
			}),
		),
		transactions: transactions.map(transactionOf).sort((one, other) => +other.date - +one.date),
		ignored: ignored.length,
	};
}

function byAccount(rows: Row[]): Map<string, Row[]> {
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const accountId = nonEmptyText(row.accountId) ?? '';
		const group = groups.get(accountId) ?? [];
		group.push(row);
		groups.set(accountId, group);
	}
	return groups;
}

interface Parts {
	balance?: Row;
	transactions: Row[];
	/** Everything that belongs to the account. */
	rows: Row[];
	now: Date;
}

function accountOf(accountId: string, { balance, transactions, rows, now }: Parts): ReportAccount {
	const first = (name: string) => rows.map((row) => nonEmptyText(row[name])).find(Boolean);
	const amount = balance?.amount as number | undefined;
	return {
		accountId,
		name: first('accountName') ?? accountId,
		currency: nonEmptyText(balance?.currency) ?? first('currency'),
		balance: amount,
		history:
			balance && amount !== undefined
				? history(amount, balanceDate(balance, now), transactions)
				: [],
	};
}

function history(balance: number, asOf: Date, transactions: Row[]): BalancePoint[] {
	const booked = transactions
		.filter(({ status }) => !unbookedStatuses.includes(nonEmptyText(status) ?? ''))
		.map(transactionOf)
		.sort((one, other) => +other.date - +one.date);
	const points = [{ date: asOf, balance }];
	let after = balance;
	for (const { date, amount } of booked) {
		points.push({ date, balance: after });
		// Cents are added up without their rounding errors.
		after = Math.round((after - amount) * 1000) / 1000;
	}
	// A chart of numbers that no currency has cannot be drawn.
	if (!points.every(({ balance }) => Number.isFinite(balance))) return [];
	// Points of the same time keep their order: the last one is the balance after all of them.
	return points.reverse().sort((one, other) => +one.date - +other.date);
}

function transactionOf(item: Row): ReportTransaction {
	return {
		date: dateOf(item)!,
		description:
			nonEmptyText(item.description) ??
			nonEmptyText(item.merchant) ??
			nonEmptyText(item.counterparty) ??
			'',
		account: nonEmptyText(item.accountName) ?? nonEmptyText(item.accountId) ?? '',
		amount: item.amount as number,
		currency: nonEmptyText(item.currency),
		isPending: item.status === 'Pending',
	};
}

const preferred = (balances: Row[]): Row | undefined =>
	balanceTypes
		.map((type) => balances.find((balance) => balance.type === type))
		.find((balance) => balance !== undefined) ?? balances[0];

const balanceDate = ({ dateTime }: Row, now: Date): Date => parsed(dateTime) ?? now;

const dateOf = ({ bookingDateTime, date, valueDateTime }: Row): Date | undefined =>
	parsed(bookingDateTime) ?? parsed(date) ?? parsed(valueDateTime);

function parsed(value: unknown): Date | undefined {
	const date = new Date(typeof value === 'string' ? value : Number.NaN);
	return Number.isNaN(+date) ? undefined : date;
}

/** Returns the rows with the last one of each key. Rows without a key stay. */
function unique(rows: Row[], key: (row: Row) => unknown): Row[] {
	const last = new Map(rows.map((row) => [key(row) ?? row, row]));
	return [...last.values()];
}
