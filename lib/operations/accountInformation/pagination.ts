import { berlinGroupRules } from '../../banks/applicableRules';
import { InvalidResponseError } from '../../errors';
import { jsonHash } from '../../hash';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject } from '../../responses/json';
import type { Tpp } from '../../tpp';
import type { Connection, HttpRequest, HttpResponse, Send } from '../../transport/http';
import { berlinGroupListRequest, readPageOf, type ListTarget } from '../berlinGroup/lists';
import { linkOf } from './members';
import {
	accountRequest,
	accountResources,
	type AccountEndpoint,
	type AccountListName,
	type PageBody,
} from './resources';

/**
 * Yields the entries of each page of a list, in OBIE's words at every bank.
 *
 * @param target the account; absent members for the list of accounts and for the party of the PSU
 * @throws like `readPages`, ConfigurationError for an ID that cannot be part of a URL
 */
export const listPages = (
	{ tpp, send }: Pick<Connection, 'tpp' | 'send'>,
	resource: AccountListName,
	target: ListTarget,
	about: Pick<ListReading, 'report' | 'interactionIds'> = {},
): AsyncGenerator<JsonObject[]> =>
	readPages(send, listRequest(tpp, resource, target), { ...listReading(tpp, resource), ...about });

/**
 * Builds the request for a list at a bank of either standard.
 *
 * @param target the account; absent for the list of accounts and for the party of the PSU
 */
export const listRequest = (
	tpp: Tpp,
	resource: AccountListName,
	target: ListTarget,
): HttpRequest =>
	berlinGroupRules(tpp.bank)
		? berlinGroupListRequest(tpp, resource, target)
		: accountRequest(tpp, resource, target);

/** Returns how the list is read. Its entries are in OBIE's words at every bank. */
export function listReading({ bank }: Tpp, resource: AccountListName): ListReading {
	const endpoint: ListReading = accountResources[resource];
	return berlinGroupRules(bank) ? { ...endpoint, readBody: readPageOf(resource) } : endpoint;
}

/** The list to read, and what the caller wants to know about its pages. */
export interface ListReading extends Pick<AccountEndpoint, 'member' | 'label' | 'isObject'> {
	/** Receives a sentence about anything that may be missing or repeated in the list. */
	report?(sentence: string): void;
	/** Receives the interaction ID of the response that contained each entry. */
	interactionIds?: WeakMap<JsonObject, string>;
	/** Reads the body of a page. Default: a list of OBIE. */
	readBody?(body: JsonObject, response?: Pick<HttpResponse, 'conceal'>): PageBody;
	/** Default: `maxListSize`. */
	maxSize?: ListSize;
}

interface ListSize {
	pages: number;
	entries: number;
	/** Size of all response bodies after decompression. */
	bytes: number;
}

/** The longest list that is read. It bounds the memory for a bank whose pages do not end. */
export const maxListSize: ListSize = { pages: 10_000, entries: 500_000, bytes: 200 * 1024 * 1024 };

/** There are further entries, or there may be, but they cannot be read. All entries before them are valid. */
export class IncompleteListError extends InvalidResponseError {}

interface Page {
	entries: JsonObject[];
	/** `Links.Next`, which may be relative. Absent on the last page. A value that is not a text cannot be followed. */
	next?: unknown;
	/** `Meta.TotalPages`. Absent: the bank does not say. */
	totalPages?: number;
	response: HttpResponse;
}

interface Progress {
	/** URLs of the pages that were read. */
	urls: Set<string>;
	/** Hashes of their entries. */
	hashes: Set<string>;
	size: ListSize;
}

/**
 * Yields the entries of each page of a list. It requests the next page (OBIE Read/Write profile, "Pagination": `Links.Next`;
 * NextGenPSD2 1.3.9: `_links.next`) only when the caller asks for it. The list ends with a link to the same page, and with a
 * page that repeats an earlier one under another link, which it reports.
 *
 * @throws AspspError, ConnectionError; InvalidResponseError when a page contains no list; IncompleteListError when a link
 * cannot be followed or the list is too long
 */
export async function* readPages(
	send: Send,
	firstRequest: HttpRequest,
	list: ListReading,
): AsyncGenerator<JsonObject[]> {
	const progress: Progress = {
		urls: new Set(),
		hashes: new Set(),
		size: { pages: 0, entries: 0, bytes: 0 },
	};
	let url: string | undefined = firstRequest.url;
	while (url !== undefined) {
		const page: Page = await readPage(send, { ...firstRequest, url }, list);
		const isOnlyPage = page.next === undefined && progress.size.pages === 0;
		const hash = isOnlyPage ? '' : jsonHash(page.entries);
		if (repeatsEarlierPage(page, hash, progress)) {
			list.report?.(
				`The bank repeats a page of ${list.label} under a new link. The list ends before the repeated page.`,
			);
			return;
		}
		yield page.entries;
		addPage(progress, url, page);
		progress.hashes.add(hash);
		url = nextPageUrl(page, { url, progress, list });
	}
}

function addPage({ urls, size }: Progress, url: string, page: Page): void {
	urls.add(new URL(url).href);
	size.pages += 1;
	size.entries += page.entries.length;
	size.bytes += page.response.body.length;
}

/** Some banks return the last page again for every page number after it. */
const repeatsEarlierPage = (
	{ entries, totalPages = 0 }: Page,
	hash: string,
	{ hashes, size }: Progress,
): boolean => entries.length > 0 && size.pages >= totalPages && hashes.has(hash);

