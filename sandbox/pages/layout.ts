const style = `
	body { font: 1.0625rem/1.5 system-ui, sans-serif; color: #1b1b1f; background: #f5f5f7; margin: 0; }
	main { max-width: 34rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #c8c8d0; }
	h1 { font-size: 1.5rem; margin-top: 0; }
	label { display: block; margin: .5rem 0; }
	input[type=text], input[type=password] { display: block; width: 100%; box-sizing: border-box;
		font: inherit; padding: .5rem; border: 1px solid #60606b; }
	textarea { display: block; width: 100%; box-sizing: border-box; margin-top: .25rem; padding: .5rem;
		font: .875rem/1.5 ui-monospace, monospace; border: 1px solid #60606b; overflow-wrap: anywhere; }
	button { font: inherit; padding: .5rem 1.25rem; margin: 1rem .5rem 0 0; border: 2px solid #1d4ed8;
		background: #1d4ed8; color: #fff; cursor: pointer; }
	button.secondary { background: #fff; color: #1d4ed8; }
	:focus-visible { outline: 3px solid #b45309; outline-offset: 2px; }
	.problem { border-left: 4px solid #b91c1c; padding-left: .75rem; color: #991b1b; }
`;

/** Returns an HTML document. The title is escaped, the content is not. */
export function page(title: string, content: string): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

/** Returns an error message for a form; empty without a text. */
export function problemText(text: string | undefined): string {
	return text === undefined ? '' : `<p class="problem" role="alert">${escape(text)}</p>`;
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Escapes a text for HTML content and attributes. */
export function escape(text: string): string {
	return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
