import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Agent } from 'node:https';

import { decodeJwt } from 'jose';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	authorise,
	clientToken,
	exchange,
	now,
	postToken,
	psuToken,
	register,
	signed,
	type Claims,
	type Client,
} from './tpp';

let bank: EmbeddedBank;
let client: Client;
beforeAll(async () => {
	bank = await startEmbeddedBank();
	client = await register(bank, {
		grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
	});
});
afterAll(() => bank.stop());

/** The signing certificate as another client certificate. */
const otherCertificate = () => ({
	cert: bank.tpp.signingCertificate,
	key: bank.tpp.signingKey,
});

describe('client credentials', () => {
	const form = { grant_type: 'client_credentials', scope: 'accounts' };

	it('give a token for an hour', async () => {
		expect(await postToken(bank, client, form)).toMatchObject({
			status: 200,
			json: { token_type: 'Bearer', expires_in: 3600, scope: 'accounts' },
		});
	});

	it('are refused with another secret', async () => {
		const other = { ...client, client_secret: 'wrong' };
		expect(await postToken(bank, other, form)).toMatchObject({
			status: 401,
			json: { error: 'invalid_client' },
		});
	});

	it('are refused for a scope that is not registered', async () => {
		const accountsOnly = await register(bank, { scope: 'openid accounts' });
		expect(await postToken(bank, accountsOnly, { ...form, scope: 'payments' })).toMatchObject({
			status: 400,
			json: { error: 'invalid_scope' },
		});
	});

	it('are refused on the listener that asks for no certificate', async () => {
		const url = `${bank.banks.zopa.issuer}/token`;
		expect(await postToken(bank, client, form, { url })).toMatchObject({
			status: 401,
			json: { error: 'invalid_client' },
		});
	});

	it('are refused without a certificate', async () => {
		const tls = { cert: undefined, key: undefined };
		expect(await postToken(bank, client, form, { tls })).toMatchObject({ status: 400 });
	});
});

describe('private_key_jwt', () => {
	let assertive: Client;
	beforeAll(async () => {
		assertive = await register(bank, { token_endpoint_auth_method: 'private_key_jwt' });
	});

	const assertionClaims = (overrides: Claims = {}): Claims => ({
		iss: assertive.client_id,
		sub: assertive.client_id,
		aud: bank.banks.zopa.issuer,
		iat: now(),
		exp: now() + 300,
		jti: randomUUID(),
		...overrides,
	});
	const authenticate = (assertion: string) =>
		postToken(bank, assertive, {
			grant_type: 'client_credentials',
			scope: 'accounts',
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: assertion,
		});

	it.each<[string, () => string]>([
		['the issuer', () => bank.banks.zopa.issuer],
		['the token endpoint', () => `${bank.banks.zopa.issuer}/token`],
		['its mTLS alias', () => `${bank.banks.zopa.resourceServer}/token`],
	])('is accepted for %s', async (_, aud) => {
		const assertion = await signed(bank, assertionClaims({ aud: aud() }));
		expect(await authenticate(assertion)).toMatchObject({ status: 200 });
	});

	it.each<[string, () => Claims, object]>([
		['that has expired', () => ({ exp: now() - 300 }), {}],
		['for another audience', () => ({ aud: 'https://bank.example' }), {}],
		['of another client', () => ({ iss: client.client_id }), {}],
		['without jti', () => ({ jti: undefined }), {}],
		['signed RS256', () => ({}), { alg: 'RS256' }],
	])('is refused %s', async (_, overrides, header) => {
		const assertion = await signed(bank, assertionClaims(overrides()), header);
		expect(await authenticate(assertion)).toMatchObject({
			status: 401,
			json: { error: 'invalid_client' },
		});
	});

	it('is refused a second time', async () => {
		const assertion = await signed(bank, assertionClaims());
		expect(await authenticate(assertion)).toMatchObject({ status: 200 });
		expect(await authenticate(assertion)).toMatchObject({ status: 401 });
	});
});

