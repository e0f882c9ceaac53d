import type { RedirectOutcome } from '../../../lib/oauth/redirectOutcome';
import { escapeHtml, page, type Page } from './page';

type Outcome = Exclude<RedirectOutcome['outcome'], 'repeated'>;

/** The operator's texts for the page. An empty text counts as absent. */
export interface PageTexts {
	titles: Partial<Record<Outcome, string>>;
	texts: Partial<Record<Outcome, string>>;
	linkText?: string;
	linkUrl?: string;
}

const defaults: Record<Outcome, { title: string; text: string }> = {
	authorised: {
		title: 'Your account is connected',
		text: 'Your bank has confirmed your permission. You can close this page.',
	},
	refused: {
		title: 'Your account is not connected',
		text: 'You or your bank did not give permission, so no data is shared. You can close this page.',
	},
	failed: {
		title: 'The connection failed',
		text: 'The response of your bank is invalid, so no data is shared. Please start again on the website or in the app that you came from.',
	},
};

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
		`<p>${escapeHtml(texts.texts[outcome] || defaults[outcome].text)}</p>`,
		link(texts),
		reference && `<p class="reference">Reference: ${escapeHtml(reference)}</p>`,
	];
	return page({
		status: outcome === 'failed' ? 400 : 200,
		title: texts.titles[outcome] || defaults[outcome].title,
		main: paragraphs.filter(Boolean).join('\n'),
		script: removeResponse,
	});
}

const link = ({ linkText, linkUrl }: PageTexts): string =>
	linkUrl
		? `<p><a href="${escapeHtml(linkUrl)}">${escapeHtml(linkText || 'Continue')}</a></p>`
		: '';

/** Removes code and state from the address bar and the history of the browser. */
const removeResponse = "history.replaceState(null, '', location.pathname);";
