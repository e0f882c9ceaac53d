import { constants, sign } from 'node:crypto';

import { decodeJwt } from 'jose';

import { startEmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	basic,
	call,
	clientToken,
	now,
	postRegistration,
	registrationClaims,
	signed,
	type Claims,
	type Client,
	type TestedBank,
} from './tpp';

let bank: TestedBank;
beforeAll(async () => {
	bank = { ...(await startEmbeddedBank()), at: 'monese' };
});
afterAll(() => bank.stop());

/** The claims of the guide's example. */
const exampleClaims = (overrides: Claims = {}) =>
	registrationClaims(bank, {
		aud: '0015800001ZEc3hAAD',
		scope: 'openid accounts payments',
		id_token_signed_response_alg: 'RS256',
		...overrides,
	});

/** The guide's example signs with RS256. */
const request = (overrides: Claims = {}, header: object = { alg: 'RS256' }) =>
	signed(bank, exampleClaims(overrides), header);

const refusedWith = async (jws: string) => {
	const { status, json } = await postRegistration(bank, jws);
	expect(json.error_description).toMatch(/./);
	return [status, json.error as string];
};

const metadata = 'invalid_client_metadata';
const redirect = 'invalid_redirect_uri';
const statement = 'invalid_software_statement';

describe('a registration as the guide shows it', () => {
	it('gets status 201 with everything registered, a client id and a secret', async () => {
		const jws = await request();
		const { iss, aud: _aud, exp: _exp, iat: _iat, jti: _jti, ...registered } = decodeJwt(jws);
		const { status, json } = await postRegistration(bank, jws);
		expect(status).toBe(201);
		expect(json).toEqual({
			...registered,
			software_id: iss,
			client_id: expect.stringMatching(/^.{1,36}$/),
			client_secret: expect.stringMatching(/^.{1,36}$/),
			client_secret_expires_at: 0,
			client_id_issued_at: expect.any(Number),
			jwks_uri: expect.stringMatching(/\.jwks$/),
			tls_client_certificate_bound_access_tokens: true,
		});
	});

	it.each<[string, Claims, object]>([
		['a PS256 signature, as in its table', {}, { alg: 'PS256' }],
		['PS256 id_tokens, as in its table', { id_token_signed_response_alg: 'PS256' }, {}],
		['PS256 id_tokens with RS256', { id_token_signed_response_alg: 'PS256' }, { alg: 'RS256' }],
		['only code', { response_types: ['code'] }, { alg: 'RS256' }],
		['only accounts', { scope: 'openid accounts' }, { alg: 'RS256' }],
		[
			'refresh_token',
			{ grant_types: ['authorization_code', 'client_credentials', 'refresh_token'] },
			{ alg: 'RS256' },
		],
	])('is accepted with %s', async (_, claims, header) => {
		const jws = await request(claims, header);
		expect(await postRegistration(bank, jws)).toMatchObject({ status: 201 });
	});
});

describe('a registration that lacks a claim of the table', () => {
	it.each([
		['token_endpoint_auth_signing_alg', metadata],
		['grant_types', metadata],
		['subject_type', metadata],
		['application_type', metadata],
		['iss', statement],
		['redirect_uris', redirect],
		['token_endpoint_auth_method', metadata],
		['aud', metadata],
		['scope', metadata],
		['request_object_signing_alg', metadata],
		['exp', metadata],
		['iat', metadata],
		['jti', metadata],
		['response_types', metadata],
		['id_token_signed_response_alg', metadata],
		['software_statement', statement],
	])('is refused without %s', async (claim, error) => {
		expect(await refusedWith(await request({ [claim]: undefined }))).toEqual([400, error]);
	});
});

