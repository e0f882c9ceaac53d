import { escape, page } from './layout';

/** Returns the page for an error that must not be sent to the redirect URI directly. `backUrl` is the PSU's way back. */
export function errorPage(error: string, description: string, backUrl?: string): string {
	const link = backUrl ? `\n<p><a href="${escape(backUrl)}">Return to the application</a></p>` : '';
	return page(
		'The request failed',
		`<p>${escape(description)}</p>\n<p><code>${escape(error)}</code></p>${link}`,
	);
}
