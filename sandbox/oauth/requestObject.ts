import { decodeJwt, decodeProtectedHeader } from 'jose';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';

import type { Clients, RegisteredClient } from './client';

interface RequestObject {
	alg: unknown;
	claims: Record<string, unknown>;
	/** Other parameters of the query. */
	query: Record<string, unknown>;
}

type Context = Pick<KoaContextWithOIDC, 'path' | 'state' | 'query'>;

/**
 * Supports unsigned request objects (`none`, OpenID Connect Core §6.1), which Zopa's sandbox uses and oidc-provider does not
 * support. For a client that registered `none`, the members of the request object replace the query. `assertRequestObject`
 * checks them after the redirect URI was checked.
 */
export function unsignedRequestObjects(path: string, registrations: Clients) {
	return async (ctx: Context, next: () => Promise<void>): Promise<void> => {
		const requestObject = ctx.path === path ? decoded(ctx.query) : undefined;
		if (requestObject) {
			ctx.state['requestObject'] = requestObject;
			const registration = registrations.find(String(ctx.query['client_id']));
			if (requestObject.alg === 'none' && isRegisteredAs('none', registration)) {
				ctx.query = { client_id: ctx.query['client_id'], ...parametersOf(requestObject.claims) };
			}
		}
		await next();
	};
}

/** Returns whether a browser brings the request itself: neither pushed (RFC 9126) nor resumed after the bank's pages. */
export function isBrowserRequest({ oidc }: KoaContextWithOIDC): boolean {
	return oidc.route === 'authorization' && !oidc.entities['PushedAuthorizationRequest'];
}

/** Checks what oidc-provider does not check, or not for unsigned request objects. */
export function assertRequestObject(
	ctx: KoaContextWithOIDC,
	registrations: Clients,
	{ requestLifetime = 3600 }: { requestLifetime?: number } = {},
): void {
	const requestObject = ctx.state['requestObject'] as RequestObject | undefined;
	const registration = registrations.find(ctx.oidc.client!.clientId);
	if (!requestObject) throw new errors.InvalidRequest('a request object is required');
	if (!isRegisteredAs(requestObject.alg, registration)) {
		throw refused('alg is not the registered request_object_signing_alg');
	}
	const { exp, nbf } = requestObject.claims;
	if (Number(exp) - Number(nbf) > requestLifetime) {
		throw refused(`exp is more than ${requestLifetime} seconds after nbf`);
	}
	if (requestObject.alg !== 'none') return;
	assertSameAsQuery(requestObject);
	assertIssuer(requestObject, ctx.oidc.client!.clientId);
	assertAudience(requestObject, ctx.oidc.issuer);
	assertLifetime(requestObject);
}

function decoded({ request, ...query }: Context['query']): RequestObject | undefined {
	if (typeof request !== 'string') return undefined;
	try {
		return { alg: decodeProtectedHeader(request).alg, claims: decodeJwt(request), query };
	} catch {
		return undefined;
	}
}

function isRegisteredAs(alg: unknown, registration: RegisteredClient | undefined): boolean {
	return registration?.metadata.request_object_signing_alg === alg;
}

const notParameters = ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'request', 'request_uri'];

function parametersOf(claims: RequestObject['claims']): Record<string, string> {
	const parameters = Object.entries(claims).filter(([name]) => !notParameters.includes(name));
	return Object.fromEntries(parameters.map(([name, value]) => [name, parameterValue(value)]));
}

function parameterValue(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// OpenID Connect Core §6.1: parameters that occur in both places must be equal.
function assertSameAsQuery({ query, claims }: RequestObject): void {
	const differs = (name: string): boolean =>
		query[name] !== undefined && claims[name] !== undefined && query[name] !== claims[name];
	const different = ['client_id', 'response_type', 'scope', 'redirect_uri', 'state'].find(differs);
	if (different) throw refused(`${different} differs from the query`);
}

function assertIssuer({ claims }: RequestObject, clientId: string): void {
	if (claims['iss'] !== clientId) throw refused('iss is not the client_id');
}

function assertAudience({ claims: { aud } }: RequestObject, issuer: string): void {
	const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
	if (!audiences.includes(issuer)) throw refused('aud is not the issuer');
}

// FAPI 1.0 part 2 §5.2.2: exp no more than 60 minutes after nbf, nbf no more than 60 minutes ago.
function assertLifetime({ claims: { exp, nbf } }: RequestObject): void {
	if (typeof exp !== 'number' || typeof nbf !== 'number') throw refused('exp or nbf is missing');
	const now = Date.now() / 1000;
	if (exp <= now - clockTolerance) throw refused('exp is in the past');
	if (nbf > now + clockTolerance) throw refused('nbf is in the future');
	if (nbf < now - 3600 || exp - nbf > 3600) throw refused('exp or nbf is more than an hour away');
}

const clockTolerance = 10;

function refused(problem: string): Error {
	return new errors.InvalidRequestObject(`request object: ${problem}`);
}
