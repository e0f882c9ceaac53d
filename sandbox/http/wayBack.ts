import { randomBytes } from 'node:crypto';

import { isReservedName, wayBackPage } from '../pages/wayBack';

/**
 * Returns a page with the response of the bank, in place of a redirect to a name that is reserved for examples: a browser
 * would end on an error. Programs do not send `Sec-Fetch-Mode`, so they get the redirect, and this returns undefined.
 */
export function pageInPlaceOf(
	location: string,
	fetchMode: string | undefined,
	localOrigin?: string,
): { headers: Record<string, string>; body: string } | undefined {
	if (fetchMode !== 'navigate' || !isReservedName(location)) return undefined;
	const nonce = randomBytes(16).toString('base64url');
	return {
		headers: {
			'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; frame-ancestors 'none'`,
			'cache-control': 'no-store',
			'referrer-policy': 'no-referrer',
		},
		body: wayBackPage(location, nonce, localOrigin),
	};
}