describe('an authorization code', () => {
	it('gives access token, id_token and refresh token for the grants of the guide (C-09)', async () => {
		const plain = await register(bank);
		const { code, consentId } = await authorise(bank, plain);
		const { status, json } = await exchange(bank, plain, code);
		expect(status).toBe(200);
		expect(json).toEqual({
			access_token: expect.any(String),
			token_type: 'Bearer',
			expires_in: 3600,
			scope: 'openid accounts',
			id_token: expect.any(String),
			refresh_token: expect.any(String),
		});
		expect(decodeJwt(json.id_token)).toMatchObject({
			iss: bank.banks.zopa.issuer,
			aud: plain.client_id,
			sub: 'rora',
			nonce: 'a-nonce',
			openbanking_intent_id: consentId,
		});
	});

	it('is good once: the second time ends what the first one gave', async () => {
		const { code } = await authorise(bank, client);
		const { json } = await exchange(bank, client, code);
		const again = await exchange(bank, client, code);
		expect(again).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
		expect(await api(bank, '/accounts', json.access_token)).toMatchObject({ status: 401 });
	});

	it('serves a client that registered only the grants of the guide (C-09)', async () => {
		const plain = await register(bank);
		const { code } = await authorise(bank, plain);
		const { refresh_token } = (await exchange(bank, plain, code)).json;
		const form = { grant_type: 'refresh_token', refresh_token };
		const { status, json } = await postToken(bank, plain, form);
		expect(status).toBe(200);
		expect(await api(bank, '/accounts', json.access_token)).toMatchObject({ status: 200 });
	});

	it('is of one client', async () => {
		const { code } = await authorise(bank, client);
		expect(await exchange(bank, await register(bank), code)).toMatchObject({
			status: 400,
			json: { error: 'invalid_grant' },
		});
	});

	it('is of one redirect URI', async () => {
		const { code } = await authorise(bank, client);
		const form = { redirect_uri: 'https://n8n.example.com/other' };
		expect(await exchange(bank, client, code, form)).toMatchObject({
			status: 400,
			json: { error: 'invalid_grant' },
		});
	});
});

describe('PKCE', () => {
	const code_verifier = randomBytes(32).toString('base64url');
	const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
	const request = { code_challenge, code_challenge_method: 'S256' };

	it('is verified when it is used', async () => {
		const good = await authorise(bank, client, { request });
		expect(await exchange(bank, client, good.code, { code_verifier })).toMatchObject({
			status: 200,
		});
		const bad = await authorise(bank, client, { request });
		const other = randomBytes(32).toString('base64url');
		expect(await exchange(bank, client, bad.code, { code_verifier: other })).toMatchObject({
			status: 400,
			json: { error: 'invalid_grant' },
		});
		const none = await authorise(bank, client, { request });
		expect(await exchange(bank, client, none.code)).toMatchObject({ status: 400 });
	});

	it('is S256 only', async () => {
		const plain = { code_challenge, code_challenge_method: 'plain' };
		const { parameters } = await authorise(bank, client, { request: plain });
		expect(parameters).toMatchObject({ error: 'invalid_request' });
	});
});

describe('a refresh token', () => {
	const refresh = (refresh_token: string) =>
		postToken(bank, client, { grant_type: 'refresh_token', refresh_token });

	it('rotates, and the use of an old one ends them all', async () => {
		const { code } = await authorise(bank, client);
		const first = (await exchange(bank, client, code)).json;
		const second = await refresh(first.refresh_token);
		expect(second).toMatchObject({ status: 200, json: { refresh_token: expect.any(String) } });
		expect(second.json.refresh_token).not.toBe(first.refresh_token);
		expect(await api(bank, '/accounts', second.json.access_token)).toMatchObject({ status: 200 });
		expect(await refresh(first.refresh_token)).toMatchObject({
			status: 400,
			json: { error: 'invalid_grant' },
		});
		expect(await api(bank, '/accounts', second.json.access_token)).toMatchObject({ status: 401 });
		expect(await refresh(second.json.refresh_token)).toMatchObject({ status: 400 });
	});

	it('is of one client', async () => {
		const { code } = await authorise(bank, client);
		const { refresh_token } = (await exchange(bank, client, code)).json;
		const other = await register(bank, { grant_types: ['authorization_code', 'refresh_token'] });
		const reply = await postToken(bank, other, { grant_type: 'refresh_token', refresh_token });
		expect(reply).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
	});

	it('ends with the consent', async () => {
		const { code, consentId } = await authorise(bank, client);
		const { refresh_token } = (await exchange(bank, client, code)).json;
		const token = await clientToken(bank, client);
		await api(bank, `/account-access-consents/${consentId}`, token, { method: 'DELETE' });
		expect(await refresh(refresh_token)).toMatchObject({
			status: 400,
			json: { error: 'invalid_grant' },
		});
	});
});

describe('a certificate-bound token', () => {
	it('is refused with another certificate', async () => {
		const token = await psuToken(bank, client);
		expect(await api(bank, '/accounts', token)).toMatchObject({ status: 200 });
		const reply = await api(bank, '/accounts', token, { tls: otherCertificate() });
		expect(reply).toMatchObject({ status: 401, text: '' });
	});

	it('goes on working when the TLS session is resumed', async () => {
		const token = await psuToken(bank, client);
		const agent = new Agent({ maxCachedSessions: 10, keepAlive: false });
		for (let attempt = 0; attempt < 3; attempt += 1) {
			expect(await api(bank, '/accounts', token, { tls: { agent } })).toMatchObject({
				status: 200,
			});
		}
	});

	it('can be revoked', async () => {
		const token = await psuToken(bank, client);
		const url = `${bank.banks.zopa.resourceServer}/token/revocation`;
		expect(await postToken(bank, client, { token }, { url })).toMatchObject({ status: 200 });
		expect(await api(bank, '/accounts', token)).toMatchObject({ status: 401 });
	});
});
