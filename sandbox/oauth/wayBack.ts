import type { KoaContextWithOIDC } from 'oidc-provider';

import { pageInPlaceOf } from '../http/wayBack';

/** Shows a browser the response in place of a redirect to a name that is reserved for examples. */
export async function wayBackMiddleware(
	ctx: KoaContextWithOIDC,
	next: () => Promise<void>,
): Promise<void> {
	await next();
	const shown = pageInPlaceOf(ctx.response.get('location'), ctx.get('sec-fetch-mode'));
	if (!shown) return;
	ctx.remove('location');
	ctx.status = 200;
	ctx.type = 'html';
	ctx.set(shown.headers);
	ctx.body = shown.body;
}
