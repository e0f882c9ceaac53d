import { psuAccess, type Access } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { queryDate } from '../accountInformation/dates';
import { pageAnswer } from '../accountInformation/response';
import { transactionMembers } from '../accountInformation/wire';
import type { Account } from '../data/accounts';
import type { TransactionFilter } from '../data/transactions';
import { concatViews, mapView, slice, viewOf, type View } from '../data/view';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';

const permission = ['ReadTransactionsBasic', 'ReadTransactionsDetail'];

export async function readTransactions(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const access = await psuAccess(request, bank, ...permission);
	return answer(request, bank, access, access.accounts);
}

export async function readAccountTransactions(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const access = await psuAccess(request, bank, ...permission);
	const account = access.account(request.parameters['AccountId']!);
	return answer(request, bank, access, viewOf([account]));
}

function answer(
	request: BankRequest,
	bank: AccountInformationBank,
	access: Access,
	accounts: View<Account>,
): Answer {
	const filter = filterOf(request, access);
	const views = slice(accounts, 0, accounts.length).map((account) =>
		bank.data.transactions.of(account, filter),
	);
	const items = mapView(concatViews(views), (transaction) =>
		transactionMembers(transaction, access.permissions),
	);
	return pageAnswer(request, bank, { name: 'Transaction', items, size: 50, meta: period(access) });
}

function filterOf({ query }: BankRequest, { consent, permissions }: Access): TransactionFilter {
	const { TransactionFromDateTime, TransactionToDateTime } = consent.request;
	return {
		from: latest(dateOf(TransactionFromDateTime), queryDate(query, 'fromBookingDateTime')),
		to: earliest(dateOf(TransactionToDateTime), queryDate(query, 'toBookingDateTime')),
		credits: permissions.includes('ReadTransactionsCredits'),
		debits: permissions.includes('ReadTransactionsDebits'),
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

function latest(one: Date | undefined, other: Date | undefined): Date | undefined {
	return one && other ? (one > other ? one : other) : (one ?? other);
}

function earliest(one: Date | undefined, other: Date | undefined): Date | undefined {
	return one && other ? (one < other ? one : other) : (one ?? other);
}
