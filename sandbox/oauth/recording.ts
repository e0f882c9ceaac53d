import type { KoaContextWithOIDC } from 'oidc-provider';

import type { Ledger } from '../ledger';

/**
 * Writes down what TPPs send to the authorization server and what goes out in the end. A request that a browser brings is
 * no secret of the TPP's: it is a part of the address that the PSU is given.
 */
export function recording(ledger: Ledger) {
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		await next();
		recordRequest(ctx, ledger);
		recordAnswer(membersOf(ctx.body), ledger);
		recordAnswer(parametersOf(ctx.response.get('location')), ledger);
	};
}

function recordRequest({ oidc }: KoaContextWithOIDC, ledger: Ledger): void {
	const sent = Object(oidc?.body) as Record<string, unknown>;
	ledger.addJwt('client assertion', sent['client_assertion']);
	ledger.addJwt('pushed request', sent['request']);
	ledger.add('PKCE verifier', sent['code_verifier']);
}

function recordAnswer(answer: Record<string, unknown>, ledger: Ledger): void {
	ledger.add('access token', answer['access_token']);
	ledger.add('refresh token', answer['refresh_token']);
	ledger.add('authorization code', answer['code']);
	ledger.addJwt('id_token', answer['id_token']);
	ledger.addJwt('authorization response', answer['response']);
}

/** An answer that was made wrong is text, and not always JSON. */
function membersOf(body: unknown): Record<string, unknown> {
	try {
		return Object(typeof body === 'string' ? JSON.parse(body) : body) as Record<string, unknown>;
	} catch {
		return {};
	}
}

function parametersOf(location: string): Record<string, string> {
	if (!URL.canParse(location)) return {};
	const { hash, search } = new URL(location);
	return Object.fromEntries(new URLSearchParams((hash || search).slice(1)));
}
