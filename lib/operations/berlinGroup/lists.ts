import { berlinGroupRules } from '../../banks/applicableRules';
import { dateOf, dayOf } from '../../calendar';
import { parameterError, shorten } from '../../errors';
import { requireResourceServer } from '../../requirements';
import type { JsonObject } from '../../responses/body';
import { readWarnings } from '../../responses/errorBody';
import { isJsonObject } from '../../responses/json';
import type { Tpp } from '../../tpp';
import { pathSegment, type HttpRequest, type HttpResponse } from '../../transport/http';
import { linkOf, member } from '../accountInformation/members';
import {
	isOfCards,
	type AccountListName,
	type DateFilter,
	type PageBody,
	type RequestTarget,
} from '../accountInformation/resources';
import { toAccount, toBalance, toCardTransaction, toTransaction } from './entries';

/** `bookingStatus` (NextGenPSD2 1.3.9). `both`: booked and pending. */
const bookingStatuses = ['booked', 'pending', 'both'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** What a request for a list asks for. */
export interface ListTarget extends RequestTarget {
	/** Default: `both`. */
	bookingStatus?: BookingStatus;
	/** Also the balances of each account. */
	withBalance?: boolean;
	now?: Date;
}

/** Days of history that banks return while the PSU is absent (RTS on SCA, Article 10). */
export const daysWithoutPsu = 90;

/** Returns the URL of a path below `/v1`. @throws ConfigurationError when the address of the bank is unknown */
export const berlinGroupUrl = (tpp: Tpp, path: string): string =>
	`${requireResourceServer(tpp)}/v1${path}`;

/** Builds the request for a resource of one account, or for the list of accounts when `accountId` is absent. */
export function berlinGroupListRequest(
	tpp: Tpp,
	resource: AccountListName,
	target: ListTarget,
): HttpRequest {
	const { accountId } = target;
	const id =
		accountId === undefined
			? undefined
			: pathSegment(accountId, 'account ID', { in: 'parameters', key: 'accountId' });
	const root = isOfCards(resource) ? 'card-accounts' : 'accounts';
	const path = ['', root, id, segments[resource]].filter((part) => part !== undefined).join('/');
	const query = new URLSearchParams(queryOf(tpp, resource, target)).toString();
	return {
		method: 'GET',
		url: berlinGroupUrl(tpp, query ? `${path}?${query}` : path),
		headers: { Accept: 'application/json' },
	};
}

/** Path segments below an account. */
const segments: Partial<Record<AccountListName, string>> = {
	balances: 'balances',
	cardBalances: 'balances',
	transactions: 'transactions',
	cardTransactions: 'transactions',
};

function queryOf(tpp: Tpp, resource: AccountListName, target: ListTarget): Record<string, string> {
	if (segments[resource] === 'transactions') return transactionsQuery(tpp, target);
	return target.withBalance ? { withBalance: 'true' } : {};
}

/** NextGenPSD2 1.3.9: `dateFrom` is required. The list begins with the oldest day that a bank returns without the PSU. */
function transactionsQuery(tpp: Tpp, target: ListTarget): Record<string, string> {
	const { filter = {}, bookingStatus = 'both', now = new Date() } = target;
	const { fromBookingDateTime: from, toBookingDateTime: to } = filter;
	const pageSize = berlinGroupRules(tpp.bank)?.pageSize;
	return {
		bookingStatus: readBookingStatus(bookingStatus),
		dateFrom:
			toDate(from, 'fromBookingDateTime') ?? dateOf(dayOf(now.getTime()) - daysWithoutPsu + 1),
		...(to && { dateTo: toDate(to, 'toBookingDateTime')! }),
		...(pageSize && { limit: String(pageSize) }),
	};
}

/** @throws ConfigurationError for a status that an expression gave and the standard does not have */
function readBookingStatus(status: string): BookingStatus {
	const found = bookingStatuses.find((one) => one === status);
	if (found) return found;
	throw parameterError(
		`"${status}" is not a booking status. Enter one of ${bookingStatuses.join(', ')}.`,
		'bookingStatus',
	);
}

/** Filters of the Berlin Group are days. */
function toDate(dateTime: string | undefined, key: keyof DateFilter): string | undefined {
	if (!dateTime) return undefined;
	if (/^\d{4}-\d\d-\d\d/.test(dateTime)) return dateTime.slice(0, 10);
	throw parameterError(`"${shorten(dateTime)}" is not a date.`, key);
}

/** Returns the function that reads the body of a page, with entries in OBIE's words. */
export const readPageOf =
	(resource: AccountListName) =>
	(body: JsonObject, { conceal }: Pick<HttpResponse, 'conceal'> = {}): PageBody => ({
		...readers[resource]!(body),
		warnings: readWarnings(body, conceal),
	});

const readAccounts = (list: string, object: string) => (body: JsonObject) =>
	page(
		body,
		objects(body[list]) ?? (isJsonObject(body[object]) ? [body[object]] : undefined),
		toAccount,
	);

const readBalances = (body: JsonObject) => page(body, objects(body.balances), toBalance);

const readers: Partial<Record<AccountListName, (body: JsonObject) => PageBody>> = {
	accounts: readAccounts('accounts', 'account'),
	cardAccounts: readAccounts('cardAccounts', 'cardAccount'),
	balances: readBalances,
	cardBalances: readBalances,
	transactions: (body) => readReport(body, body.transactions, toTransaction),
	cardTransactions: (body) =>
		readReport(body, body.cardTransactions, (transaction, bookingStatus) =>
			toCardTransaction(transaction, {
				bookingStatus,
				isDebitPositive: body.debitAccounting === true,
			}),
		),
};

const page = (
	body: JsonObject,
	entries: JsonObject[] | undefined,
	convert: (entry: JsonObject) => JsonObject,
): PageBody => ({ entries: entries?.map((entry) => convert(entry)), next: nextLink(body) });

/** `accountReport` has a list for each booking status. A list without entries may be absent or null. */
function readReport(
	body: JsonObject,
	report: unknown,
	convert: (transaction: JsonObject, bookingStatus: string) => JsonObject,
): PageBody {
	if (!isJsonObject(report)) return { entries: undefined };
	const lists = ['booked', 'pending', 'information'].map((status) => ({
		status,
		list: objects(report[status] ?? []),
	}));
	const isValid = lists.every(({ list }) => list !== undefined);
	return {
		entries: isValid
			? lists.flatMap(({ status, list }) => list!.map((entry) => convert(entry, status)))
			: undefined,
		next: nextLink(report) ?? nextLink(body),
	};
}

/** `_links.next` is an object with `href` (NextGenPSD2 1.3.9, `hrefType`). A text counts as the link itself. */
const nextLink = (object: JsonObject): unknown => linkOf(member(object._links, 'next'));

/** Returns a list of objects. Undefined: the value is something else. */
const objects = (value: unknown): JsonObject[] | undefined =>
	Array.isArray(value) && value.every(isJsonObject) ? value : undefined;
