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
		if (orders.find(bank)?.isGone?.(ctx)) {
			ctx.status = 404;
			orders.carriedOut(bank);
			return;
		}
		await next();
		const ordered = orders.find(bank);
		const right = parametersOf(ctx);
		if (ordered && isMeant(ordered, ctx) && change(ordered, ctx, { key, former })) {
			orders.carriedOut(bank);
		}
		if (ordered?.ahead) ctx.set('Date', httpDate(ordered.ahead));
		if (right) former = right;
	};
}

function httpDate(ahead: number): string {
	return new Date(Date.now() + ahead * 1000).toUTCString();
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
	const [idToken, response] = [parameters.get('id_token'), parameters.get('response')];
	if (idToken !== null) parameters.set('id_token', changedIdToken(ordered, idToken, key));
	if (response !== null) parameters.set('response', remade(ordered.jwtResponse, response, key));
	ordered.authorizationResponse?.(parameters, { former, signed: signedBy(key, ctx) });
	const before = url.href;
	url[url.hash ? 'hash' : 'search'] = parameters.toString();
	ctx.set('location', url.href);
	return url.href !== before;
}

function signedBy(key: KeyObject, { oidc }: KoaContextWithOIDC): Around['signed'] {
	return (parameters) => {
		const exp = Math.floor(Date.now() / 1000) + 60;
		const claims = { ...parameters, iss: oidc.issuer, aud: oidc.client?.clientId, exp };
		return sealed({ header: { alg: 'PS256', kid: kidOf(key) }, claims, alg: 'PS256', key });
	};
}

function changeIdToken(ordered: Case, right: JsonObject, key: KeyObject): boolean {
	const idToken = right['id_token'];
	if (typeof idToken !== 'string') return false;
	right['id_token'] = changedIdToken(ordered, idToken, key);
	return right['id_token'] !== idToken;
}

/** What is inside of an encrypted one is the client's alone. */
function changedIdToken(ordered: Case, idToken: string, key: KeyObject): string {
	const isEncrypted = idToken.split('.').length === 5;
	if (isEncrypted) return ordered.encryptedIdToken?.(idToken) ?? idToken;
	return remade(ordered.idToken, idToken, key);
}

function remade(change: Case['idToken'], jwt: string, key: KeyObject): string {
	if (!change) return jwt;
	const changed = change(opened(jwt, key));
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
