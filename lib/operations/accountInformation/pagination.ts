import { InvalidResponseError } from '../../errors';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject } from '../../responses/json';
import type { HttpRequest, HttpResponse, Send } from '../../transport/http';
import type { AccountEndpoint } from './resources';

type ListDescription = Pick<AccountEndpoint, 'member' | 'label'>;

interface Page {
	entries: JsonObject[];
	/** `Links.Next`, which may be relative. Absent on the last page. */
	next?: string;
	response: HttpResponse;
}

const maxPages = 10_000;

/**
 * Yields every entry of an OBIE list. It requests the next page (`Links.Next`; OBIE Read/Write profile, "Pagination") only
 * when an entry of that page is needed.
 *
 * @throws AspspError, ConnectionError; InvalidResponseError when a page contains no list, or a link points to a page that
 * was read already or to another host, which would receive the access token
 */
export async function* readPages(
	send: Send,
	firstRequest: HttpRequest,
	list: ListDescription,
): AsyncGenerator<JsonObject> {
	const visitedUrls = new Set<string>();
	let url: string | undefined = firstRequest.url;
	while (url !== undefined) {
		const page: Page = await readPage(send, { ...firstRequest, url }, list);
		yield* page.entries;
		visitedUrls.add(new URL(url).href);
		url = page.next && nextPageUrl(page, { url, visitedUrls, label: list.label });
	}
}

async function readPage(
	send: Send,
	request: HttpRequest,
	{ member, label }: ListDescription,
): Promise<Page> {
	const response = await send(request);
	const operation = `reading ${label}`;
	const { Data, Links } = readJsonResponse(response, {
		statuses: [200],
		operation,
		access: 'psu',
	}) as { Data?: JsonObject; Links?: { Next?: unknown } };
	const entries = Data?.[member];
	if (!Array.isArray(entries) || !entries.every(isJsonObject)) {
		throw new InvalidResponseError(
			`The bank's response when ${operation} has no list of objects at Data.${member}.`,
			{ httpStatus: response.status, interactionId: response.interactionId },
		);
	}
	const next = typeof Links?.Next === 'string' && Links.Next !== '' ? Links.Next : undefined;
	return { entries, next, response };
}

interface PageContext {
	/** The current page. */
	url: string;
	visitedUrls: Set<string>;
	label: string;
}

function nextPageUrl({ next = '', response }: Page, context: PageContext): string {
	const url = URL.canParse(next, context.url) ? new URL(next, context.url) : undefined;
	const problem = findLinkProblem(url, context);
	if (url && problem === undefined) return url.href;
	throw new InvalidResponseError(
		`The bank's link to the next page of ${context.label} is invalid: ${problem}.`,
		{ httpStatus: response.status, interactionId: response.interactionId },
	);
}

function findLinkProblem(
	next: URL | undefined,
	{ url, visitedUrls }: PageContext,
): string | undefined {
	if (!next) return 'it is not a URL';
	if (next.origin !== new URL(url).origin) return 'it points to another host';
	if (visitedUrls.has(next.href)) return 'it points to a page that was already read';
	if (visitedUrls.size >= maxPages) return `there are more than ${maxPages} pages`;
	return undefined;
}
