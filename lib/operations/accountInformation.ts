import { ConfigurationError } from '../errors';
import type { Tpp } from '../tpp';
import type { HttpRequest } from '../transport/http';
import { pathSegment } from './pathSegment';
import { requireResourceServer } from './resourceServer';

/** A resource of OBIE's account information API. */
export interface AccountResource {
	/** Below the API's root, for one account. */
	path(accountId: string): string;
	/** Member of `Data` that holds the list. */
	member: string;
	/** For errors: "reading …". */
	called: string;
}

export const accountResources = {
	accounts: {
		path: (accountId) => `/accounts/${accountId}`,
		member: 'Account',
		called: 'accounts',
	},
	balances: {
		path: (accountId) => `/accounts/${accountId}/balances`,
		member: 'Balance',
		called: 'balances',
	},
	transactions: {
		path: (accountId) => `/accounts/${accountId}/transactions`,
		member: 'Transaction',
		called: 'transactions',
	},
} satisfies Record<string, AccountResource>;

export type AccountResourceName = keyof typeof accountResources;

/** `GET /accounts` (OBIE Read/Write): the accounts that the PSU chose. */
export const accountsRequest = (tpp: Tpp): HttpRequest => getRequest(tpp, '/accounts');

/** Booking dates as the standard's filters take them: local, without a time zone. */
export interface TransactionFilter {
	fromBookingDateTime?: string;
	toBookingDateTime?: string;
}

/** `GET /accounts/{AccountId}` and what lies below it. */
export function accountRequest(
	tpp: Tpp,
	resource: AccountResource,
	{ accountId, filter }: { accountId: string; filter?: TransactionFilter },
): HttpRequest {
	const set = Object.entries(filter ?? {}).filter(([, value]) => value);
	const query = new URLSearchParams(set as Array<[string, string]>).toString();
	const path = resource.path(pathSegment(accountId, 'Account ID'));
	return getRequest(tpp, query ? `${path}?${query}` : path);
}

/** @throws ConfigurationError for a bank without the API, or whose address is not known */
export function accountInformationAddress(tpp: Tpp, path: string): string {
	const api = tpp.bank.accountInformation;
	if (api) return `${requireResourceServer(tpp)}/open-banking/${api.version}/aisp${path}`;
	throw new ConfigurationError(`${tpp.bank.name} offers no account information here.`, {
		field: 'Bank',
	});
}

const getRequest = (tpp: Tpp, path: string): HttpRequest => ({
	method: 'GET',
	url: accountInformationAddress(tpp, path),
	headers: { Accept: 'application/json' },
});
