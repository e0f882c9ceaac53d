import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { call, now, postRegistration, registrationClaims, signed, type Claims } from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(() => bank.stop());

const refusedWith = async (jws: string | Promise<string>) => {
	const { status, json, headers } = await postRegistration(bank, await jws);
	expect(headers['content-type']).toBe('application/json; charset=utf-8');
	expect(json.error_description).toMatch(/./);
	return [status, json.error as string];
};

/** The same request with one claim different. */
const withClaims = (overrides: Claims) => signed(bank, registrationClaims(bank, overrides));

/** The software statement with other claims, signed by the directory. */
const statementWith = async (overrides: Claims): Promise<string> => {
	const { softwareStatement } = bank.tpp;
	const key = createPrivateKey(readFileSync(join(bank.home, 'bank/directory.key')));
	return new SignJWT({ ...decodeJwt(softwareStatement), ...overrides })
		.setProtectedHeader({ ...decodeProtectedHeader(softwareStatement), alg: 'PS256' })
		.sign(key);
};

describe('a registration as the guide shows it', () => {
	it('gets status 201 with everything registered, a client id and a secret', async () => {
		const claims = registrationClaims(bank);
		const { status, json, headers } = await postRegistration(bank, await signed(bank, claims));
		const { iss, aud: _aud, exp: _exp, iat: _iat, jti: _jti, ...metadata } = claims;
		expect(status).toBe(201);
		expect(headers['cache-control']).toBe('no-store');
		expect(json).toEqual({
			...metadata,
			software_id: iss,
			client_id: expect.stringMatching(/^.{1,36}$/),
			client_secret: expect.stringMatching(/^.{1,36}$/),
			client_secret_expires_at: 0,
			client_id_issued_at: expect.any(Number),
			jwks_uri: expect.stringMatching(/\.jwks$/),
			tls_client_certificate_bound_access_tokens: true,
		});
	});

	it('says in milliseconds when the client id was issued', async () => {
		const before = Date.now();
		const { json } = await postRegistration(bank, await withClaims({}));
		expect(json.client_id_issued_at).toBeGreaterThanOrEqual(before);
		expect(json.client_id_issued_at).toBeLessThanOrEqual(Date.now());
	});

	it('has no secret for private_key_jwt', async () => {
		const jws = await withClaims({ token_endpoint_auth_method: 'private_key_jwt' });
		const { status, json } = await postRegistration(bank, jws);
		expect(status).toBe(201);
		expect(json).not.toHaveProperty('client_secret');
	});
});

describe('what is accepted beside it', () => {
	it.each<[string, () => Claims]>([
		['the token endpoint as aud', () => ({ aud: `${bank.banks.zopa.issuer}/token` })],
		['aud as an array', () => ({ aud: [bank.banks.zopa.issuer] })],
		['refresh_token', () => ({ grant_types: ['authorization_code', 'refresh_token'] })],
		['only code', () => ({ response_types: ['code'] })],
		['PS256 request objects', () => ({ request_object_signing_alg: 'PS256' })],
		['only accounts', () => ({ scope: 'openid accounts' })],
		['the software_id of the statement', () => ({ software_id: bank.tpp.softwareId })],
	])('takes %s', async (_, overrides) => {
		expect(await postRegistration(bank, await withClaims(overrides()))).toMatchObject({
			status: 201,
		});
	});

	it('leaves out a claim that it does not know', async () => {
		const { status, json } = await postRegistration(bank, await withClaims({ something: 'else' }));
		expect(status).toBe(201);
		expect(json).not.toHaveProperty('something');
	});

	it('takes application/jose', async () => {
		const headers = { 'content-type': 'application/jose' };
		const body = await withClaims({});
		const url = bank.banks.zopa.registration;
		expect(await call(bank, url, { method: 'POST', headers, body })).toMatchObject({ status: 201 });
	});
});

const metadata = 'invalid_client_metadata';
const redirect = 'invalid_redirect_uri';
const statement = 'invalid_software_statement';
const unapproved = 'unapproved_software_statement';

