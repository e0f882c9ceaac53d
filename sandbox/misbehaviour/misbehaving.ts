import type { KeyObject } from 'node:crypto';

import type { KoaContextWithOIDC } from 'oidc-provider';

import type { Answer } from '../http/answer';
import type { Case, JsonChange, JsonObject } from './case';
import { opened, sealed } from './idToken';
import type { Orders } from './orders';

/** Changes right answers into those that are ordered; without an order they go out untouched. */
export function misbehaving(orders: Orders, bank: string, key: KeyObject) {
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		await next();
		const ordered = orders.find(bank);
		if (ordered && isMeant(ordered, ctx) && change(ordered, ctx, key)) orders.carriedOut(bank);
	};
}

function isMeant({ grant }: Case, { oidc }: KoaContextWithOIDC): boolean {
	return grant === undefined || oidc?.params?.['grant_type'] === grant;
}

/** Whether there was something to change. */
function change(ordered: Case, ctx: KoaContextWithOIDC, key: KeyObject): boolean {
	const location = ctx.response.get('location');
	// The way to the bank's own pages is relative.
	if (URL.canParse(location)) return changeRedirect(ordered, ctx, new URL(location), key);
	const right = ctx.body as JsonObject;
	if (ctx.status !== 200) return false;
	if (ctx.oidc?.route === 'discovery') return answer(ctx, ordered.discovery, right);
	if (ctx.oidc?.route === 'jwks') return answer(ctx, ordered.keys, right);
	if (ctx.oidc?.route !== 'token') return false;
	const isChanged = changeIdToken(ordered, right, key);
	return answer(ctx, ordered.tokens, right) || isChanged;
}

function changeRedirect(ordered: Case, ctx: KoaContextWithOIDC, url: URL, key: KeyObject): boolean {
	const part = url.hash ? 'hash' : 'search';
	const parameters = new URLSearchParams(url[part].slice(1));
	const idToken = parameters.get('id_token');
	if (idToken !== null && ordered.idToken) {
		parameters.set('id_token', remade(ordered.idToken, idToken, key));
	}
	ordered.authorizationResponse?.(parameters);
	const before = url.href;
	url[part] = parameters.toString();
	ctx.set('location', url.href);
	return url.href !== before;
}

function changeIdToken({ idToken }: Case, right: JsonObject, key: KeyObject): boolean {
	if (!idToken || typeof right['id_token'] !== 'string') return false;
	right['id_token'] = remade(idToken, right['id_token'], key);
	return true;
}

function remade(change: NonNullable<Case['idToken']>, idToken: string, key: KeyObject): string {
	const changed = change(opened(idToken, key));
	return typeof changed === 'string' ? changed : sealed(changed);
}

function answer(
	ctx: KoaContextWithOIDC,
	change: JsonChange | undefined,
	right: JsonObject,
): boolean {
	if (!change) return false;
	const { status, headers = {}, body }: Answer = change(right);
	ctx.body = body;
	ctx.status = status;
	ctx.set(headers);
	return true;
}
