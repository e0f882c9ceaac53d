import type { IWebhookFunctions } from 'n8n-workflow';

import { ConfigurationError } from '../../lib/errors';
import type { PageTexts } from './pages/outcomePage';

/** What the operator chose, read before an answer is used up. */
export interface Settings {
	/** Absent: a page is shown. */
	redirects?: { authorised: string; otherwise: string };
	texts: PageTexts;
	emitForeign: boolean;
	tokensInClear: boolean;
}

/** @throws ConfigurationError for an address that is none */
export const readSettings = (context: IWebhookFunctions): Settings => ({
	redirects: readRedirects(context),
	texts: readPageTexts(context),
	emitForeign: context.getNodeParameter('options.emitForeign', false) === true,
	tokensInClear: context.getNodeParameter('options.outputTokens', false) === true,
});

/** The operator's words for the page; ours where theirs cannot be had. */
export function readPageTexts(context: IWebhookFunctions): PageTexts {
	const page = readPage(context);
	// What comes of an expression may be of any type.
	const text = (name: string) => String(page[name] ?? '');
	return {
		titles: {
			authorised: text('authorisedTitle'),
			refused: text('refusedTitle'),
			failed: text('failedTitle'),
		},
		texts: {
			authorised: text('authorisedText'),
			refused: text('refusedText'),
			failed: text('failedText'),
		},
		linkText: text('linkText'),
		linkUrl: toAddress(text('linkUrl')),
	};
}

function readPage(context: IWebhookFunctions): Record<string, unknown> {
	try {
		return context.getNodeParameter('page', {}) as Record<string, unknown>;
	} catch {
		return {};
	}
}

function readRedirects(context: IWebhookFunctions): Settings['redirects'] {
	if (context.getNodeParameter('answerWith', 'page') !== 'redirect') return undefined;
	return {
		authorised: readAddress(context, 'redirectAuthorised', 'Redirect When Authorised'),
		otherwise: readAddress(context, 'redirectOtherwise', 'Redirect Otherwise'),
	};
}

function readAddress(context: IWebhookFunctions, name: string, field: string): string {
	const address = toAddress(String(context.getNodeParameter(name, '')));
	if (address) return address;
	throw new ConfigurationError(`${field} is not a complete http or https address.`, { field });
}

/** As a browser reads it; undefined for what is no page, such as a script. */
function toAddress(text: string): string | undefined {
	const isPage = /^https?:\/\//i.test(text.trim()) && URL.canParse(text);
	return isPage ? new URL(text).href : undefined;
}
