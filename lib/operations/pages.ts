import { InvalidResponseError } from '../errors';
import { readAnswer, type JsonObject } from '../transport/answer';
import type { HttpRequest, Send } from '../transport/http';

interface Listing {
	/** Member of `Data` that holds the list. */
	member: string;
	/** For errors: "reading …". */
	called: string;
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
		assertNextPage(url, { seen, first, listing });
		seen.add(url);
		const page = await readPage(send, { ...first, url }, listing);
		yield* page.entries;
		url = page.next === undefined ? undefined : new URL(page.next, url).href;
	}
}

async function readPage(send: Send, request: HttpRequest, { member, called }: Listing) {
	const response = await send(request);
	const doing = `reading ${called}`;
	const { Data, Links } = readAnswer(response, { statuses: [200], doing }) as {
		Data?: JsonObject;
		Links?: { Next?: unknown };
	};
	const entries = Data?.[member];
	if (!Array.isArray(entries)) {
		throw new InvalidResponseError(
			`The bank's answer holds no list Data.${member} when ${doing}.`,
			{
				httpStatus: response.status,
				interactionId: response.interactionId,
			},
		);
	}
	const next = typeof Links?.Next === 'string' && Links.Next !== '' ? Links.Next : undefined;
	return { entries: entries as JsonObject[], next };
}

function assertNextPage(
	url: string,
	{ seen, first, listing }: { seen: Set<string>; first: HttpRequest; listing: Listing },
): void {
	const says = seen.has(url)
		? 'lead in a circle'
		: seen.size >= maxPages
			? `do not end after ${maxPages} pages`
			: new URL(url).origin !== new URL(first.url).origin
				? 'lead to another host'
				: undefined;
	if (says === undefined) return;
	throw new InvalidResponseError(`The bank's links to further pages of ${listing.called} ${says}.`);
}