describe('a registration with a claim that breaks the table', () => {
	it.each<[string, () => Claims, string]>([
		['RS256 client assertions', () => ({ token_endpoint_auth_signing_alg: 'RS256' }), metadata],
		['the implicit grant', () => ({ grant_types: ['implicit'] }), metadata],
		['pairwise subjects', () => ({ subject_type: 'pairwise' }), metadata],
		['a mobile application', () => ({ application_type: 'mobile' }), metadata],
		['another iss', () => ({ iss: 'AnotherSoftwareId00000' }), statement],
		['a foreign redirect URI', () => ({ redirect_uris: ['https://evil.example/'] }), redirect],
		['private_key_jwt', () => ({ token_endpoint_auth_method: 'private_key_jwt' }), metadata],
		['the issuer as aud', () => ({ aud: bank.banks.monese.issuer }), metadata],
		['Zopa as aud', () => ({ aud: bank.banks.zopa.issuer }), metadata],
		['a scope that is not offered', () => ({ scope: 'openid fundsconfirmations' }), metadata],
		['PS256 request objects', () => ({ request_object_signing_alg: 'PS256' }), metadata],
		['an exp that is past', () => ({ exp: now() - 1 }), metadata],
		['an exp more than an hour after iat', () => ({ exp: now() + 3700 }), metadata],
		['an iat in the future', () => ({ iat: now() + 600 }), metadata],
		['a jti that is no UUID', () => ({ jti: 'one' }), metadata],
		['the implicit response', () => ({ response_types: ['id_token'] }), metadata],
		['ES256 id_tokens', () => ({ id_token_signed_response_alg: 'ES256' }), metadata],
		['a statement that is no JWT', () => ({ software_statement: 'x' }), statement],
	])('is refused with %s', async (_, overrides, error) => {
		expect(await refusedWith(await request(overrides()))).toEqual([400, error]);
	});

	it.each([
		['PS256', constants.RSA_PKCS1_PADDING],
		['RS256', constants.RSA_PKCS1_PSS_PADDING],
	])('is refused when its header says %s and its signature is the other', async (alg, padding) => {
		const input = (await request({}, { alg })).split('.').slice(0, 2).join('.');
		const key = { key: bank.tpp.signingKey, padding, saltLength: 32 };
		const signature = sign('sha256', Buffer.from(input), key).toString('base64url');
		expect(await refusedWith(`${input}.${signature}`)).toEqual([400, metadata]);
	});
});

describe('the Postman environment', () => {
	let client: Client;
	beforeAll(async () => {
		client = (await postRegistration(bank, await request())).json as Client;
	});

	const environment = (authorization?: string, query = '') =>
		call(bank, `${bank.banks.monese.postmanEnvironment}${query}`, {
			headers: authorization === undefined ? {} : { authorization },
		});

	it('is given for the id and the secret of a client', async () => {
		const { status, json } = await environment(basic(client));
		expect(status).toBe(200);
		expect(json).toMatchObject({ name: 'Monese Sandbox', _postman_variable_scope: 'environment' });
		expect(json.values).toContainEqual({ key: 'clientId', value: client.client_id, enabled: true });
	});

	it.each<[string, () => string | undefined]>([
		['nothing', () => undefined],
		['another secret', () => basic({ ...client, client_secret: 'x' })],
		['an empty secret', () => basic({ ...client, client_secret: '' })],
		['another client', () => basic({ ...client, client_id: 'x' })],
		['a bearer token', () => `Bearer ${client.client_secret}`],
		['garbage', () => 'Basic garbage'],
	])('is 401 with a challenge for %s', async (_, authorization) => {
		const { status, headers, text } = await environment(authorization());
		expect([status, headers['www-authenticate'], text]).toEqual([401, 'Basic realm="Monese"', '']);
	});

	it('is 401 for a client that only names itself, as it may at Zopa', async () => {
		const query = `?client_id=${client.client_id}`;
		expect(await environment(undefined, query)).toMatchObject({ status: 401 });
	});
});

it('lets a client read, change and end its registration', async () => {
	const client = (await postRegistration(bank, await request())).json as Client;
	const authorization = `Bearer ${await clientToken(bank, client)}`;
	const url = `${bank.banks.monese.registration}/${client.client_id}`;
	const body = await request({ scope: 'openid accounts' });
	const headers = { authorization, 'content-type': 'application/jwt' };
	expect(await call(bank, url, { headers: { authorization } })).toMatchObject({ status: 200 });
	expect(await call(bank, url, { method: 'PUT', headers, body })).toMatchObject({
		status: 200,
		json: { scope: 'openid accounts', client_id: client.client_id },
	});
	const ended = await call(bank, url, { method: 'DELETE', headers: { authorization } });
	expect(ended).toMatchObject({ status: 204 });
	expect(await call(bank, url, { headers: { authorization } })).toMatchObject({ status: 401 });
});

it('keeps its clients and tokens from the other banks', async () => {
	const client = (await postRegistration(bank, await request())).json as Client;
	const token = await clientToken(bank, client);
	expect(await api({ ...bank, at: 'zopa' }, '/accounts', token)).toMatchObject({ status: 401 });
	await expect(clientToken({ ...bank, at: 'zopa' }, client)).rejects.toThrow('invalid_client');
});
