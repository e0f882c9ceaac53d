import { slice, type View } from '../data/view';
import { json, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { AccountInformationBank } from './bank';
import { obieRefused } from './refusal';

export interface Page {
	/** Member of `Data`. */
	name: string;
	items: View<object>;
	size: number;
	meta?: object;
}

/** One page of a list, with links to its neighbours. */
export function pageAnswer(
	request: BankRequest,
	bank: Pick<AccountInformationBank, 'root'>,
	{ name, items, size, meta }: Page,
): Answer {
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

/** One object, which has no pages. */
export function objectAnswer(
	request: BankRequest,
	bank: Pick<AccountInformationBank, 'root'>,
	Data: object,
): Answer {
	return json(200, { Data, Links: { Self: linkTo(request, bank, 1) }, Meta: {} });
}

function pageNumber({ query }: BankRequest, last: number): number {
	const page = query.get('page') ?? '1';
	if (/^[1-9]\d{0,7}$/.test(page) && Number(page) <= last) return Number(page);
	throw obieRefused(400, 'U002', `page is not from 1 to ${last}`, 'page');
}

function linkTo(request: BankRequest, { root }: { root: string }, page: number): string {
	const query = new URLSearchParams(request.query);
	if (page > 1 || query.has('page')) query.set('page', String(page));
	const search = query.size > 0 ? `?${query}` : '';
	return `${root}${below(request)}${search}`;
}

/** The path below the API's root. */
export function below({ path }: BankRequest): string {
	return path.slice(path.indexOf('/aisp') + '/aisp'.length);
}
