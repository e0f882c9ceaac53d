import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

import { SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';

import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { aSend, aTpp, type ResponseParts } from '../support/builders';
import { aPrivateKey } from '../support/certificates';

/**
 * A small authorization server behind a `send`: its own keys, and id_tokens by jose. The parts are members so that a
 * test can replace one of them.
 */
export interface TestBank {
	connection: Connection;
	/** `METHOD /path` of every request, in order. */
	requested(): string[];
	/** Forms of the token requests. */
	forms: URLSearchParams[];
	/** Headers of the token requests. */
	headers: Array<Record<string, string>>;
	metadata: Record<string, unknown>;
	discovery(): ResponseParts;
	jwks(): ResponseParts;
	token(form: URLSearchParams): ResponseParts | Promise<ResponseParts>;
	/** For every other request. */
	resource(): ResponseParts;
	/** The claims of the bank's last authorisation. */
	claims: JWTPayload;
}

export const consentId = 'aac-2f1a7e4c-9f0b-4c43-8d21-54e0a3f7a9b1';
export const code = 'SplxlOBeZQQYbYS6WxSbIA';
export const issuer = 'https://auth.bank.example';

export const bankKey = (name = 'bank'): KeyObject => aPrivateKey('rsa-2048', name);

export function aTestBank(tpp: Tpp = aTpp()): TestBank {
	const send = aSend(async ({ method, url, headers = {}, body }) => {
		const { pathname } = new URL(url);
		if (pathname === '/.well-known/openid-configuration') return bank.discovery();
		if (pathname === '/jwks') return bank.jwks();
		if (method !== 'POST') return bank.resource();
		const form = new URLSearchParams(body);
		bank.forms.push(form);
		bank.headers.push(headers);
		return await bank.token(form);
	});
	const bank: TestBank = {
		connection: { tpp, send },
		requested: () => send.requests.map(({ method, url }) => `${method} ${url.replace(issuer, '')}`),
		forms: [],
		headers: [],
		metadata: {
			issuer,
			authorization_endpoint: `${issuer}/authorize`,
			token_endpoint: `${issuer}/token`,
			jwks_uri: `${issuer}/jwks`,
		},
		discovery: () => ({ json: bank.metadata }),
		jwks: () => ({ json: { keys: [publicJwk(bankKey(), 'bank-key')] } }),
		token: async () => ({ json: { ...tokens(), id_token: await idToken(bank.claims) } }),
		resource: () => ({ json: {} }),
		claims: {},
	};
	return bank;
}

export const publicJwk = (key: KeyObject, kid: string) => ({
	...createPublicKey(key).export({ format: 'jwk' }),
	kid,
	use: 'sig',
});

export const tokens = () => ({
	access_token: 'access-1',
	token_type: 'Bearer',
	expires_in: 300,
	refresh_token: 'refresh-1',
	scope: 'openid accounts',
});

export const idToken = async (
	claims: JWTPayload,
	header: JWTHeaderParameters = { alg: 'PS256', kid: 'bank-key' },
	key: KeyObject | Uint8Array = bankKey(),
): Promise<string> => await new SignJWT(claims).setProtectedHeader(header).sign(key);

export interface Authorisation {
	responseType?: 'code' | 'code id_token';
	passThrough?: string;
	/** Members in place of the right ones; undefined leaves one out. */
	claims?: JWTPayload;
	/** Makes the id_token of the claims. */
	sign?: (claims: JWTPayload) => string | Promise<string>;
	/** Parameters in place of the right ones; undefined leaves one out. */
	parameters?: Record<string, unknown>;
	/** Parameters beside the JWT of the response. */
	beside?: Record<string, string>;
}

/** What the bank sends the PSU back with: the whole address. */
export async function authorise(bank: TestBank, how: Authorisation = {}): Promise<string> {
	const { authorizationUrl: address } = await authorizationUrl(bank.connection, {
		consentId,
		access: 'accounts',
		responseType: how.responseType ?? 'code id_token',
		passThrough: how.passThrough,
		now: new Date(),
	});
	const asked = new URL(address).searchParams;
	bank.claims = claimsFor(asked);
	const hybrid = asked.get('response_type') === 'code id_token';
	const claims = without({ ...bank.claims, ...how.claims });
	const parameters = without({
		code,
		...(hybrid && { id_token: await (how.sign ?? idToken)(claims) }),
		state: asked.get('state')!,
		...how.parameters,
	});
	const returned = new URLSearchParams(
		asked.get('response_mode') === 'jwt'
			? { response: await jwtOf(asked, parameters, how), ...how.beside }
			: (parameters as Record<string, string>),
	);
	return `${asked.get('redirect_uri')}${hybrid ? '#' : '?'}${returned}`;
}

/** JARM §2.1 */
function jwtOf(asked: URLSearchParams, parameters: object, { claims, sign }: Authorisation) {
	const exp = Math.floor(Date.now() / 1000) + 60;
	const right = { iss: issuer, aud: asked.get('client_id')!, exp };
	return (sign ?? idToken)(without({ ...right, ...parameters, ...claims }));
}

function claimsFor(asked: URLSearchParams): JWTPayload {
	const now = Math.floor(Date.now() / 1000);
	return {
		iss: issuer,
		sub: 'psu-1',
		aud: asked.get('client_id')!,
		exp: now + 600,
		iat: now,
		nonce: asked.get('nonce')!,
		c_hash: halfHash(code),
		s_hash: halfHash(asked.get('state')!),
		openbanking_intent_id: consentId,
		acr: 'urn:openbanking:psd2:sca',
	};
}

export const halfHash = (text: string) =>
	createHash('sha256').update(text, 'ascii').digest().subarray(0, 16).toString('base64url');

const without = <T extends object>(object: T): T => JSON.parse(JSON.stringify(object)) as T;

/** The first character of the signature, of which every bit counts. */
export function altered(jwt: string): string {
	const at = jwt.lastIndexOf('.') + 1;
	return jwt.slice(0, at) + (jwt[at] === 'A' ? 'B' : 'A') + jwt.slice(at + 1);
}

/** Only the clock is replaced: until `jest.useRealTimers()`, `now` is the time. */
export const clockAt = (now: number) => jest.useFakeTimers({ doNotFake: timers, now });

const timers: FakeableAPI[] = [
	'nextTick',
	'setImmediate',
	'setTimeout',
	'queueMicrotask',
	'performance',
];
