import { psuAccess, type Access } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { queryDate } from '../accountInformation/dates';
import { pageResponse } from '../accountInformation/response';
import { transactionMembers } from '../accountInformation/members';
import type { Account } from '../data/accounts';
import type { TransactionFilter } from '../data/transactions';
import { concatViews, mapView, slice, viewOf, type View } from '../data/view';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';

export const transactionPermissions = ['ReadTransactionsBasic', 'ReadTransactionsDetail'];

/** Returns the transactions of all accounts of the consent. */
export async function readTransactions(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const access = await psuAccess(request, bank, ...transactionPermissions);
	return transactionsResponse(request, bank, { access, accounts: access.accounts });
}

/** Returns the transactions of one account. */
export async function readAccountTransactions(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const access = await psuAccess(request, bank, ...transactionPermissions);
	const account = access.account(request.parameters['AccountId']!);
	return transactionsResponse(request, bank, { access, accounts: viewOf([account]) });
}

interface Selection {
	access: Access;
	accounts: View<Account>;
	/** Period, in addition to those of the consent and the query. */
	from?: Date;
	to?: Date;
}

/** Returns one page of the transactions that match the consent, the query and `selection`. */
export function transactionsResponse(
	request: BankRequest,
	bank: AccountInformationBank,
	selection: Selection,
): BankResponse {
	const { access, accounts } = selection;
	const filter = filterOf(request, selection);
	const views = slice(accounts, 0, accounts.length).map((account) =>
		bank.data.transactions.of(account, filter),
	);
	const items = mapView(concatViews(views), (transaction) =>
		transactionMembers(transaction, access.permissions, bank),
	);
	return pageResponse(request, bank, {
		name: 'Transaction',
		items,
		size: bank.narrowed?.pageSize ?? 50,
		meta: period(access),
	});
}

function filterOf({ query }: BankRequest, { access, from, to }: Selection): TransactionFilter {
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

/** Returns the period of the consent, as far as the consent limits it. */
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
