import type { BankProfile } from '../../banks/profile';
import { credentialError, parameterError } from '../../errors';
import { requireResourceServer } from '../../requirements';
import type { Tpp } from '../../tpp';
import type { HttpRequest } from '../../transport/http';
import { pathSegment } from '../pathSegment';

/** The endpoint of one list in OBIE's account information API. */
export interface AccountEndpoint {
	/** Path segment below the account. Absent: the account itself. */
	segment?: string;
	/** Member of `Data` that contains the list. */
	member: string;
	/** The member is one object, which is the only entry. */
	isObject?: boolean;
	/** For errors: "reading …". */
	label: string;
}

/** OBIE Read/Write, account and transaction API: the lists that v3.1 and v4.0 have in common, at the same paths. */
export const accountResources = {
	accounts: { member: 'Account', label: 'accounts' },
	balances: { segment: 'balances', member: 'Balance', label: 'balances' },
	beneficiaries: { segment: 'beneficiaries', member: 'Beneficiary', label: 'beneficiaries' },
	directDebits: { segment: 'direct-debits', member: 'DirectDebit', label: 'direct debits' },
	offers: { segment: 'offers', member: 'Offer', label: 'offers' },
	parties: { segment: 'parties', member: 'Party', label: 'parties' },
	products: { segment: 'product', member: 'Product', label: 'products' },
	scheduledPayments: {
		segment: 'scheduled-payments',
		member: 'ScheduledPayment',
		label: 'scheduled payments',
	},
	standingOrders: { segment: 'standing-orders', member: 'StandingOrder', label: 'standing orders' },
	statements: { segment: 'statements', member: 'Statement', label: 'statements' },
	transactions: { segment: 'transactions', member: 'Transaction', label: 'transactions' },
} satisfies Record<string, AccountEndpoint>;

export type AccountResourceName = keyof typeof accountResources;

/** Builds `GET /accounts` (OBIE Read/Write): the accounts that the PSU chose. */
export const accountsRequest = (tpp: Tpp): HttpRequest => getRequest(tpp, '/accounts');

export type DateFilterName =
	'fromBookingDateTime' | 'toBookingDateTime' | 'fromStatementDateTime' | 'toStatementDateTime';

/** Local dates and times without a time zone (OBIE Read/Write, "Date Formats"). */
export type DateFilter = Partial<Record<DateFilterName, string>>;

/** Builds `GET /accounts/{AccountId}`, or the request for a list below it. */
export function accountRequest(
	tpp: Tpp,
	endpoint: AccountEndpoint,
	{ accountId, filter }: { accountId: string; filter?: DateFilter },
): HttpRequest {
	const dates = Object.entries(filter ?? {}).filter(([, value]) => value);
	const query = new URLSearchParams(dates as Array<[string, string]>).toString();
	const account = pathSegment(accountId, 'account ID', { in: 'parameters', key: 'accountId' });
	const path = ['/accounts', account, endpoint.segment].filter(Boolean).join('/');
	return getRequest(tpp, query ? `${path}?${query}` : path);
}

/**
 * Returns the URL of a path below the root of the account information API.
 *
 * @throws ConfigurationError when the bank does not provide the API or its address is unknown
 */
export function accountInformationUrl(tpp: Tpp, path: string): string {
	const { accountInformation, name } = tpp.bank;
	if (!accountInformation) {
		throw credentialError(
			`Account information of ${name} is not supported. Choose another bank.`,
			'bank',
		);
	}
	const { version, path: root = `/open-banking/${version}/aisp` } = accountInformation;
	return `${requireResourceServer(tpp)}${root}${path}`;
}

/** Checks that the bank provides a resource. @throws ConfigurationError when it does not */
export function assertProvided({ bank }: Tpp, resource: AccountResourceName): void {
	if (isProvided(bank, resource)) return;
	throw parameterError(
		`${bank.name} does not provide ${accountResources[resource].label}. No request was sent.`,
		'operation',
	);
}

/** Returns whether the bank provides a resource. */
export const isProvided = (
	{ accountInformation }: BankProfile,
	resource: AccountResourceName,
): boolean => !accountInformation?.withoutResources?.some((name) => name === resource);

/** Returns the header that some banks require of every request to the account information API. */
export function financialIdHeader({ bank }: Tpp): Record<string, string> {
	const financialId = bank.accountInformation?.financialId;
	return financialId ? { 'x-fapi-financial-id': financialId } : {};
}

const getRequest = (tpp: Tpp, path: string): HttpRequest => ({
	method: 'GET',
	url: accountInformationUrl(tpp, path),
	headers: { Accept: 'application/json', ...financialIdHeader(tpp) },
});
