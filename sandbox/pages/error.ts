import { escape, page } from './layout';

/** For an error that must not go to the redirect URI by itself; `way` is where the PSU may take it. */
export function errorPage(error: string, description: string, way?: string): string {
	const link = way ? `\n<p><a href="${escape(way)}">Back to where you came from</a></p>` : '';
	return page(
		'The request cannot be answered',
		`<p>${escape(description)}</p>\n<p><code>${escape(error)}</code></p>${link}`,
	);
}