async function readPage(send: Send, request: HttpRequest, list: ListReading): Promise<Page> {
	const response = await send(request);
	if (isWithoutContent(response)) return { entries: [], response };
	const body = readJsonResponse(response, {
		statuses: [200],
		operation: `reading ${list.label}`,
		access: 'psu',
	});
	const { entries, next, totalPages, warnings } =
		list.readBody?.(body, response) ?? readObieBody(body, list);
	if (!entries) throw noList(response, list);
	for (const entry of entries) list.interactionIds?.set(entry, response.interactionId);
	for (const warning of warnings ?? []) list.report?.(warning);
	return {
		entries,
		response,
		...(isLink(next) && { next }),
		...(typeof totalPages === 'number' && { totalPages }),
	};
}

function readObieBody(body: JsonObject, list: ListReading): PageBody {
	const { Links, Meta } = body as {
		Links?: { Next?: unknown };
		Meta?: { TotalPages?: unknown };
	};
	const next = linkOf(Links?.Next);
	return { entries: findEntries(body, list), next, totalPages: Meta?.TotalPages };
}

const isLink = (link: unknown): boolean => ![undefined, null, '', false].includes(link as string);

/** Some banks respond to a request for an empty list with 204, or with 200 and an empty body. */
const isWithoutContent = ({ status, body }: HttpResponse): boolean =>
	status === 204 || (status === 200 && body.length < 1000 && body.toString().trim() === '');

/**
 * Returns the entries. In the standard every list except balances is optional, so a response may have none (OBIE
 * Read/Write, `OBReadTransaction6` and the other lists).
 *
 * @returns undefined when the body contains something else
 */
function findEntries(
	body: { Data?: unknown },
	{ member, isObject }: ListReading,
): JsonObject[] | undefined {
	const { Data } = body;
	if (isEmpty(Data)) return hasOnlyMetadata(body) ? [] : undefined;
	if (!isJsonObject(Data)) return undefined;
	const value = Data[member] ?? undefined;
	if (value === undefined) return Object.values(Data).some(Array.isArray) ? undefined : [];
	const entries = isObject && !Array.isArray(value) ? [value] : value;
	return Array.isArray(entries) && entries.every(isJsonObject) ? entries : undefined;
}

const isEmpty = (data: unknown): boolean =>
	data === undefined || data === null || (Array.isArray(data) && data.length === 0);

const hasOnlyMetadata = (body: object): boolean =>
	Object.keys(body).every((name) => ['Data', 'Links', 'Meta', 'Risk'].includes(name));

const noList = (
	{ status, interactionId }: HttpResponse,
	{ member, label, readBody }: ListReading,
) =>
	new InvalidResponseError(
		`The bank's response when reading ${label} has no list of objects${readBody ? '' : ` at Data.${member}`}.`,
		{ httpStatus: status, interactionId },
	);

interface PageContext {
	/** The current page. */
	url: string;
	progress: Progress;
	list: ListReading;
}

/** Returns the URL of the next page, or undefined at the end of the list. */
function nextPageUrl(page: Page, context: PageContext): string | undefined {
	const { url, progress, list } = context;
	if (page.next === undefined) {
		reportMissingPages(page, context);
		return undefined;
	}
	const isText = typeof page.next === 'string';
	const next = isText ? followLink(String(page.next), url) : undefined;
	if (next === new URL(url).href) return undefined;
	const problem = isText
		? findProblem(next, progress, list.maxSize ?? maxListSize)
		: "the bank's link to the next page is not a text";
	if (problem === undefined) return next;
	throw new IncompleteListError(`The list of ${list.label} may be incomplete: ${problem}.`, {
		httpStatus: page.response.status,
		interactionId: page.response.interactionId,
	});
}

function reportMissingPages({ totalPages = 0 }: Page, { progress, list }: PageContext): void {
	const { pages } = progress.size;
	if (totalPages <= pages) return;
	list.report?.(
		`The list of ${list.label} may be incomplete: the bank announced ${totalPages} pages, but page ${pages} has no link to the next one.`,
	);
}

/**
 * Returns the URL of the next page. Banks link to another host of their group, with http, or relative to another root. The
 * access token must not go there, so only the query of such a link is used, on the address that was requested.
 *
 * @returns undefined when the link has no query either
 */
function followLink(link: string, current: string): string | undefined {
	if (!URL.canParse(link, current)) return undefined;
	const here = new URL(current);
	const next = new URL(link, current);
	const isSameOrigin = next.origin === here.origin;
	if (isSameOrigin && lastSegment(next) !== lastSegment(here)) {
		return `${next.origin}${next.pathname}${next.search}`;
	}
	if (!isSameOrigin && next.search === '') return undefined;
	here.search = next.search;
	return here.href;
}

const lastSegment = ({ pathname }: URL) => pathname.slice(pathname.lastIndexOf('/') + 1);

function findProblem(
	next: string | undefined,
	{ urls, size }: Progress,
	maxSize: ListSize,
): string | undefined {
	if (next === undefined) return "the bank's link to the next page leads away from the API";
	if (urls.has(next)) return "the bank's link to the next page leads back to an earlier page";
	const exceeded = (['pages', 'entries', 'bytes'] as const).find(
		(unit) => size[unit] >= maxSize[unit],
	);
	return exceeded && `it has more than ${maxSize[exceeded]} ${exceeded}`;
}
