const secrets: Array<[pattern: RegExp, replacement: string]> = [
	[/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '[PEM]'],
	// A JWS or JWE in compact serialisation; also its encrypted-key-less form with an empty part.
	[/\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, '[JWT]'],
	[/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [token]'],
	[
		/((?:access_token|refresh_token|id_token|client_secret|client_assertion|code_verifier|code|password)["']?\s*[=:]\s*["']?)[^"'&\s,}]+/gi,
		'$1[secret]',
	],
];

const longest = 500;

/**
 * A bank's own words, fit to be stored and shown: one line, at most 500 characters, and whatever looks like a key, a
 * token or a secret replaced.
 */
export function redact(text: string): string {
	const clean = secrets.reduce(
		(rest, [pattern, replacement]) => rest.replace(pattern, replacement),
		text,
	);
	// eslint-disable-next-line no-control-regex -- control characters are what is removed
	const line = clean.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
	return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
