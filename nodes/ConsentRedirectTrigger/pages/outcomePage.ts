import type { RedirectOutcome } from '../../../lib/oauth/redirectOutcome';
import { escape, page, type Page } from './page';

type Outcome = Exclude<RedirectOutcome['outcome'], 'repeated'>;

/** What the operator says in place of our words; empty texts count as absent. */
export interface PageTexts {
	titles: Partial<Record<Outcome, string>>;
	texts: Partial<Record<Outcome, string>>;
	linkText?: string;
	linkUrl?: string;
}

const usual: Record<Outcome, { title: string; text: string }> = {
	authorised: {
		title: 'Your account is connected',
		text: 'Your bank has confirmed your permission. You can close this page.',
	},
	refused: {
		title: 'Nothing was connected',
		text: 'No permission was given at your bank, so nothing is shared. You can close this page.',
	},
	failed: {
		title: 'The connection did not work',
		text: 'What your bank sent could not be used, and nothing is shared. Please start again where you came from.',
	},
};

/** For a page that was loaded again: what came of the first time is not known any more. */
export const repeatedPage = (texts: PageTexts): Page =>
	page({
		title: 'This was answered already',
		main: [
			'<p>Your bank’s answer has been taken once, and once is enough. You can close this page.</p>',
			link(texts),
		].join('\n'),
		script: leaveNoAnswer,
	});

/** What the PSU sees at the end. `reference` is what support asks for. */
export function outcomePage(outcome: Outcome, texts: PageTexts, reference?: string): Page {
	const paragraphs = [
		`<p>${escape(texts.texts[outcome] || usual[outcome].text)}</p>`,
		link(texts),
		reference && `<p class="reference">Reference: ${escape(reference)}</p>`,
	];
	return page({
		status: outcome === 'failed' ? 400 : 200,
		title: texts.titles[outcome] || usual[outcome].title,
		main: paragraphs.filter(Boolean).join('\n'),
		script: leaveNoAnswer,
	});
}

const link = ({ linkText, linkUrl }: PageTexts): string =>
	linkUrl ? `<p><a href="${escape(linkUrl)}">${escape(linkText || 'Continue')}</a></p>` : '';

/** Code and state are not to stay in the address and in the history of the browser. */
const leaveNoAnswer = "history.replaceState(null, '', location.pathname);";
