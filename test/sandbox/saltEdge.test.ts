import { createPrivateKey } from 'node:crypto';

import { compactVerify, createLocalJWKSet, decodeJwt, SignJWT } from 'jose';

import { psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	authorise,
	authorizationUrl,
	facts,
	newConsent,
	postToken,
	register,
} from './saltEdgeTpp';
import { call, now, redirectParameters, type Client } from './tpp';

let bank: EmbeddedBank;
let client: Client;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	client = await register(bank);
});
afterAll(() => bank.stop());

const codeForm = (code: string) => ({
	grant_type: 'authorization_code',
	code,
	redirect_uri: bank.tpp.redirectUris[0]!,
});

describe('discovery', () => {
	it('has a document for the provider, with everything a TPP has to know', async () => {
		const { json } = await call(bank, facts(bank).discovery);
		const { issuer, authorization, token, registration, jwks } = facts(bank);
		expect(json).toMatchObject({
			issuer,
			authorization_endpoint: authorization,
			token_endpoint: token,
			registration_endpoint: registration,
			jwks_uri: jwks,
			response_types_supported: ['code'],
			token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
			request_object_signing_alg_values_supported: ['RS256', 'PS256'],
			id_token_signing_alg_values_supported: ['RS256'],
		});
		expect(facts(bank).discovery).toBe(`${issuer}/.well-known/openid-configuration/demobank`);
	});

	it.each(['', '/', '/other', '/demobank/more'])(
		'is NotFound at openid-configuration%s',
		async (end) => {
			const url = `${facts(bank).issuer}/.well-known/openid-configuration${end}`;
			const { status, json } = await call(bank, url);
			expect([status, json.error_class]).toEqual([404, 'NotFound']);
		},
	);

	it('is told what the credential needs', () => {
		const { credential } = facts(bank);
		expect(credential).toEqual({ aspspId: '0dw23dsa13123', providerCode: 'demobank' });
	});
});

describe('the authorization code flow', () => {
	it.each([
		['a request object in PS256', 'PS256', {}],
		['a request object in RS256', 'RS256', { alg: 'RS256' }],
		['a request object without a registered algorithm', undefined, { alg: 'RS256' }],
		['parameters alone', 'PS256', 'none' as const],
	])('leads from %s to an id_token in RS256 and to accounts', async (_, alg, requestObject) => {
		const own = await register(bank, { request_object_signing_alg: alg });
		const { code, state } = await authorise(bank, own, { requestObject });
		expect(state).toBe('a-state');
		const { json: tokens } = await postToken(bank, own, codeForm(code!));
		const { json: jwks } = await call(bank, facts(bank).jwks);
		const algorithms = ['RS256'];
		await compactVerify(tokens.id_token, createLocalJWKSet(jwks), { algorithms });
		expect(decodeJwt(tokens.id_token)).toMatchObject({
			iss: facts(bank).issuer,
			aud: own.client_id,
			nonce: 'a-nonce',
			openbanking_intent_id: expect.any(String),
		});
		const { status, json } = await api(bank, '/accounts', tokens.access_token);
		expect([status, json.Data.Account.length]).toEqual([200, 2]);
	});

	it('refreshes', async () => {
		const { code } = await authorise(bank, client);
		const { json } = await postToken(bank, client, codeForm(code!));
		const form = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
		const { json: renewed } = await postToken(bank, client, form);
		expect((await api(bank, '/accounts', renewed.access_token)).status).toBe(200);
	});

	it('tells the TPP in the query that the PSU refused', async () => {
		const consentId = await newConsent(bank, client);
		const url = await authorizationUrl(bank, client, consentId, { requestObject: {} });
		const location = await psuRefuses(url, { user: 'rora', ca: bank.ca });
		expect(redirectParameters(location)).toMatchObject({ error: 'access_denied' });
	});

	it.each([
		['another algorithm than the registered one', { alg: 'RS256' }, {}],
		['another audience', {}, { aud: 'https://bank.example' }],
		['a time that is past', {}, { exp: 1 }],
	])('refuses a request object with %s', async (_, header, claims) => {
		const own = await newConsent(bank, client);
		const url = await authorizationUrl(bank, client, own, { requestObject: header, claims });
		const { status, headers, text } = await call(bank, url);
		expect([status, headers.location ?? text]).toEqual([
			expect.any(Number),
			expect.stringContaining('invalid_request_object'),
		]);
	});

	it('refuses a response type that is not code', async () => {
		const url = await authorizationUrl(bank, client, await newConsent(bank, client), {
			requestObject: 'none',
		});
		const { headers } = await call(
			bank,
			url.replace('response_type=code', 'response_type=code+id_token'),
		);
		expect(headers.location).toContain('unsupported_response_type');
	});
});

describe('the token endpoint', () => {
	const grant = { grant_type: 'client_credentials', scope: 'accounts' };
	const assertion = (own: Client, alg: string) =>
		new SignJWT({ jti: crypto.randomUUID() })
			.setProtectedHeader({ alg, kid: bank.tpp.kid })
			.setIssuer(own.client_id)
			.setSubject(own.client_id)
			.setAudience(facts(bank).token)
			.setIssuedAt()
			.setExpirationTime(now() + 300)
			.sign(createPrivateKey(bank.tpp.signingKey));

	it.each(['PS256', 'RS256'])('takes JSON with an assertion in %s', async (alg) => {
		const own = await register(bank, {
			token_endpoint_auth_method: 'private_key_jwt',
			token_endpoint_auth_signing_alg: alg,
		});
		const body = {
			...grant,
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: await assertion(own, alg),
		};
		const { status, json } = await call(bank, facts(bank).token, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		expect([status, json]).toEqual([200, expect.objectContaining({ scope: 'accounts' })]);
	});

	it('refuses a wrong secret, invalid JSON, and the listener without client certificates', async () => {
		const stranger = { ...client, client_secret: 'another' };
		expect(await postToken(bank, stranger, grant)).toMatchObject({
			status: 401,
			json: { error: 'invalid_client' },
		});
		const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
		expect((await call(bank, facts(bank).token, broken)).status).toBe(400);
		const plain = facts(bank).token.replace(bank.mtlsAddress, bank.address);
		expect((await call(bank, plain, { method: 'POST' })).status).toBe(401);
	});
});

describe('account information', () => {
	it('asks for x-fapi-interaction-id', async () => {
		const { code } = await authorise(bank, client);
		const { json: tokens } = await postToken(bank, client, codeForm(code!));
		const headers = { authorization: `Bearer ${tokens.access_token}` };
		const url = `${facts(bank).accountInformation}/accounts`;
		const { status, json } = await call(bank, url, { headers });
		expect([status, json.Errors[0].ErrorCode]).toEqual([400, 'UK.OBIE.Header.Missing']);
	});
});
