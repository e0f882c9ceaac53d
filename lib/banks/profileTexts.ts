import { z } from 'zod/v4';

/* Texts that occur in several parts of a profile. */

const notRoot =
	'must be an https URL in lower case, without port 443, trailing slash, query and user name';
/** Root of a server. */
export const serverAddress = z.string().refine(isRoot, notRoot);
/** An issuer with a path may end with a slash (OpenID Connect Discovery 1.0 §4.3). */
export const issuer = z
	.string()
	.refine((text) => isRoot(text.replace(/([^/]\/[^/]+)\/$/, '$1')), notRoot);
/** The URL of a document. */
export const documentAddress = z
	.string()
	.refine(
		(text) => isRoot(text) && new URL(text).pathname !== '/',
		'must be the https URL of a document',
	);
/** A path below a root. `{providerCode}` is replaced with the operator's provider code. */
const segments = /^(\/(?!\.{1,2}(\/|$))([\w.~-]|\{providerCode\})+)+$/;
export const path = z
	.string()
	.regex(
		segments,
		'must start with a slash, must not end with one, and must not contain dot segments, queries and escapes',
	);
/** OAuth scopes, separated by spaces (RFC 6749 §3.3). */
export const scope = z.string().regex(/^[\w.:-]+( [\w.:-]+)*$/, 'must be words with single spaces');

/** `token_endpoint_auth_method` (OpenID Connect Core §9, RFC 8705 §2.1.1). */
export const tokenEndpointAuthMethod = z.enum([
	'client_secret_basic',
	'client_secret_post',
	'private_key_jwt',
	'tls_client_auth',
]);

/** Returns whether the text is the root of an https server in the form of the URL parser. Such texts can be compared. */
function isRoot(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, search, hash, username, href } = new URL(text);
	const plain = protocol === 'https:' && !search && !hash && !username && !text.endsWith('/');
	return plain && [text, `${text}/`].includes(href);
}
