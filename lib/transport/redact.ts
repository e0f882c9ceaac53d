import type { HttpRequest } from './http';

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

const secretFields = [
	'code',
	'code_verifier',
	'refresh_token',
	'token',
	'client_secret',
	'client_assertion',
];

/** Shorter ones would take ordinary words out of the answer. */
const shortest = 8;
/**
 * `body` without what the request carried and nobody may store: a bank may echo the token or the code in its error, and
 * nobody could tell it by its looks.
 */
export function withoutSecretsSent(body: Buffer, request: HttpRequest): Buffer {
	const secrets = secretsSent(request).filter((secret) => secret.length >= shortest);
	if (secrets.length === 0) return body;
	const text = secrets.reduce(
		(rest, secret) => rest.replaceAll(secret, '[secret]'),
		body.toString(),
	);
	return Buffer.from(text);
}

function secretsSent({ headers = {}, body = '' }: HttpRequest): string[] {
	const authorization = Object.entries(headers).find(([name]) =>
		/^authorization$/i.test(name),
	)?.[1];
	const [scheme, credentials = ''] = authorization?.split(' ') ?? [];
	const form = new URLSearchParams(isForm(headers) ? body : '');
	return [
		credentials,
		...(/^basic$/i.test(scheme ?? '') ? basicSecrets(credentials) : []),
		...secretFields.flatMap((field) => form.getAll(field)),
		...(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(body) ? [body] : []),
	];
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function basicSecrets(credentials: string): string[] {
	const pair = Buffer.from(credentials, 'base64').toString('utf8');
	const secret = pair.slice(pair.indexOf(':') + 1);
	return [secret, ...new URLSearchParams(`secret=${secret}`).getAll('secret')];
}

const isForm = (headers: Record<string, string>) =>
	Object.values(headers).some((value) => value.startsWith('application/x-www-form-urlencoded'));
