import type { KeyObject } from 'node:crypto';

import type { KoaContextWithOIDC } from 'oidc-provider';

import { kidOf } from '../directory/keys';
import type { Answer } from '../http/answer';
import type { Around, Case, JsonChange, JsonObject } from './case';
import { opened, sealed } from './jws';
import type { Orders } from './orders';

/** Changes right answers into those that are ordered; without an order they go out untouched. */
export function misbehaving(orders: Orders, bank: string, key: KeyObject) {
	let former = new URLSearchParams();
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		await next();
		const ordered = orders.find(bank);
		const right = parametersOf(ctx);
		if (ordered && isMeant(ordered, ctx) && change(ordered, ctx, { key, former })) {
			orders.carriedOut(bank);
		}
		if (right) former = right;
	};
}

interface Means {
	key: KeyObject;
	former: URLSearchParams;
}

function isMeant({ grant }: Case, { oidc }: KoaContextWithOIDC): boolean {
	return grant === undefined || oidc?.params?.['grant_type'] === grant;
}

/** Whether there was something to change. */
function change(ordered: Case, ctx: KoaContextWithOIDC, means: Means): boolean {
	if (parametersOf(ctx)) return changeRedirect(ordered, ctx, means);
	const right = ctx.body as JsonObject;
	const route = ctx.oidc?.route;
	if (route === 'pushed_authorization_request' && ctx.status === 201) {
		return answer(ctx, ordered.pushed, right);
	}
	if (ctx.status !== 200) return false;
	if (route === 'discovery') return answer(ctx, ordered.discovery, right);
	if (route === 'jwks') return answer(ctx, ordered.keys, right);
	if (route !== 'token') return false;
	const isChanged = changeIdToken(ordered, right, means.key);
	return answer(ctx, ordered.tokens, right) || isChanged;
}

/** Of an authorization response. The way to the bank's own pages is relative. */
function parametersOf({ response }: KoaContextWithOIDC): URLSearchParams | undefined {
	const location = response.get('location');
	if (!URL.canParse(location)) return undefined;
	const { hash, search } = new URL(location);
	return new URLSearchParams((hash || search).slice(1));
}

function changeRedirect(ordered: Case, ctx: KoaContextWithOIDC, { key, former }: Means): boolean {
	const url = new URL(ctx.response.get('location'));
	const parameters = parametersOf(ctx)!;
	changeJwt(parameters, 'id_token', ordered.idToken, key);
	changeJwt(parameters, 'response', ordered.jwtResponse, key);
	ordered.authorizationResponse?.(parameters, { former, signed: signedBy(key, ctx) });
	const before = url.href;
	url[url.hash ? 'hash' : 'search'] = parameters.toString();
	ctx.set('location', url.href);
	return url.href !== before;
}

function changeJwt(
	parameters: URLSearchParams,
	name: string,
	change: Case['idToken'],
	key: KeyObject,
): void {
	const jwt = parameters.get(name);
	if (jwt !== null && change) parameters.set(name, remade(change, jwt, key));
}

function signedBy(key: KeyObject, { oidc }: KoaContextWithOIDC): Around['signed'] {
	return (parameters) => {
		const exp = Math.floor(Date.now() / 1000) + 60;
		const claims = { ...parameters, iss: oidc.issuer, aud: oidc.client?.clientId, exp };
		return sealed({ header: { alg: 'PS256', kid: kidOf(key) }, claims, alg: 'PS256', key });
	};
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
