import { randomBytes } from 'node:crypto';

import { escapeHtml } from '../../lib/html';
import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';

/** A page for the PSU, with its HTTP status and headers. */
export interface Page {
	status: number;
	headers: Record<string, string>;
	body: string;
}

/** The form field that carries the fragment. */
export const fragmentField = 'fragment';

/**
 * Returns the page that posts the fragment of its URL to the webhook. Browsers do not send fragments to servers. A form
 * post also works in a sandbox without an origin, where scripts must not fetch.
 */
export const fragmentPage = (): Page =>
	page({
		title: 'Returning from your bank',
		main: `<p id="wait" hidden>One moment: your bank's response is being processed.</p>
<p id="nothing" hidden>This link contains no response from your bank. If you came from your bank, go back and try again.</p>
<noscript><p><strong>This page needs JavaScript to process your bank's response.</strong> Turn it on and reload the page. Your bank's response is not lost.</p></noscript>
<form method="post"><input type="hidden" name="${fragmentField}"></form>`,
		script,
		hasForm: true,
	});

const script = `
	const fragment = location.hash.slice(1);
	const form = document.forms[0];
	document.getElementById(fragment ? 'wait' : 'nothing').hidden = false;
	if (fragment) {
		form.elements.${fragmentField}.value = fragment;
		form.action = location.href.split('#')[0];
		form.submit();
	}
`;

type Outcome = Exclude<RedirectOutcome['outcome'], 'repeated'>;

/** The operator's texts for the page. An empty text counts as absent. */
export interface PageTexts {
	titles: Partial<Record<Outcome, string>>;
	texts: Partial<Record<Outcome, string>>;
	linkText?: string;
	linkUrl?: string;
}

/** The texts of the page, if the operator has entered none. */
export const defaultTexts: Record<Outcome, { title: string; text: string }> = {
	authorised: {
		title: 'Your account is connected',
		text: 'Your bank has confirmed your permission. You can close this page.',
	},
	refused: {
		title: 'Your account is not connected',
		text: 'You or your bank did not give permission, so no data is shared. You can close this page.',
	},
	undecided: {
		title: 'Your bank has not decided yet',
		text: 'Your bank has received your permission, but another step is needed. You can close this page.',
	},
	failed: {
		title: 'The connection failed',
		text: 'The connection to your bank could not be completed, so no data is shared. Please start again on the website or in the app that you came from.',
	},
};

/** Returns the page for a PSU whose bank takes long. The workflow gets the outcome later. */
export const pendingPage = (texts: PageTexts): Page =>
	page({
		status: 202,
		title: 'Your bank is taking longer than usual',
		main: [
			'<p>Your bank’s response was received and is being processed. You can close this page.</p>',
			link(texts),
		].join('\n'),
		script: removeResponse,
	});

/** Returns the page for a redirect that was processed before, such as a page that was loaded again. */
export const repeatedPage = (texts: PageTexts): Page =>
	page({
		title: 'Your bank’s response was already received',
		main: ['<p>You can close this page.</p>', link(texts)].join('\n'),
		script: removeResponse,
	});

/** Returns the page that the PSU sees at the end. `reference` is the interaction id that the support needs. */
export function outcomePage(outcome: Outcome, texts: PageTexts, reference?: string): Page {
	const paragraphs = [
		`<p>${escapeHtml(texts.texts[outcome] || defaultTexts[outcome].text)}</p>`,
		link(texts),
		reference && `<p class="reference">Reference: ${escapeHtml(reference)}</p>`,
	];
	return page({
		status: statusOf[outcome] ?? 200,
		title: texts.titles[outcome] || defaultTexts[outcome].title,
		main: paragraphs.filter(Boolean).join('\n'),
		script: removeResponse,
	});
}

/** Outcomes that are not final successes of the page. */
const statusOf: Partial<Record<Outcome, number>> = { failed: 400, undecided: 202 };

const link = ({ linkText, linkUrl }: PageTexts): string =>
	linkUrl
		? `<p><a href="${escapeHtml(linkUrl)}">${escapeHtml(linkText || 'Continue')}</a></p>`
		: '';

/** Removes code and state from the address bar and the history of the browser. */
const removeResponse = "history.replaceState(null, '', location.pathname);";

interface Contents {
	status?: number;
	title: string;
	/** HTML, in which all input is escaped. */
	main: string;
	/** JavaScript that runs after the page has loaded. */
	script?: string;
	/** The page contains a form. */
	hasForm?: true;
}

/** For every browser, without resources from other servers. */
const style = `
	:root { color-scheme: light dark; }
	body { font: 1.0625rem/1.6 system-ui, sans-serif; margin: 0; color: #1b1b1f; background: #f5f5f7; }
	main { max-width: 32rem; margin: 12vh auto 2rem; padding: 2rem; background: #fff; border-radius: .5rem; }
	h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
	p { margin: 0 0 1rem; overflow-wrap: anywhere; }
	a { color: #1d4ed8; }
	.reference { color: #55555f; font-size: .9375rem; }
	:focus-visible { outline: 3px solid #b45309; outline-offset: 2px; }
	@media (max-width: 36rem) { main { margin: 0; border-radius: 0; min-height: 100vh; box-sizing: border-box; } }
	@media (prefers-color-scheme: dark) {
		body { color: #f0f0f4; background: #18181b; }
		main { background: #27272a; }
		a { color: #93b4ff; }
		.reference { color: #b4b4bf; }
		:focus-visible { outline-color: #fbbf24; }
	}
`;

/** Returns the page. Browsers must not store, frame or reveal it, because its URL may contain a code. */
function page({ status = 200, title, main, script, hasForm }: Contents): Page {
	// The form must also work in a sandbox without an origin, where 'self' matches nothing.
	const formAction = hasForm ? '' : " form-action 'none';";
	const nonce = randomBytes(16).toString('base64url');
	return {
		status,
		headers: {
			'Content-Type': 'text/html; charset=utf-8',
			'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none';${formAction} frame-ancestors 'none'`,
			'Cache-Control': 'no-store',
			'Referrer-Policy': 'no-referrer',
			'X-Content-Type-Options': 'nosniff',
			'X-Frame-Options': 'DENY',
		},
		body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${main}
</main>
${script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`}
</body>
</html>
`,
	};
}
