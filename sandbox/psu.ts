import { newBrowser, visibleText, type Field, type BrowserPage } from './psuBrowser';

export interface PsuOptions {
	/** Also the default password: test customers have the same text for both. */
	user: string;
	password?: string;
	/** One-time code for banks that ask for a second factor; `123456` by default. */
	code?: string;
	/** Account ids to share; `all` by default. */
	accounts?: 'all' | string[];
	/** Where a bank has private and corporate customers: as whom to sign in. `private` by default. */
	context?: 'private' | 'corporate';
	/** Name of the agreement that a corporate customer selects; the first one by default. */
	agreement?: string;
	/** PEM of the CA that issued the bank's server certificate. */
	ca: string;
	/** Address of the bank's app, which opens links with a scheme of the bank's own. */
	app?: string;
	/** Receives the HTML of each page that the PSU sees. */
	onPage?(html: string): void;
}

/** Signs in and approves, as a PSU does in a browser. Returns the address that the bank finally redirects to. */
export async function psuApproves(authorizationUrl: string, options: PsuOptions): Promise<string> {
	const accounts = options.accounts ?? 'all';
	const chosen = accounts === 'all' ? ['all'] : accounts;
	const approval = chosen.map((account): Field => ['account', account]);
	return authorise(authorizationUrl, options, [...approval, ['decision', 'approve']]);
}

/** Signs in and refuses. Returns the address that the bank finally redirects to. */
export async function psuRefuses(authorizationUrl: string, options: PsuOptions): Promise<string> {
	return authorise(authorizationUrl, options, [['decision', 'refuse']]);
}

async function authorise(link: string, options: PsuOptions, consent: Field[]): Promise<string> {
	const start = link.startsWith('https:') ? link : inApp(link, options);
	const browser = newBrowser(new URL(start), options.ca);
	const forms = formFields(options, consent);
	let page = await browser.open(start);
	while (page.location === undefined) {
		options.onPage?.(page.body);
		page = await browser.submit(page, nextForm(forms, page, options));
	}
	return page.location;
}

/** Returns where the bank's app on the PSU's phone shows a link. */
function inApp(link: string, { app }: PsuOptions): string {
	if (app) return link.replace(/^[a-z][a-z0-9+.-]*:\//, app);
	throw new Error(`No app opens ${link.split('?')[0]}`);
}

/** Returns the fields to fill in on each page. The key is a field that only this page has. */
function formFields(options: PsuOptions, consent: Field[]) {
	const { user, password = user, code = '123456', context = 'private' } = options;
	return new Map<string, Field[]>([
		[
			'user',
			[
				['user', user],
				['password', password],
				['context', context],
				['decision', 'login'],
			],
		],
		[
			'code',
			[
				['code', code],
				['decision', 'confirm'],
			],
		],
		['account', consent],
		['debtor', consent.filter(([name]) => name === 'decision')],
		['funds', consent.filter(([name]) => name === 'decision')],
		['acknowledged', [['acknowledged', 'yes']]],
	]);
}

// Each page is filled in once. If it is shown again, it contains an error message.
function nextForm(
	forms: Map<string, Field[]>,
	{ body }: BrowserPage,
	options: PsuOptions,
): Field[] {
	if (body.includes(' name="agreement"')) return selected(body, options);
	const field = [...forms.keys()].find((name) => body.includes(` name="${name}"`));
	const form = field === undefined ? undefined : forms.get(field);
	if (!form) throw new Error(`Signing in at the bank failed. The page says: ${visibleText(body)}`);
	forms.delete(field!);
	return form;
}

/** Returns the fields that select an agreement on a page with radio buttons. */
function selected(body: string, { agreement = '' }: PsuOptions): Field[] {
	const choices = [...body.matchAll(/name="agreement" value="([^"]*)">\s*([^<]*)/g)];
	const [, id] = choices.find(([, , label]) => label!.startsWith(agreement)) ?? [];
	if (id === undefined)
		throw new Error(`The page has no agreement ${agreement}: ${visibleText(body)}`);
	return [
		['agreement', id],
		['decision', 'select'],
	];
}
