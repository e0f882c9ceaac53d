import { request } from 'node:https';

export type Field = [name: string, value: string];

export interface BrowserPage {
	url: URL;
	status: number;
	location?: string;
	body: string;
}

/** Creates a minimal browser for a bank's pages: it follows redirects within the bank, keeps cookies and submits forms. */
export function newBrowser({ host }: URL, ca: string) {
	const cookies = new Map<string, Cookie>();
	const open = async (address: string | URL, form?: Field[]): Promise<BrowserPage> => {
		const url = new URL(address);
		const page = await sendRequest({ url, ca, cookies, form });
		if (page.location === undefined) return assertPage(page);
		const next = new URL(page.location, url);
		return next.host === host ? open(next) : page;
	};
	return {
		open,
		submit: (page: BrowserPage, form: Field[]) =>
			open(new URL(actionOf(page), page.url), [...presetFields(page, form), ...form]),
	};
}

interface Cookie {
	value: string;
	path: string;
}

interface PageRequest {
	url: URL;
	ca: string;
	cookies: Map<string, Cookie>;
	form?: Field[];
}

function sendRequest({ url, ca, cookies, form }: PageRequest): Promise<BrowserPage> {
	const body = form ? new URLSearchParams(form).toString() : undefined;
	const headers: Record<string, string> = {
		accept: 'text/html',
		cookie: cookieHeader(cookies, url.pathname),
		...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
	};
	return new Promise((resolve, reject) => {
		const outgoing = request(url, { method: body === undefined ? 'GET' : 'POST', ca, headers });
		outgoing.on('error', reject);
		outgoing.on('response', (response) => {
			storeCookies(cookies, response.headers['set-cookie'] ?? []);
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					url,
					status: response.statusCode ?? 0,
					location: response.headers.location,
					body: Buffer.concat(chunks).toString('utf8'),
				}),
			);
		});
		outgoing.end(body);
	});
}

function storeCookies(cookies: Map<string, Cookie>, lines: string[]): void {
	for (const line of lines) {
		const [pair = '', ...attributes] = line.split(/; */);
		const [name = '', value = ''] = pair.split('=');
		const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
		if (value === '') cookies.delete(`${name} ${path}`);
		else cookies.set(`${name} ${path}`, { value: `${name}=${value}`, path });
	}
}

function cookieHeader(cookies: Map<string, Cookie>, pathname: string): string {
	const matching = [...cookies.values()].filter(({ path }) => pathname.startsWith(path));
	return matching.map(({ value }) => value).join('; ');
}

function assertPage(page: BrowserPage): BrowserPage {
	if (page.status === 200) return page;
	throw new Error(`The bank responded with status ${page.status}: ${visibleText(page.body)}`);
}

function actionOf({ body }: BrowserPage): string {
	const action = /<form[^>]* action="([^"]*)"/.exec(body)?.[1];
	if (action !== undefined) return action.replaceAll('&amp;', '&');
	throw new Error(`The bank's page contains no form: ${visibleText(body)}`);
}

/** Returns what a browser sends without a choice of the PSU: hidden fields, and buttons that are checked at first. */
function presetFields({ body }: BrowserPage, chosen: Field[]): Field[] {
	const isChosen = new Set(chosen.map(([name]) => name));
	const hidden = body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/?>/g);
	const checked = body.matchAll(/<input type="radio" name="([^"]*)" value="([^"]*)" checked>/g);
	return [...hidden, ...checked]
		.map(([, name, value]): Field => [name!, value!])
		.filter(([name]) => !isChosen.has(name));
}

/** Returns the visible text of a page. */
export function visibleText(html: string): string {
	return html
		.replaceAll(/<style>[^<]*<\/style>|<[^<>]*>/g, ' ')
		.replaceAll(/\s+/g, ' ')
		.trim();
}
