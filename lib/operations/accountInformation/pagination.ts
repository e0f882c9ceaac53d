import { InvalidResponseError } from '../../errors';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import type { HttpRequest, HttpResponse, Send } from '../../transport/http';

interface Listing {
	/** Member of `Data` that holds the list. */
	member: string;
	/** For errors: "reading …". */
	label: string;
}

const maxPages = 10_000;

/**
 * Every entry of an OBIE list, page after page by `Links.Next` (OBIE Read/Write profile, "Pagination"), as far as it is
 * asked for.
 *
 * @throws AspspError, ConnectionError; InvalidResponseError when a page holds no list, or the links lead in a circle or
 * to another host: they would take the token along
 */
export async function* readPages(
	send: Send,
	first: HttpRequest,
	listing: Listing,
): AsyncGenerator<JsonObject> {
	const seen = new Set<string>();
	let url: string | undefined = first.url;
	while (url !== undefined) {
		const page = await readPage(send, { ...first, url }, listing);
		yield* page.entries;
		seen.add(new URL(url).href);
		url = page.next === undefined ? undefined : nextAddress(page, { url, seen, listing });
	}
}

async function readPage(send: Send, request: HttpRequest, { member, label: called }: Listing) {
	const response = await send(request);
	const doing = `reading ${called}`;
	const { Data, Links } = readJsonResponse(response, {
		statuses: [200],
		operation: doing,
		access: 'psu',
	}) as {
		Data?: JsonObject;
		Links?: { Next?: unknown };
	};
	const entries = Data?.[member];
	if (!Array.isArray(entries) || !entries.every(isObject)) {
		throw new InvalidResponseError(
			`The bank's answer holds no list of objects Data.${member} when ${doing}.`,
			{
				httpStatus: response.status,
				interactionId: response.interactionId,
			},
		);
	}
	const next = typeof Links?.Next === 'string' && Links.Next !== '' ? Links.Next : undefined;
	return { entries, next, response };
}

const isObject = (entry: unknown): entry is JsonObject =>
	typeof entry === 'object' && entry !== null && !Array.isArray(entry);

/** `link` may be relative to `url`. */
function nextAddress(
	{ next: link, response }: { next?: string; response: HttpResponse },
	{ url, seen, listing }: { url: string; seen: Set<string>; listing: Listing },
): string {
	const next = link && URL.canParse(link, url) ? new URL(link, url) : undefined;
	const fault = findFault(next, { url, seen });
	if (next && fault === undefined) return next.href;
	throw new InvalidResponseError(
		`The bank's links to further pages of ${listing.label} ${fault}.`,
		{ httpStatus: response.status, interactionId: response.interactionId },
	);
}

function findFault(next: URL | undefined, { url, seen }: { url: string; seen: Set<string> }) {
	if (!next) return 'are no addresses';
	if (next.origin !== new URL(url).origin) return 'lead to another host';
	if (seen.has(next.href)) return 'lead in a circle';
	if (seen.size >= maxPages) return `do not end after ${maxPages} pages`;
	return undefined;
}
