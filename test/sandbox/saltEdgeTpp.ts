import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';

import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	allPermissions,
	basic,
	call,
	now,
	redirectParameters,
	type Call,
	type Claims,
	type Client,
	type Reply,
} from './tpp';

/** A TPP at Salt Edge. It uses no code of the package. */

export const facts = (bank: EmbeddedBank) => bank.banks['salt-edge'];

/** Returns the claims of the document's example, with valid values. */
export function registrationClaims(bank: EmbeddedBank, overrides: Claims = {}): Claims {
	return {
		request_object_signing_alg: 'PS256',
		iss: bank.tpp.softwareId,
		iat: now(),
		exp: now() + 316,
		aud: '0dw23dsa13123',
		token_endpoint_auth_method: 'client_secret_basic',
		token_endpoint_auth_signing_alg: 'PS256',
		grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
		response_types: ['code'],
		software_statement: bank.tpp.softwareStatement,
		software_id: bank.tpp.softwareId,
		redirect_uris: [bank.tpp.redirectUris[0]],
		scope: 'openid accounts',
		application_type: 'web',
		...overrides,
	};
}

/** Signs claims. The example's header has only `alg` and `kid`. */
export function signedAs(bank: EmbeddedBank, claims: Claims, header: object = {}, key?: string) {
	return new SignJWT(claims as JWTPayload)
		.setProtectedHeader({ alg: 'PS256', kid: bank.tpp.kid, ...header })
		.sign(createPrivateKey(key ?? bank.tpp.signingKey));
}

export function postRegistration(
	bank: EmbeddedBank,
	body: string,
	type = 'application/jwt',
): Promise<Reply> {
	const headers = { 'content-type': type };
	return call(bank, facts(bank).registration, { method: 'POST', headers, body });
}

export async function register(bank: EmbeddedBank, overrides: Claims = {}): Promise<Client> {
	const jws = await signedAs(bank, registrationClaims(bank, overrides));
	const reply = await postRegistration(bank, jws);
	if (reply.status !== 200) throw new Error(reply.text);
	return reply.json as Client;
}

/** Returns the software statement with other claims, signed by the directory. */
export function statementWith(bank: EmbeddedBank, claims: Claims, header: object = {}) {
	const { softwareStatement } = bank.tpp;
	const key = createPrivateKey(readFileSync(join(bank.home, 'bank/directory.key')));
	return new SignJWT({ ...decodeJwt(softwareStatement), ...claims })
		.setProtectedHeader({ ...decodeProtectedHeader(softwareStatement), alg: 'PS256', ...header })
		.sign(key);
}

export function postToken(
	bank: EmbeddedBank,
	client: Client,
	form: Record<string, string>,
): Promise<Reply> {
	return call(bank, facts(bank).token, {
		method: 'POST',
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			...(client.client_secret ? { authorization: basic(client) } : {}),
		},
		body: new URLSearchParams(form).toString(),
	});
}

export function api(
	bank: EmbeddedBank,
	path: string,
	token: string,
	options: Call = {},
): Promise<Reply> {
	return call(bank, `${facts(bank).accountInformation}${path}`, {
		...options,
		headers: {
			authorization: `Bearer ${token}`,
			'x-fapi-interaction-id': randomUUID(),
			...options.headers,
		},
	});
}

export async function newConsent(bank: EmbeddedBank, client: Client): Promise<string> {
	const grant = { grant_type: 'client_credentials', scope: 'accounts' };
	const { json } = await postToken(bank, client, grant);
	const body = { Data: { Permissions: allPermissions }, Risk: {} };
	const reply = await api(bank, '/account-access-consents', json.access_token as string, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (reply.status !== 201) throw new Error(reply.text);
	return reply.json.Data.ConsentId as string;
}

interface AuthorizationOptions {
	/** Header of the request object; `none` sends the parameters without one. */
	requestObject: object | 'none';
	claims?: Claims;
}

/** Returns the authorization URL for a consent. */
export async function authorizationUrl(
	bank: EmbeddedBank,
	client: Client,
	consentId: string,
	{ requestObject, claims: overrides }: AuthorizationOptions,
): Promise<string> {
	const parameters = {
		client_id: client.client_id,
		response_type: 'code',
		redirect_uri: bank.tpp.redirectUris[0]!,
		scope: 'openid accounts',
		state: 'a-state',
		nonce: 'a-nonce',
	};
	const claims = { id_token: { openbanking_intent_id: { value: consentId, essential: true } } };
	const { authorization } = facts(bank);
	if (requestObject === 'none') {
		const query = { ...parameters, claims: JSON.stringify(claims) };
		return `${authorization}?${new URLSearchParams(query)}`;
	}
	const signed = await signedAs(
		bank,
		{
			...parameters,
			iss: client.client_id,
			aud: facts(bank).issuer,
			iat: now(),
			nbf: now(),
			exp: now() + 300,
			claims,
			...overrides,
		},
		requestObject,
	);
	return `${authorization}?${new URLSearchParams({ ...parameters, request: signed })}`;
}

export async function authorise(
	bank: EmbeddedBank,
	client: Client,
	options: AuthorizationOptions = { requestObject: {} },
): Promise<Record<string, string>> {
	const url = await authorizationUrl(bank, client, await newConsent(bank, client), options);
	return redirectParameters(await psuApproves(url, { user: 'rora', ca: bank.ca }));
}
