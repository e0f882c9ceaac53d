import type { IWebhookFunctions } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import type { PageTexts } from './pages/outcomePage';

/** The operator's settings, which are read before the code is exchanged. */
export interface Settings {
	/** Absent: the PSU sees a page. */
	redirects?: { success: string; failure: string };
	texts: PageTexts;
	acceptsUnrecognised: boolean;
	hasPlainTokens: boolean;
}

/** Reads the settings of the trigger. @throws ConfigurationError for an invalid URL */
export const readSettings = (context: IWebhookFunctions): Settings => ({
	redirects: readRedirects(context),
	texts: readPageTexts(context),
	acceptsUnrecognised: context.getNodeParameter('options.emitForeign', false) === true,
	hasPlainTokens: context.getNodeParameter('options.outputTokens', false) === true,
});

/** Reads the operator's texts for the page. If they cannot be read, the default texts count. */
export function readPageTexts(context: IWebhookFunctions): PageTexts {
	const page = readPage(context);
	// The value of an expression may have any type.
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
		linkUrl: toUrl(text('linkUrl')),
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
		success: readUrl(context, 'redirectAuthorised'),
		failure: readUrl(context, 'redirectOtherwise'),
	};
}

function readUrl(context: IWebhookFunctions, name: string): string {
	const text = String(context.getNodeParameter(name, ''));
	const url = toUrl(text);
	if (url) return url;
	throw parameterError(`"${text}" is not a complete http or https URL.`, name);
}

/** Returns the URL as a browser writes it. Undefined: it is not a page, but for example a script. */
function toUrl(text: string): string | undefined {
	const isPage = /^https?:\/\//i.test(text.trim()) && URL.canParse(text);
	return isPage ? new URL(text).href : undefined;
}