describe('a registration that lacks a claim', () => {
	it.each([
		['iss', statement],
		['aud', metadata],
		['jti', metadata],
		['iat', metadata],
		['exp', metadata],
		['redirect_uris', redirect],
		['token_endpoint_auth_method', metadata],
		['token_endpoint_auth_signing_alg', metadata],
		['grant_types', metadata],
		['response_types', metadata],
		['subject_type', metadata],
		['application_type', metadata],
		['id_token_signed_response_alg', metadata],
		['request_object_signing_alg', metadata],
		['scope', metadata],
		['software_statement', statement],
	])('is refused without %s', async (claim, error) => {
		expect(await refusedWith(withClaims({ [claim]: undefined }))).toEqual([400, error]);
	});
});

describe('a registration with a claim that breaks a rule', () => {
	it.each<[string, () => Claims, string]>([
		['another iss', () => ({ iss: 'foo.is/invalid' }), statement],
		['an empty iss', () => ({ iss: '' }), statement],
		['another aud', () => ({ aud: 'https://bank.example' }), metadata],
		['aud with a slash at the end', () => ({ aud: `${bank.banks.zopa.issuer}/` }), metadata],
		['a jti that is no UUID', () => ({ jti: 'one' }), metadata],
		['a numeric jti', () => ({ jti: 1 }), metadata],
		['an iat in the future', () => ({ iat: now() + 600, exp: now() + 900 }), metadata],
		['an iat that is text', () => ({ iat: String(now()) }), metadata],
		['an exp one hour ago', () => ({ exp: now() - 3600 }), metadata],
		['an exp in milliseconds', () => ({ exp: Date.now() + 3_600_000 }), metadata],
		['an exp more than an hour after iat', () => ({ exp: now() + 3700 }), metadata],
		['no redirect URI', () => ({ redirect_uris: [] }), redirect],
		['a redirect URI as text', () => ({ redirect_uris: bank.tpp.redirectUris[0] }), redirect],
		['a foreign redirect URI', () => ({ redirect_uris: ['https://evil.example/'] }), redirect],
		['a localhost redirect URI', () => ({ redirect_uris: ['https://localhost/'] }), redirect],
		[
			'an http redirect URI',
			() => ({ redirect_uris: [bank.tpp.redirectUris[0]!.replace('https', 'http')] }),
			redirect,
		],
		[
			'a redirect URI with a fragment',
			() => ({ redirect_uris: [`${bank.tpp.redirectUris[0]}#`] }),
			redirect,
		],
		['client_secret_post', () => ({ token_endpoint_auth_method: 'client_secret_post' }), metadata],
		['RS256 client assertions', () => ({ token_endpoint_auth_signing_alg: 'RS256' }), metadata],
		['the implicit grant', () => ({ grant_types: ['implicit'] }), metadata],
		['no grant', () => ({ grant_types: [] }), metadata],
		['a grant as text', () => ({ grant_types: 'authorization_code' }), metadata],
		['a code without its grant', () => ({ grant_types: ['client_credentials'] }), metadata],
		['the implicit response', () => ({ response_types: ['id_token', 'token'] }), metadata],
		['no response type', () => ({ response_types: [] }), metadata],
		['pairwise subjects', () => ({ subject_type: 'pairwise' }), metadata],
		['a native application', () => ({ application_type: 'native' }), metadata],
		['RS256 id_tokens', () => ({ id_token_signed_response_alg: 'RS256' }), metadata],
		['RS256 request objects', () => ({ request_object_signing_alg: 'RS256' }), metadata],
		['a scope that is not offered', () => ({ scope: 'openid profile' }), metadata],
		['an empty scope', () => ({ scope: '' }), metadata],
		['scopes as an array', () => ({ scope: ['openid', 'accounts'] }), metadata],
		['another software_id', () => ({ software_id: 'X' }), statement],
		['a statement that is no JWT', () => ({ software_statement: 'x' }), statement],
	])('is refused with %s', async (_, overrides, error) => {
		expect(await refusedWith(withClaims(overrides()))).toEqual([400, error]);
	});

	it('is refused when its jti was used before', async () => {
		const jws = await withClaims({});
		expect(await postRegistration(bank, jws)).toMatchObject({ status: 201 });
		expect(await refusedWith(jws)).toEqual([400, metadata]);
		expect(await refusedWith(withClaims({ jti: decodeJwt(jws).jti }))).toEqual([400, metadata]);
	});
});

