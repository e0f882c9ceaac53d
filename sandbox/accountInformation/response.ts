import { slice, type View } from '../data/view';
import { json, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { AccountInformationBank } from './bank';
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

/** Returns the requested page of a list, with links to the other pages. */
export function pageResponse(
	request: BankRequest,
	bank: Pick<AccountInformationBank, 'root'>,
	{ name, items, size, meta }: Page,
): BankResponse {
	const last = Math.max(1, Math.ceil(items.length / size));
	const number = pageNumber(request, last);
	const link = (page: number): string => linkTo(request, bank, page);
	return json(200, {
		Data: { [name]: slice(items, (number - 1) * size, number * size) },
		Links: {
			Self: link(number),
			...(last > 1 ? { First: link(1), Last: link(last) } : {}),
			...(number > 1 ? { Prev: link(number - 1) } : {}),
			...(number < last ? { Next: link(number + 1) } : {}),
		},
		Meta: { TotalPages: last, ...meta },
	});
}

/** Returns a response with one object. */
export function objectResponse(
	request: BankRequest,
	bank: Pick<AccountInformationBank, 'root'>,
	Data: object,
): BankResponse {
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
export function pathBelowRoot({ path }: BankRequest): string {
	return path.slice(path.indexOf('/aisp') + '/aisp'.length);
}
