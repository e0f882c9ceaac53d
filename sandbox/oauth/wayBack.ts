import type { KoaContextWithOIDC } from 'oidc-provider';

import { pageInPlaceOf } from '../http/wayBack';

/** Shows a browser the response in place of a redirect to a name that is reserved for examples. */
export function wayBackMiddleware(localOrigin: string | undefined) {
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		await next();
		const mode = ctx.get('sec-fetch-mode');
		const shown = pageInPlaceOf(ctx.response.get('location'), mode, localOrigin);
		if (!shown) return;
		ctx.remove('location');
		ctx.status = 200;
		ctx.type = 'html';
		ctx.set(shown.headers);
		ctx.body = shown.body;
	};
}
