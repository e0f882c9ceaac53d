import { randomBytes } from 'node:crypto';

import type { KoaContextWithOIDC } from 'oidc-provider';

import { isReservedName, wayBackPage } from '../pages/wayBack';

/**
 * Shows a browser the response in place of a redirect to a name that is reserved for examples: it would end on an error
 * of the browser. Programs do not send `Sec-Fetch-Mode`, so they get the redirect.
 */
export async function wayBackMiddleware(
	ctx: KoaContextWithOIDC,
	next: () => Promise<void>,
): Promise<void> {
	await next();
	const location = ctx.response.get('location');
	if (ctx.get('sec-fetch-mode') !== 'navigate' || !isReservedName(location)) return;
	const nonce = randomBytes(16).toString('base64url');
	ctx.remove('location');
	ctx.status = 200;
	ctx.type = 'html';
	ctx.set({
		'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; frame-ancestors 'none'`,
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer',
	});
	ctx.body = wayBackPage(location, nonce);
}
