import { slice, type View } from '../data/view';
import { json, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { AccountInformationBank, MemberNames } from './bank';
import { obieRefused } from './refusal';

/** A list before it is divided into pages. */
export interface Page {
	/** Member of `Data`. */
	name: string;
	items: View<object>;
	/** Items per page. */
	size: number;
	/** Additional members of `Meta`. */
	meta?: object;
}

type ListingBank = Pick<AccountInformationBank, 'root' | 'narrowed'>;

/** Returns the requested page of a list, with links to the other pages. */
export function pageResponse(
	request: BankRequest,
	bank: ListingBank,
	{ name, items, size, meta }: Page,
): BankResponse {
	const last = Math.max(1, Math.ceil(items.length / size));
	const number = pageNumber(request, last);
	const link = (page: number): string => linkTo(request, bank, page);
	const names = bank.narrowed?.members?.[name];
	const entries = slice(items, (number - 1) * size, number * size);
	return json(200, {
		Data: { [name]: names ? narrow(entries, names) : entries },
		Links: {
			Self: link(number),
			...(last > 1 ? { First: link(1), Last: link(last) } : {}),
			...(number > 1 ? { Prev: link(number - 1) } : {}),
			...(number < last ? { Next: link(number + 1) } : {}),
		},
		Meta: { TotalPages: last, ...meta },
	});
}

/** Returns a value with only the named members, in lists and objects alike. */
function narrow(value: unknown, names: true | MemberNames): unknown {
	if (names === true || typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((entry) => narrow(entry, names));
	return Object.fromEntries(
		Object.entries(value).flatMap(([name, member]) => {
			const below = names[name];
			return below ? [[name, narrow(member, below)]] : [];
		}),
	);
}

/** Returns a response with one object. */
export function objectResponse(
	request: BankRequest,
	bank: ListingBank,
	{ name, value }: { name: string; value: object },
): BankResponse {
	const names = bank.narrowed?.members?.[name];
	const Data = { [name]: names ? narrow(value, names) : value };
	return json(200, { Data, Links: { Self: linkTo(request, bank, 1) }, Meta: {} });
}

function pageNumber({ query }: BankRequest, last: number): number {
	const page = query.get('page') ?? '1';
	if (/^[1-9]\d{0,7}$/.test(page) && Number(page) <= last) return Number(page);
	throw obieRefused(400, 'U002', `page must be between 1 and ${last}`, 'page');
}

function linkTo(request: BankRequest, { root }: { root: string }, page: number): string {
	const query = new URLSearchParams(request.query);
	if (page > 1 || query.has('page')) query.set('page', String(page));
	const search = query.size > 0 ? `?${query}` : '';
	return `${root}${pathBelowRoot(request)}${search}`;
}

/** Returns the path relative to the API's root. */
function pathBelowRoot({ path }: BankRequest): string {
	return path.slice(path.indexOf('/aisp') + '/aisp'.length);
}
