import { createHash } from 'node:crypto';

import PostalMime from 'postal-mime';
import type { CDPSession, Page } from 'playwright-core';

import type { Mail } from '../../scripts/n8n/mailServer';
import type { Place } from './secretSearch';

interface Shown extends Place {
	origin: string;
}

/** What servers showed to the people and programs of this test file, by its hash. */
const shown = new Map<string, Shown>();

/** Keeps what a server showed, for the search for secrets. `what` says how. */
export function keepShown(what: string, url: string, content: Buffer | string): void {
	const bytes = Buffer.from(content);
	const { origin, pathname } = new URL(url);
	const hash = createHash('sha256').update(`${what} ${url}\n`).update(bytes).digest('base64');
	shown.set(hash, { name: `${what} ${pathname}`, origin, content: bytes });
}

/** Returns everything that was shown, except by the servers of `excluded`. */
export const shownPages = (excluded: string[] = []): Place[] =>
	[...shown.values()].filter(({ origin }) => !excluded.includes(origin));

/** Keeps every page, and every response to a script, before the browser shows it. The page waits until it is kept. */
export async function keepResponses(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	session.on('Fetch.requestPaused', (paused) => {
		// What arrives after the test has closed the page, or has left it, is not shown.
		void keepResponse(session, paused).catch((error: unknown) => {
			if (!page.isClosed() && !isDropped(error)) throw error;
		});
	});
	const patterns = (['Document', 'Fetch', 'XHR'] as const).map((resourceType) => ({
		resourceType,
		requestStage: 'Response' as const,
	}));
	await session.send('Fetch.enable', { patterns });
}

/** Returns whether the browser gave up a request, such as one of a script whose page was left meanwhile. */
const isDropped = (error: unknown): boolean => String(error).includes('Invalid InterceptionId');

interface Paused {
	requestId: string;
	request: { url: string };
	responseStatusCode?: number;
}

async function keepResponse(
	session: CDPSession,
	{ requestId, request, responseStatusCode = 0 }: Paused,
): Promise<void> {
	// A failed request and a redirect have no body that is shown.
	const hasBody = responseStatusCode >= 200 && Math.floor(responseStatusCode / 100) !== 3;
	if (hasBody) {
		const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
		const content = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
		keepShown('the response', request.url, content);
	}
	await session.send('Fetch.continueRequest', { requestId });
}

/** Keeps a page as the browser shows it now: its elements, and its visible text. */
export async function keepPage(page: Page): Promise<void> {
	keepShown('the elements of', page.url(), await page.content());
	keepShown('the text of', page.url(), await page.locator('body').innerText());
}

/** Returns an email as it was sent, and its decoded parts. */
export async function placesInMail({ subject, source }: Mail): Promise<Place[]> {
	const { text, html, attachments } = await PostalMime.parse(source);
	const parts = [source, text ?? '', html ?? '', ...attachments.map(({ content }) => content)];
	return parts.map((part) => ({
		name: `the email "${subject}"`,
		content: typeof part === 'string' ? Buffer.from(part) : Buffer.from(part as ArrayBuffer),
	}));
}
