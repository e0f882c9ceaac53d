import type { IWebhookFunctions } from 'n8n-workflow';

import { ConfigurationError } from '../../lib/errors';
import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import type { PageTexts } from './pages/outcomePage';

/** The operator's words for the page. */
export function readPageTexts(context: IWebhookFunctions): PageTexts {
	const page = context.getNodeParameter('page', {}) as Record<string, string | undefined>;
	return {
		titles: {
			authorised: page.authorisedTitle,
			refused: page.refusedTitle,
			failed: page.failedTitle,
		},
		texts: {
			authorised: page.authorisedText,
			refused: page.refusedText,
			failed: page.failedText,
		},
		linkText: page.linkText,
		linkUrl: isAddress(page.linkUrl) ? page.linkUrl : undefined,
	};
}

/**
 * Where the PSU goes on to; undefined when a page is shown.
 *
 * @throws ConfigurationError for what is no address of a page
 */
export function readRedirects(
	context: IWebhookFunctions,
): Record<RedirectOutcome['outcome'], string> | undefined {
	if (context.getNodeParameter('answerWith', 'page') !== 'redirect') return undefined;
	const otherwise = readAddress(context, 'redirectOtherwise', 'Redirect Otherwise');
	return {
		authorised: readAddress(context, 'redirectAuthorised', 'Redirect When Authorised'),
		refused: otherwise,
		failed: otherwise,
	};
}

function readAddress(context: IWebhookFunctions, name: string, field: string): string {
	const address = String(context.getNodeParameter(name, ''));
	if (isAddress(address)) return address;
	throw new ConfigurationError(`${field} is not a complete http or https address.`, { field });
}

/** Nothing that a browser would run. */
const isAddress = (text: string | undefined): boolean =>
	text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