describe('a software statement', () => {
	it.each<[string, Claims, string]>([
		['of an organisation that is revoked', { org_status: 'Revoked' }, unapproved],
		['without a role for a scope', { software_roles: ['PISP'] }, unapproved],
		['of another software', { software_id: 'AnotherSoftwareId00000' }, statement],
		['of another issuer', { iss: 'Somebody' }, statement],
		['without redirect URIs', { software_redirect_uris: undefined }, statement],
	])('is refused %s', async (_, overrides, error) => {
		const software_statement = await statementWith(overrides);
		expect(await refusedWith(withClaims({ software_statement }))).toEqual([400, error]);
	});

	it('is refused when the TPP signed it itself', async () => {
		const software_statement = await signed(bank, decodeJwt(bank.tpp.softwareStatement));
		expect(await refusedWith(withClaims({ software_statement }))).toEqual([400, statement]);
	});

	it('is refused when it is not signed', async () => {
		const software_statement = new UnsecuredJWT(decodeJwt(bank.tpp.softwareStatement)).encode();
		expect(await refusedWith(withClaims({ software_statement }))).toEqual([400, statement]);
	});

	it('is refused when a claim was changed after signing', async () => {
		const [header, , signature] = bank.tpp.softwareStatement.split('.');
		const claims = JSON.stringify({ ...decodeJwt(bank.tpp.softwareStatement), org_name: 'X' });
		const software_statement = [header, Buffer.from(claims).toString('base64url'), signature].join(
			'.',
		);
		expect(await refusedWith(withClaims({ software_statement }))).toEqual([400, statement]);
	});
});

describe('the signature of a request', () => {
	it('is refused with RS256', async () => {
		expect(await refusedWith(signed(bank, registrationClaims(bank), { alg: 'RS256' }))).toEqual([
			400,
			metadata,
		]);
	});

	it('is refused when there is none', async () => {
		expect(await refusedWith(new UnsecuredJWT(registrationClaims(bank)).encode())).toEqual([
			400,
			metadata,
		]);
	});

	it('is refused when it is of another key', async () => {
		const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
		expect(await refusedWith(signed(bank, registrationClaims(bank), {}, key))).toEqual([
			400,
			metadata,
		]);
	});

	it.each<[string, object]>([
		['without kid', { kid: undefined }],
		['with an unknown kid', { kid: randomUUID() }],
		['without typ', { typ: undefined }],
		['with another typ', { typ: 'JOSE' }],
		['with a key of its own', { jwk: { kty: 'RSA' } }],
	])('is refused %s', async (_, header) => {
		const jws = signed(bank, registrationClaims(bank), header);
		expect(await refusedWith(jws)).toEqual([400, metadata]);
	});

	it('is refused with the transport key, which is no signing key', async () => {
		const jwks = decodeJwt(bank.tpp.softwareStatement)['software_jwks_endpoint'] as string;
		const { json } = await call(bank, jwks);
		const { kid } = json.keys.find((key: { use: string }) => key.use === 'tls');
		const jws = signed(bank, registrationClaims(bank), { kid }, bank.tpp.transportKey);
		expect(await refusedWith(jws)).toEqual([400, metadata]);
	});

	it('is refused when the body is no JWS', async () => {
		expect(await refusedWith('{}')).toEqual([400, metadata]);
	});
});

describe('the request itself', () => {
	it('is refused 415 with another media type', async () => {
		const url = bank.banks.zopa.registration;
		const headers = { 'content-type': 'application/json' };
		const body = await withClaims({});
		expect(await call(bank, url, { method: 'POST', headers, body })).toMatchObject({ status: 415 });
	});

	it('is refused 400 with a page when there is no client certificate', async () => {
		const tls = { cert: undefined, key: undefined };
		const reply = await call(bank, bank.banks.zopa.registration, { method: 'POST', tls });
		expect(reply.status).toBe(400);
		expect(reply.text).toContain('No required SSL certificate was sent');
	});
});
