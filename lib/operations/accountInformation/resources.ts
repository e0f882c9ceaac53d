import type { BankProfile } from '../../banks/profile';
import { ConfigurationError } from '../../errors';
import { requireResourceServer } from '../../requirements';
import type { Tpp } from '../../tpp';
import type { HttpRequest } from '../../transport/http';
import { pathSegment } from '../pathSegment';

/** A resource of OBIE's account information API. */
export interface AccountResourceList {
	/** Below the API's root, for one account. */
	path(accountId: string): string;
	/** Member of `Data` that holds the list. */
	member: string;
	/** For errors: "reading …". */
	label: string;
}

/** A list below one account. */
const below = (segment: string, member: string, called: string): AccountResourceList => ({
	path: (accountId) => `/accounts/${accountId}/${segment}`,
	member,
	label: called,
});

/** OBIE Read/Write, account and transaction API: the lists that v3.1 and v4.0 have in common, by the same addresses. */
export const accountResources = {
	accounts: {
		path: (accountId) => `/accounts/${accountId}`,
		member: 'Account',
		label: 'accounts',
	},
	balances: below('balances', 'Balance', 'balances'),
	beneficiaries: below('beneficiaries', 'Beneficiary', 'beneficiaries'),
	directDebits: below('direct-debits', 'DirectDebit', 'direct debits'),
	offers: below('offers', 'Offer', 'offers'),
	parties: below('parties', 'Party', 'parties'),
	products: below('product', 'Product', 'products'),
	scheduledPayments: below('scheduled-payments', 'ScheduledPayment', 'scheduled payments'),
	standingOrders: below('standing-orders', 'StandingOrder', 'standing orders'),
	statements: below('statements', 'Statement', 'statements'),
	transactions: below('transactions', 'Transaction', 'transactions'),
} satisfies Record<string, AccountResourceList>;

export type AccountResourceName = keyof typeof accountResources;

/** `GET /accounts` (OBIE Read/Write): the accounts that the PSU chose. */
export const accountsRequest = (tpp: Tpp): HttpRequest => getRequest(tpp, '/accounts');

export type DateFilterName =
	'fromBookingDateTime' | 'toBookingDateTime' | 'fromStatementDateTime' | 'toStatementDateTime';

/** Dates as the standard's filters take them: local, without a time zone (OBIE Read/Write, "Date Formats"). */
export type DateFilter = Partial<Record<DateFilterName, string>>;

/** `GET /accounts/{AccountId}` and what lies below it. */
export function accountRequest(
	tpp: Tpp,
	resource: AccountResourceList,
	{ accountId, filter }: { accountId: string; filter?: DateFilter },
): HttpRequest {
	const set = Object.entries(filter ?? {}).filter(([, value]) => value);
	const query = new URLSearchParams(set as Array<[string, string]>).toString();
	const path = resource.path(pathSegment(accountId, 'Account ID'));
	return getRequest(tpp, query ? `${path}?${query}` : path);
}

/** @throws ConfigurationError for a bank without the API, or whose address is not known */
export function accountInformationAddress(tpp: Tpp, path: string): string {
	const api = tpp.bank.accountInformation;
	if (api) {
		const { version, path: root = `/open-banking/${version}/aisp` } = api;
		return `${requireResourceServer(tpp)}${root}${path}`;
	}
	throw new ConfigurationError(`${tpp.bank.name} offers no account information here.`, {
		field: 'Bank',
	});
}

/** @throws ConfigurationError for a resource that the bank does not offer */
export function assertOffered({ bank }: Tpp, resource: AccountResourceName): void {
	if (isOffered(bank, resource)) return;
	const { label: called } = accountResources[resource];
	throw new ConfigurationError(`${bank.name} does not offer ${called}; nothing was asked for.`, {
		field: 'Operation',
		tppAction: 'fixRequest',
	});
}

export const isOffered = (
	{ accountInformation }: BankProfile,
	resource: AccountResourceName,
): boolean => !accountInformation?.withoutResources?.some((name) => name === resource);

const getRequest = (tpp: Tpp, path: string): HttpRequest => ({
	method: 'GET',
	url: accountInformationAddress(tpp, path),
	headers: { Accept: 'application/json' },
});
