import { psuAccess, type Access } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { queryDate } from '../accountInformation/dates';
import { pageAnswer } from '../accountInformation/response';
import { transactionMembers } from '../accountInformation/members';
import type { Account } from '../data/accounts';
import type { TransactionFilter } from '../data/transactions';
import { concatViews, mapView, slice, viewOf, type View } from '../data/view';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';

export const transactionPermissions = ['ReadTransactionsBasic', 'ReadTransactionsDetail'];

export async function readTransactions(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const access = await psuAccess(request, bank, ...transactionPermissions);
	return transactionsAnswer(request, bank, { access, accounts: access.accounts });
}

export async function readAccountTransactions(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const access = await psuAccess(request, bank, ...transactionPermissions);
	const account = access.account(request.parameters['AccountId']!);
	return transactionsAnswer(request, bank, { access, accounts: viewOf([account]) });
}

interface Asked {
	access: Access;
	accounts: View<Account>;
	/** Beside what the consent and the query say. */
	from?: Date;
	to?: Date;
}

/** One page of the transactions that all of consent, query and `asked` let through. */
export function transactionsAnswer(
	request: BankRequest,
	bank: AccountInformationBank,
	asked: Asked,
): Answer {
	const { access, accounts } = asked;
	const filter = filterOf(request, asked);
	const views = slice(accounts, 0, accounts.length).map((account) =>
		bank.data.transactions.of(account, filter),
	);
	const items = mapView(concatViews(views), (transaction) =>
		transactionMembers(transaction, access.permissions, bank),
	);
	return pageAnswer(request, bank, { name: 'Transaction', items, size: 50, meta: period(access) });
}

function filterOf({ query }: BankRequest, { access, from, to }: Asked): TransactionFilter {
	const { TransactionFromDateTime, TransactionToDateTime } = access.consent.request;
	return {
		from: latest(
			dateOf(TransactionFromDateTime),
			queryDate(query, 'fromBookingDateTime'),
			access.transactionsFrom,
			from,
		),
		to: earliest(dateOf(TransactionToDateTime), queryDate(query, 'toBookingDateTime'), to),
		credits: access.permissions.includes('ReadTransactionsCredits'),
		debits: access.permissions.includes('ReadTransactionsDebits'),
	};
}

/** The period that the consent opens, as far as it limits it. */
function period({ consent }: Access): object {
	const first = dateOf(consent.request.TransactionFromDateTime)?.toISOString();
	const last = dateOf(consent.request.TransactionToDateTime)?.toISOString();
	return {
		...(first ? { FirstAvailableDateTime: first } : {}),
		...(last ? { LastAvailableDateTime: last } : {}),
	};
}

function dateOf(value: string | undefined): Date | undefined {
	return value === undefined ? undefined : new Date(value);
}

function latest(...dates: Array<Date | undefined>): Date | undefined {
	return sorted(dates).at(-1);
}

function earliest(...dates: Array<Date | undefined>): Date | undefined {
	return sorted(dates).at(0);
}

function sorted(dates: Array<Date | undefined>): Date[] {
	return dates
		.filter((date) => date !== undefined)
		.sort((one, other) => one.getTime() - other.getTime());
}
