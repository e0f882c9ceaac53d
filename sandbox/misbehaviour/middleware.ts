import type { KeyObject } from 'node:crypto';

import type { KoaContextWithOIDC } from 'oidc-provider';

import { kidOf } from '../directory/keys';
import type { BankResponse } from '../http/response';
import type { ResponseContext, Case, JsonChange } from './case';
import { parseJws, signJws, type JsonObject } from './jws';
import type { MisbehaviourPlan } from './plan';

/** Changes correct responses as ordered. Without an order they remain unchanged. */
export function misbehaviourMiddleware(orders: MisbehaviourPlan, bank: string, key: KeyObject) {
	let previous = new URLSearchParams();
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		if (orders.find(bank)?.isGone?.(ctx)) {
			ctx.status = 404;
			orders.markApplied(bank);
			return;
		}
		await next();
		const ordered = orders.find(bank);
		const parameters = parametersOf(ctx);
		if (ordered && appliesTo(ordered, ctx) && change(ordered, ctx, { key, previous })) {
			orders.markApplied(bank);
		}
		if (ordered?.clockOffset) ctx.set('Date', httpDate(ordered.clockOffset));
		if (parameters) previous = parameters;
	};
}

function httpDate(ahead: number): string {
	return new Date(Date.now() + ahead * 1000).toUTCString();
}

interface ChangeContext {
	key: KeyObject;
	previous: URLSearchParams;
}

function appliesTo({ grant }: Case, { oidc }: KoaContextWithOIDC): boolean {
	return grant === undefined || oidc?.params?.['grant_type'] === grant;
}

/** Changes the response. Returns whether something was changed. */
function change(ordered: Case, ctx: KoaContextWithOIDC, context: ChangeContext): boolean {
	if (parametersOf(ctx)) return changeRedirect(ordered, ctx, context);
	const correct = ctx.body as JsonObject;
	const route = ctx.oidc?.route;
	if (route === 'pushed_authorization_request' && ctx.status === 201) {
		return replaceResponse(ctx, ordered.pushed, correct);
	}
	if (ctx.status !== 200) return false;
	if (route === 'discovery') return replaceResponse(ctx, ordered.discovery, correct);
	if (route === 'jwks') return replaceResponse(ctx, ordered.keys, correct);
	if (route !== 'token') return false;
	const isChanged = changeIdToken(ordered, correct, context.key);
	return replaceResponse(ctx, ordered.tokens, correct) || isChanged;
}

/** Returns the parameters of an authorization response. A redirect to the bank's own pages has a relative address. */
function parametersOf({ response }: KoaContextWithOIDC): URLSearchParams | undefined {
	const location = response.get('location');
	if (!URL.canParse(location)) return undefined;
	const { hash, search } = new URL(location);
	return new URLSearchParams((hash || search).slice(1));
}

function changeRedirect(
	ordered: Case,
	ctx: KoaContextWithOIDC,
	{ key, previous }: ChangeContext,
): boolean {
	const url = new URL(ctx.response.get('location'));
	const parameters = parametersOf(ctx)!;
	const [idToken, response] = [parameters.get('id_token'), parameters.get('response')];
	if (idToken !== null) parameters.set('id_token', changedIdToken(ordered, idToken, key));
	if (response !== null) parameters.set('response', changeJwt(ordered.jwtResponse, response, key));
	ordered.authorizationResponse?.(parameters, { previous, sign: signerFor(key, ctx) });
	const before = url.href;
	url[url.hash ? 'hash' : 'search'] = parameters.toString();
	ctx.set('location', url.href);
	return url.href !== before;
}

function signerFor(key: KeyObject, { oidc }: KoaContextWithOIDC): ResponseContext['sign'] {
	return (parameters) => {
		const exp = Math.floor(Date.now() / 1000) + 60;
		const claims = { ...parameters, iss: oidc.issuer, aud: oidc.client?.clientId, exp };
		return signJws({ header: { alg: 'PS256', kid: kidOf(key) }, claims, alg: 'PS256', key });
	};
}

function changeIdToken(ordered: Case, correct: JsonObject, key: KeyObject): boolean {
	const idToken = correct['id_token'];
	if (typeof idToken !== 'string') return false;
	correct['id_token'] = changedIdToken(ordered, idToken, key);
	return correct['id_token'] !== idToken;
}

/** The content of an encrypted id_token cannot be changed, only its encryption. */
function changedIdToken(ordered: Case, idToken: string, key: KeyObject): string {
	const isEncrypted = idToken.split('.').length === 5;
	if (isEncrypted) return ordered.encryptedIdToken?.(idToken) ?? idToken;
	return changeJwt(ordered.idToken, idToken, key);
}

function changeJwt(change: Case['idToken'], jwt: string, key: KeyObject): string {
	if (!change) return jwt;
	const changed = change(parseJws(jwt, key));
	return typeof changed === 'string' ? changed : signJws(changed);
}

function replaceResponse(
	ctx: KoaContextWithOIDC,
	change: JsonChange | undefined,
	correct: JsonObject,
): boolean {
	if (!change) return false;
	const { status, headers = {}, body }: BankResponse = change(correct);
	ctx.body = body;
	ctx.status = status;
	ctx.set(headers);
	return true;
}
