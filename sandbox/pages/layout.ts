const style = `
	:root { color-scheme: light dark; --text: #1b1b1f; --page: #f5f5f7; --card: #fff; --rule: #c8c8d0; --field: #60606b;
		--action: #1d4ed8; --on-action: #fff; --problem: #991b1b; --focus: #b45309; }
	@media (prefers-color-scheme: dark) { :root { --text: #f0f0f4; --page: #18181b; --card: #27272a; --rule: #45454d;
		--field: #a1a1aa; --action: #93b4ff; --on-action: #18181b; --problem: #fca5a5; --focus: #fbbf24; } }
	body { font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); margin: 0; }
	main { max-width: 34rem; margin: 3rem auto; padding: 2rem; background: var(--card); border: 1px solid var(--rule); }
	h1 { font-size: 1.5rem; margin-top: 0; }
	a { color: var(--action); }
	label { display: block; margin: .5rem 0; }
	label:has(> input[type=checkbox], > input[type=radio]) { padding-left: 1.75rem; text-indent: -1.75rem; }
	input[type=checkbox], input[type=radio] { width: 1.25rem; height: 1.25rem; margin: 0 .5rem 0 0; vertical-align: -.2rem; }
	.account { white-space: nowrap; }
	fieldset { border: 1px solid var(--rule); margin: 1rem 0 0; min-width: 0; }
	dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; } dd { margin: 0; font-weight: 600; }
	input[type=text], input[type=password] { display: block; width: 100%; box-sizing: border-box; color: inherit;
		font: inherit; padding: .5rem; border: 1px solid var(--field); background: var(--card); }
	textarea { display: block; width: 100%; box-sizing: border-box; margin-top: .25rem; padding: .5rem; color: inherit;
		font: .875rem/1.5 ui-monospace, monospace; border: 1px solid var(--field); background: var(--card);
		overflow-wrap: anywhere; }
	button { font: inherit; padding: .5rem 1.25rem; margin: 1rem .5rem 0 0; border: 2px solid var(--action);
		background: var(--action); color: var(--on-action); cursor: pointer; }
	button.secondary { background: var(--card); color: var(--action); }
	:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
	.problem { border-left: 4px solid var(--problem); padding-left: .75rem; color: var(--problem); }
	@media (max-width: 36rem) { main { margin: 0; border: 0; min-height: 100vh; box-sizing: border-box; } }
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
