import { tppRefused } from '../httpSignature/refusal';
import type { EikaAccess } from './access';
import { invalidMember, oneOf, optionalDate } from './members';
import { money, type SignedRequest } from './signedEndpoint';
import { dateAt, type EikaAccount, type EikaCardAccount, type EikaEntry } from './state';

interface ListSettings {
	/** Address of the account. */
	self: string;
	member: 'account' | 'cardAccount';
	access: EikaAccess;
	request: SignedRequest;
}

/** Days of history without the PSU present, and without `dateFrom`. */
const historyDays = 90;
/** The platform's portals print 499 as the highest limit. */
const highestLimit = 499;
const defaultLimit = 100;

/** Returns one page of the transactions of an account, newest first. @throws Refusal for invalid parameters */
export function readEikaTransactions(
	account: EikaAccount | EikaCardAccount,
	settings: ListSettings,
): object {
	const { self, member, request } = settings;
	const { query } = request;
	const wanted = oneOf(query.get('bookingStatus'), ['booked', 'pending', 'both'], 'bookingStatus');
	const limit = wholeNumber(query, 'limit', defaultLimit);
	if (limit < 1 || limit > highestLimit)
		throw invalidMember('limit', `is not from 1 to ${highestLimit}`);
	const page = wholeNumber(query, 'pageIndex', 0);
	const found = newestFirst(account.transactions, periodOf(settings));
	const ofStatus = found.filter(
		({ bookingDate }) => wanted === 'both' || isBooked(wanted, bookingDate),
	);
	const shown = ofStatus.slice(page * limit, (page + 1) * limit);
	const idName = member === 'account' ? 'transactionId' : 'cardTransactionId';
	const toEntry = ({
		id,
		amount,
		currency,
		bookingDate,
		amounts = {},
		details,
	}: EikaEntry): object => ({
		[idName]: id,
		bookingDate,
		transactionAmount: money(amount, currency, request),
		...Object.fromEntries(
			Object.entries(amounts).map(([name, one]) => [
				name,
				money(one.amount, one.currency, request),
			]),
		),
		...details,
	});
	const listed = (status: 'booked' | 'pending') =>
		wanted === 'both' || wanted === status
			? { [status]: shown.filter((one) => isBooked(status, one.bookingDate)).map(toEntry) }
			: {};
	return {
		...listed('booked'),
		...listed('pending'),
		_links: {
			[member]: { href: self },
			...((page + 1) * limit < ofStatus.length && {
				next: { href: pageAddress(self, query, page + 1) },
			}),
		},
	};
}

const isBooked = (status: 'booked' | 'pending', bookingDate: string | undefined): boolean =>
	(status === 'booked') === (bookingDate !== undefined);

function pageAddress(self: string, query: URLSearchParams, page: number): string {
	const next = new URLSearchParams(query);
	next.set('pageIndex', String(page));
	return `${self}/transactions?${next}`;
}

interface Period {
	from: string;
	to: string;
}

function periodOf({ access, request }: ListSettings): Period {
	const { query, bank } = request;
	const earliest = dateAt(bank.state, -historyDays);
	const from = optionalDate(query.get('dateFrom') ?? undefined, 'dateFrom') ?? earliest;
	const to = optionalDate(query.get('dateTo') ?? undefined, 'dateTo') ?? dateAt(bank.state, 1);
	if (from > to) throw tppRefused('PERIOD_INVALID', 'dateFrom is after dateTo', 'dateFrom');
	if (from < earliest && !access.isPsuPresent) {
		const text = `Without the PSU present, dateFrom must not be before ${earliest}`;
		throw tppRefused('PERIOD_INVALID', text, 'dateFrom');
	}
	return { from, to };
}

function newestFirst(entries: readonly EikaEntry[], { from, to }: Period): EikaEntry[] {
	return entries
		.toReversed()
		.filter(({ date }) => date >= from && date <= to)
		.sort((one, other) => Number(one.date < other.date) - Number(one.date > other.date));
}

function wholeNumber(query: URLSearchParams, name: string, absent: number): number {
	const value = query.get(name);
	if (value === null) return absent;
	if (/^\d{1,6}$/.test(value)) return Number(value);
	throw invalidMember(name, 'is not a whole number');
}
