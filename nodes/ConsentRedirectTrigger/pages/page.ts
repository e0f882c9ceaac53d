import { randomBytes } from 'node:crypto';

/** A page for the PSU, with its HTTP status and headers. */
export interface Page {
	status: number;
	headers: Record<string, string>;
	body: string;
}

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
	}
`;

/** Returns the page. Browsers must not store, frame or reveal it, because its URL may contain a code. */
export function page({ status = 200, title, main, script, hasForm }: Contents): Page {
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

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Returns the text with the characters that HTML reserves as entities. */
export const escapeHtml = (text: string): string =>
	text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
