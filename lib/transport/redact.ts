import type { HttpRequest } from './http';
import { plainText } from './plainText';

const names =
	'(?:access_token|refresh_token|id_token|client_secret|assertion|code_verifier|password|passphrase)';
const secrets: Array<[pattern: RegExp, replacement: string]> = [
	[/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '[PEM]'],
	// A JWS or JWE in compact serialisation. One part of a JWE may be empty.
	[/\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, '[JWT]'],
	[/\b(Bearer|Basic):?\s+[\w.~+/=-]+/gi, '$1 [token]'],
	// A value in quotes, with everything up to the closing quote.
	[new RegExp(`(${names}["']\\s*:\\s*)(?:"[^"]*"?|'[^']*'?)`, 'gi'), '$1[secret]'],
	[new RegExp(`(${names}["']?\\s*[=:]\\s*["']?)[^"'&\\s,}]+`, 'gi'), '$1[secret]'],
	// An authorization code, but not "status code: 400".
	[/((?<![\w-])code(?:=|["']\s*:\s*["']))[^"'&\s,}]+/gi, '$1[secret]'],
	// Longer than any word: an opaque token, or a key without its PEM lines. A URL may be this long.
	[/(?<![\w+/=-])(?<!https?:\/\/\S*)[\w+/=-]{40,}/g, '[secret]'],
];

/** Characters. */
const longest = 500;

/**
 * Returns a bank's text in a form that may be stored and shown: one line of at most 500 characters without HTML, in which everything
 * that looks like a key, a token or a secret is replaced.
 */
export function redact(text: string): string {
	const clean = secrets.reduce(
		(rest, [pattern, replacement]) => rest.replace(pattern, replacement),
		// The rest would not be shown anyway.
		plainText(text.slice(0, 10 * longest)),
	);
	// eslint-disable-next-line no-control-regex -- this removes control characters
	const line = clean.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
	return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Fields of a form-encoded body. */
const secretFields = [
	'code',
	'code_verifier',
	'refresh_token',
	'token',
	'client_secret',
	'client_assertion',
];

/** Characters. Shorter secrets could be ordinary words of the response. */
const shortest = 8;

/**
 * Returns `body` without the secrets of the request. A bank may repeat the token or the code in its error, and `redact`
 * cannot recognise every secret.
 */
export function removeSentSecrets(body: Buffer, request: HttpRequest): Buffer {
	const secrets = sentSecrets(request).filter((secret) => secret.length >= shortest);
	if (secrets.length === 0) return body;
	const text = secrets.reduce(
		(rest, secret) => rest.replaceAll(secret, '[secret]'),
		body.toString(),
	);
	return Buffer.from(text);
}

function sentSecrets({ headers = {}, body = '' }: HttpRequest): string[] {
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

/** The client ID and the secret are form-encoded before they are joined (RFC 6749 §2.3.1). */
function basicSecrets(credentials: string): string[] {
	const pair = Buffer.from(credentials, 'base64').toString('utf8');
	const secret = pair.slice(pair.indexOf(':') + 1);
	return [secret, ...new URLSearchParams(`secret=${secret}`).getAll('secret')];
}

const isForm = (headers: Record<string, string>) =>
	Object.values(headers).some((value) => value.startsWith('application/x-www-form-urlencoded'));
