import type { KoaContextWithOIDC } from 'oidc-provider';

import type { Ledger } from '../ledger';

/**
 * Records the secrets that TPPs send to the authorization server and those that it sends. An authorization request from a
 * browser is not secret: it is part of the address that the PSU opens.
 */
export function recordingMiddleware(ledger: Ledger) {
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		await next();
		recordRequest(ctx, ledger);
		recordResponse(membersOf(ctx.body), ledger);
		recordResponse(parametersOf(ctx.response.get('location')), ledger);
	};
}

function recordRequest({ oidc }: KoaContextWithOIDC, ledger: Ledger): void {
	const sent = Object(oidc?.body) as Record<string, unknown>;
	ledger.addJwt('client assertion', sent['client_assertion']);
	ledger.addJwt('pushed request', sent['request']);
	ledger.add('PKCE verifier', sent['code_verifier']);
}

function recordResponse(response: Record<string, unknown>, ledger: Ledger): void {
	ledger.add('access token', response['access_token']);
	ledger.add('refresh token', response['refresh_token']);
	ledger.add('authorization code', response['code']);
	ledger.addJwt('id_token', response['id_token']);
	ledger.addJwt('authorization response', response['response']);
}

/** A response that the misbehaviour changed is text, and not always JSON. */
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
