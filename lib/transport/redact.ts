const names =
	'(?:access_token|refresh_token|id_token|client_secret|assertion|code_verifier|password|passphrase)';
const secrets: Array<[pattern: RegExp, replacement: string]> = [
	[/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '[PEM]'],
	// A JWS or JWE in compact serialisation; also its encrypted-key-less form with an empty part.
	[/\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, '[JWT]'],
	[/\b(Bearer|Basic):?\s+[\w.~+/=-]+/gi, '$1 [token]'],
	// In quotes: to the end of the quotation.
	[new RegExp(`(${names}["']\\s*:\\s*)(?:"[^"]*"?|'[^']*'?)`, 'gi'), '$1[secret]'],
	[new RegExp(`(${names}["']?\\s*[=:]\\s*["']?)[^"'&\\s,}]+`, 'gi'), '$1[secret]'],
	// An authorisation code, but not "status code: 400".
	[/((?<![\w-])code(?:=|["']\s*:\s*["']))[^"'&\s,}]+/gi, '$1[secret]'],
	// No word is this long: an opaque token, or a key without its frame. An address may be.
	[/(?<![\w+/=-])(?<!https?:\/\/\S*)[\w+/=-]{40,}/g, '[secret]'],
];

const longest = 500;

/**
 * A bank's own words, fit to be stored and shown: one line, at most 500 characters, and whatever looks like a key, a
 * token or a secret replaced.
 */
export function redact(text: string): string {
	const clean = secrets.reduce(
		(rest, [pattern, replacement]) => rest.replace(pattern, replacement),
		// What comes after could not be shown anyway.
		text.slice(0, 10 * longest),
	);
	// eslint-disable-next-line no-control-regex -- control characters are what is removed
	const line = clean.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
	return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
