import { escape, page } from './layout';

/** For an error that must not go to the redirect URI. */
export function errorPage(error: string, description: string): string {
	return page(
		'The request cannot be answered',
		`<p>${escape(description)}</p>\n<p><code>${escape(error)}</code></p>`,
	);
}
