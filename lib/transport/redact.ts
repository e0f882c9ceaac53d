import { longestQuote, shorten } from '../errors';
import { jwt, replaceLongParts } from '../secretTexts';

const names =
	'(?:access_token|refresh_token|id_token|client_secret|assertion|code_verifier|password|passphrase)';
const secrets: Array<[pattern: RegExp, replacement: string]> = [
	[/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '[PEM]'],
	[jwt, '[JWT]'],
	[/\b(Bearer|Basic):?\s+[\w.~+/=-]+/gi, '$1 [token]'],
	// A value in quotes, with everything up to the closing quote.
	[new RegExp(`(${names}["']\\s*:\\s*)(?:"[^"]*"?|'[^']*'?)`, 'gi'), '$1[secret]'],
	[new RegExp(`(${names}["']?\\s*[=:]\\s*["']?)[^"'&\\s,}]+`, 'gi'), '$1[secret]'],
	// An authorization code, but not "status code: 400".
	[/((?<![\w-])code(?:=|["']\s*:\s*["']))[^"'&\s,}]+/gi, '$1[secret]'],
];

/**
 * Returns a bank's text in a form that may be stored and shown: one line of at most 500 characters without HTML. Everything in
 * it that looks like a key, a token or a secret is replaced.
 */
export function redact(text: string): string {
	// The rest would not be shown anyway.
	const shown = plainText(text.slice(0, 10 * longestQuote));
	const decoded = decodeEscapes(shown);
	const isDecodedSecret = decoded !== shown && replaceSecrets(decoded) !== decoded;
	const line = replaceSecrets(isDecodedSecret ? decoded : shown).replace(controls, ' ');
	return shorten(line.trim());
}

// eslint-disable-next-line no-control-regex -- this removes control characters
const controls = /[\u0000-\u001f\u007f]+/g;

const replaceSecrets = (text: string): string =>
	replaceLongParts(
		secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text),
		() => '[secret]',
	);

/** Decodes the escapes of JSON and URLs, also where they were escaped twice. */
const decodeEscapes = (text: string): string =>
	text
		.replace(/\\{1,4}u([\da-f]{4})|%(?:25)?([\da-f]{2})/gi, (_, json?: string, url?: string) =>
			String.fromCharCode(parseInt((json ?? url)!, 16)),
		)
		.replace(/\\{1,4}(["/])/g, '$1');

/** A tag or a comment of HTML. */
export const tag = /<[!/?a-z][^<>]*>/gi;

/**
 * Returns the text of HTML, and any other text without characters that begin a tag. Errors are shown in n8n's editor, which
 * renders some texts as HTML.
 */
export const plainText = (text: string): string =>
	decodeEntities(text)
		.replace(tag, ' ')
		.replace(/ {2,}/g, ' ')
		.replace(/</g, '‹')
		.replace(/>/g, '›');

/**
 * Returns an ID of the bank for a text that n8n shows: at most 500 characters without HTML. IDs may look like tokens, which
 * `redact` would replace.
 */
export const shownId = (id: string): string =>
	shorten(plainText(id.slice(0, 10 * longestQuote)).trim());

const named = new Map([
	['lt', '<'],
	['gt', '>'],
	['amp', '&'],
	['quot', '"'],
	['apos', "'"],
	['nbsp', ' '],
	['shy', '\u00ad'],
]);

/** Decodes the character references of HTML that banks use (HTML Living Standard, "Character references"). */
export const decodeEntities = (text: string): string =>
	text.replace(
		/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi,
		(reference, decimal?: string, hexadecimal?: string, name?: string) => {
			if (name) return named.get(name.toLowerCase()) ?? reference;
			const code = decimal ? Number(decimal) : parseInt(hexadecimal!, 16);
			return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
		},
	);
