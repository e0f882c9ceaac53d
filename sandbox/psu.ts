import { newBrowser, textOf, type Field, type Page } from './psuBrowser';

export interface PsuOptions {
	/** Also the password: the bank's test customers have the same for both. */
	user: string;
	password?: string;
	/** The one-time code, where the bank asks for a second factor. */
	code?: string;
	/** `all` by default. */
	accounts?: 'all' | string[];
	/** PEM of the authority that issued the bank's server certificate. */
	ca: string;
}

/** Logs in and approves, as a PSU does in a browser; gives the address that the bank redirects to in the end. */
export async function psuApproves(authorizationUrl: string, options: PsuOptions): Promise<string> {
	const accounts = options.accounts ?? 'all';
	const chosen = accounts === 'all' ? ['all'] : accounts;
	const approval = chosen.map((account): Field => ['account', account]);
	return walk(authorizationUrl, options, [...approval, ['decision', 'approve']]);
}

/** Logs in and refuses. */
export async function psuRefuses(authorizationUrl: string, options: PsuOptions): Promise<string> {
	return walk(authorizationUrl, options, [['decision', 'refuse']]);
}

async function walk(start: string, options: PsuOptions, consent: Field[]): Promise<string> {
	const browser = newBrowser(new URL(start), options.ca);
	const forms = formsOf(options, consent);
	let page = await browser.open(start);
	while (page.location === undefined) page = await browser.submit(page, nextForm(forms, page));
	return page.location;
}

/** What is put into a page, by a field that tells the page from others. */
function formsOf({ user, password = user, code = '123456' }: PsuOptions, consent: Field[]) {
	return new Map<string, Field[]>([
		[
			'user',
			[
				['user', user],
				['password', password],
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
		['acknowledged', [['acknowledged', 'yes']]],
	]);
}

// Every page is there once: a second time it says what was wrong.
function nextForm(forms: Map<string, Field[]>, { body }: Page): Field[] {
	const field = [...forms.keys()].find((name) => body.includes(` name="${name}"`));
	const form = field === undefined ? undefined : forms.get(field);
	if (!form) throw new Error(`The bank's page did not lead on: ${textOf(body)}`);
	forms.delete(field!);
	return form;
}
