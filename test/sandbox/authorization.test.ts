import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader } from 'jose';

import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	authorise,
	authorizationUrl,
	call,
	clientToken,
	exchange,
	halfHash,
	newConsent,
	now,
	redirectParameters,
	register,
	requestObjectClaims,
	signed,
	type Claims,
	type Client,
} from './tpp';

let bank: EmbeddedBank;
let client: Client;
let signing: Client;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3 });
	client = await register(bank);
	signing = await register(bank, { request_object_signing_alg: 'PS256' });
});
afterAll(() => bank.stop());

const rora = () => ({ user: 'rora', ca: bank.ca });
const statusOf = async (consentId: string) => {
	const token = await clientToken(bank, client);
	return (await api(bank, `/account-access-consents/${consentId}`, token)).json.Data.Status;
};
const approveWith = async (overrides: Claims, consentId?: string) => {
	const id = consentId ?? (await newConsent(bank, client));
	const url = authorizationUrl(bank, requestObjectClaims(bank, client, id, overrides));
	return psuApproves(url, rora());
};

describe('discovery', () => {
	it('names the issuer, every endpoint and what the UK profile asks for', async () => {
		const { json } = await call(bank, bank.banks.zopa.discovery);
		const { issuer, registration, resourceServer } = bank.banks.zopa;
		expect(json).toMatchObject({
			issuer,
			authorization_endpoint: `${issuer}/auth`,
			token_endpoint: `${issuer}/token`,
			jwks_uri: `${issuer}/jwks`,
			registration_endpoint: registration,
			mtls_endpoint_aliases: { token_endpoint: `${resourceServer}/token` },
			claims_parameter_supported: true,
			tls_client_certificate_bound_access_tokens: true,
			id_token_signing_alg_values_supported: ['PS256'],
			request_object_signing_alg_values_supported: ['none', 'PS256'],
			response_types_supported: expect.arrayContaining(['code', 'code id_token']),
			claims_supported: expect.arrayContaining(['acr', 'openbanking_intent_id']),
			scopes_supported: expect.arrayContaining(['openid', 'accounts']),
			grant_types_supported: expect.arrayContaining(['authorization_code', 'client_credentials']),
		});
	});

	it('names the issuer for every host name, on both listeners', async () => {
		const { issuer } = bank.banks.zopa;
		const path = '/zopa/.well-known/openid-configuration';
		const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
		for (const address of [bank.address, bank.mtlsAddress]) {
			const tls = { servername: 'localhost' };
			const { json } = await call(bank, `${address}${path}`, { headers, tls });
			expect([json.issuer, json.jwks_uri]).toEqual([issuer, `${issuer}/jwks`]);
		}
	});
});

describe('the hybrid flow', () => {
	it('responds in the fragment with code, state and an id_token that binds them', async () => {
		const consentId = await newConsent(bank, client);
		const location = await approveWith({}, consentId);
		const { code, state, id_token } = redirectParameters(location);
		expect(location).toMatch(`${bank.tpp.redirectUris[0]}#`);
		expect(state).toBe('a-state');
		const { json: jwks } = await call(bank, `${bank.banks.zopa.issuer}/jwks`);
		await compactVerify(id_token!, createLocalJWKSet(jwks), { algorithms: ['PS256'] });
		expect(decodeProtectedHeader(id_token!)).toEqual({ alg: 'PS256', kid: expect.any(String) });
		expect(decodeJwt(id_token!)).toEqual({
			iss: bank.banks.zopa.issuer,
			aud: client.client_id,
			sub: 'rora',
			nonce: 'a-nonce',
			acr: 'urn:openbanking:psd2:sca',
			openbanking_intent_id: consentId,
			c_hash: halfHash(code!),
			s_hash: halfHash('a-state'),
			iat: expect.any(Number),
			exp: expect.any(Number),
		});
	});

	it('takes a nonce of 64 characters and a long state (RV-65)', async () => {
		const [nonce, state] = ['n'.repeat(64), 's'.repeat(2000)];
		const { id_token, ...parameters } = redirectParameters(await approveWith({ nonce, state }));
		expect(parameters['state']).toBe(state);
		expect(decodeJwt(id_token!)['nonce']).toBe(nonce);
	});

	it('accepts the acr that was requested', async () => {
		const consentId = await newConsent(bank, client);
		const id_token = {
			openbanking_intent_id: { value: consentId },
			acr: { essential: true, value: 'urn:openbanking:psd2:ca' },
		};
		const location = await approveWith({ claims: { id_token } }, consentId);
		const claims = decodeJwt(redirectParameters(location)['id_token']!);
		expect(claims['acr']).toBe('urn:openbanking:psd2:ca');
	});

	it('says when the PSU signed in when max_age is asked for', async () => {
		const before = now();
		const { id_token } = redirectParameters(await approveWith({ max_age: 86_400 }));
		const signedInAt = Number(decodeJwt(id_token!)['auth_time']);
		expect(signedInAt).toBeGreaterThanOrEqual(before);
		expect(signedInAt).toBeLessThanOrEqual(now());
	});

	it('works with a request object that is signed', async () => {
		const consentId = await newConsent(bank, signing);
		const claims = requestObjectClaims(bank, signing, consentId);
		const url = authorizationUrl(bank, claims, await signed(bank, claims));
		const parameters = redirectParameters(await psuApproves(url, rora()));
		expect(parameters).toMatchObject({ code: expect.any(String), id_token: expect.any(String) });
	});
});

it('responds in the query if only a code is requested', async () => {
	const location = new URL(await approveWith({ response_type: 'code' }));
	expect(location.hash).toBe('');
	expect(Object.fromEntries(location.searchParams)).toEqual({
		code: expect.any(String),
		state: 'a-state',
		iss: bank.banks.zopa.issuer,
	});
});

describe('the PSU', () => {
	it('may refuse: access_denied, and the consent is rejected', async () => {
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		const location = await psuRefuses(url, rora());
		expect(location).toContain('#error=access_denied');
		expect(redirectParameters(location)).toMatchObject({
			error: 'access_denied',
			state: 'a-state',
		});
		expect(await statusOf(consentId)).toBe('RJCT');
	});

	it('is told when the password is wrong', async () => {
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		const wrong = psuApproves(url, { ...rora(), password: 'nope' });
		await expect(wrong).rejects.toThrow('The user name or password is incorrect.');
		expect(await statusOf(consentId)).toBe('AWAU');
	});

	it('has to choose an account, and one of their own', async () => {
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		await expect(psuApproves(url, { ...rora(), accounts: [] })).rejects.toThrow(
			'Choose at least one account.',
		);
		const foreign = psuApproves(url, { ...rora(), accounts: ['500200000000000000000001'] });
		await expect(foreign).rejects.toThrow('You do not have this account.');
	});

	it('may authorise the same consent again', async () => {
		const { consentId } = await authorise(bank, client);
		const { code } = redirectParameters(await approveWith({}, consentId));
		expect(await exchange(bank, client, code!)).toMatchObject({ status: 200 });
		expect(await statusOf(consentId)).toBe('AUTH');
	});

	it('keeps an authorised consent when they refuse to authenticate again', async () => {
		const { consentId } = await authorise(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		expect(await psuRefuses(url, rora())).toContain('#error=access_denied');
		expect(await statusOf(consentId)).toBe('AUTH');
	});

	it('cannot authorise what another customer has authorised', async () => {
		const { consentId } = await authorise(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		await expect(psuApproves(url, { user: 'mits', ca: bank.ca })).rejects.toThrow(
			'another customer',
		);
	});

	it('cannot approve what the TPP has deleted meanwhile', async () => {
		const consentId = await newConsent(bank, client);
		const cookies: string[] = [];
		const step = async (url: string, body?: string) => {
			const reply = await call(bank, url, {
				method: body === undefined ? 'GET' : 'POST',
				headers: { cookie: cookies.join('; ') },
				body,
			});
			for (const line of reply.headers['set-cookie'] ?? []) cookies.unshift(line.split(';')[0]!);
			return new URL(reply.headers.location ?? url, url).href;
		};
		const claims = requestObjectClaims(bank, client, consentId);
		const login = await step(authorizationUrl(bank, claims));
		const page = await step(await step(login, 'user=rora&password=rora'));
		const token = await clientToken(bank, client);
		await api(bank, `/account-access-consents/${consentId}`, token, { method: 'DELETE' });
		const location = await step(await step(page, 'account=all&decision=approve'));
		expect(redirectParameters(location)).toMatchObject({
			error: 'invalid_request',
			state: 'a-state',
		});
	});

	it('gets pages with a language, a viewport and labels, and no markup of others', async () => {
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		const first = await call(bank, url);
		const cookie = first.headers['set-cookie']!.map((line) => line.split(';')[0]).join('; ');
		const page = new URL(first.headers.location!, url).href;
		const { text, headers } = await call(bank, page, { headers: { cookie } });
		expect(text).toContain('<html lang="en">');
		expect(text).toContain('<meta name="viewport"');
		expect(text).toMatch(/<label>User name\s*<input type="text" name="user"/);
		expect(headers['content-security-policy']).toContain("default-src 'none'");
		expect(await call(bank, page)).toMatchObject({ status: 400 });
	});
});

describe('a request that is refused at the redirect URI', () => {
	const refusedAs = async (location: string | Promise<string>) => {
		const { error, state, code, id_token } = redirectParameters(await location);
		expect([code, id_token, state]).toEqual([undefined, undefined, 'a-state']);
		return error;
	};

	const essentialAcr = (value: string) => ({
		claims: {
			id_token: {
				openbanking_intent_id: { value },
				acr: { essential: true, values: ['urn:other'] },
			},
		},
	});

	it.each<[string, (consentId: string) => Claims, string]>([
		['that has expired', () => ({ exp: now() - 60 }), 'invalid_request_object'],
		['without exp', () => ({ exp: undefined }), 'invalid_request_object'],
		['without nbf', () => ({ nbf: undefined }), 'invalid_request_object'],
		['that lives for two hours', () => ({ exp: now() + 7200 }), 'invalid_request_object'],
		['that is not valid yet', () => ({ nbf: now() + 120 }), 'invalid_request_object'],
		['for another audience', () => ({ aud: 'https://bank.example' }), 'invalid_request_object'],
		['of another issuer', () => ({ iss: 'somebody' }), 'invalid_request_object'],
		['without a nonce', () => ({ nonce: undefined }), 'invalid_request'],
		['without a consent', () => ({ claims: undefined }), 'invalid_request'],
		['without accounts', () => ({ scope: 'openid' }), 'invalid_request'],
		[
			'for an acr that the bank has not',
			(id) => essentialAcr(id),
			'unmet_authentication_requirements',
		],
		['that forbids to ask the PSU', () => ({ prompt: 'none' }), 'login_required'],
		['for an unknown consent', () => intent('aac-unknown'), 'invalid_request'],
	])('is one %s', async (_, overrides, error) => {
		const consentId = await newConsent(bank, client);
		expect(await refusedAs(approveWith(overrides(consentId), consentId))).toBe(error);
	});

	const intent = (value: string) => ({
		claims: { id_token: { openbanking_intent_id: { value } } },
	});

	it('is one for the consent of another client', async () => {
		const foreign = await newConsent(bank, signing);
		expect(await refusedAs(approveWith({}, foreign))).toBe('invalid_request');
	});

	it('is one for a consent that was rejected', async () => {
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		await psuRefuses(url, rora());
		expect(await refusedAs(psuApproves(url, rora()))).toBe('invalid_request');
	});

	it('is one for a consent that was deleted', async () => {
		const consentId = await newConsent(bank, client);
		const token = await clientToken(bank, client);
		await api(bank, `/account-access-consents/${consentId}`, token, { method: 'DELETE' });
		expect(await refusedAs(approveWith({}, consentId))).toBe('invalid_request');
	});

	it('is one whose query says something else than its request object', async () => {
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		const different = url.replace('scope=openid+accounts', 'scope=openid');
		expect(await refusedAs(psuApproves(different, rora()))).toBe('invalid_request_object');
	});

	it('is one without a request object', async () => {
		const claims = requestObjectClaims(bank, client, await newConsent(bank, client));
		const query = new URLSearchParams({
			client_id: client.client_id,
			response_type: 'code id_token',
			scope: 'openid accounts',
			redirect_uri: claims['redirect_uri'] as string,
			state: 'a-state',
			nonce: 'a-nonce',
			claims: JSON.stringify(claims['claims']),
		});
		const url = `${bank.banks.zopa.issuer}/auth?${query}`;
		expect(await refusedAs(psuApproves(url, rora()))).toBe('invalid_request');
	});

	it('is one that is signed where none is registered, and the other way round', async () => {
		const claims = requestObjectClaims(bank, client, await newConsent(bank, client));
		const signedUrl = authorizationUrl(bank, claims, await signed(bank, claims));
		expect(await refusedAs(psuApproves(signedUrl, rora()))).toBe('invalid_request_object');
		const other = requestObjectClaims(bank, signing, await newConsent(bank, signing));
		const unsignedUrl = authorizationUrl(bank, other);
		expect(await refusedAs(psuApproves(unsignedUrl, rora()))).toBe('invalid_request_object');
	});

	it('is one that is signed with another key', async () => {
		const claims = requestObjectClaims(bank, signing, await newConsent(bank, signing));
		const jws = await signed(bank, claims, {}, bank.tpp.transportKey);
		const url = authorizationUrl(bank, claims, jws);
		expect(await refusedAs(psuApproves(url, rora()))).toBe('invalid_request_object');
	});
});

describe('a request that is refused on a page of the bank', () => {
	it.each<[string, Claims]>([
		['to a redirect URI that is not registered', { redirect_uri: 'https://evil.example/' }],
		['of an unknown client', { client_id: 'unknown', iss: 'unknown' }],
	])('is one %s', async (_, overrides) => {
		const claims = requestObjectClaims(bank, client, await newConsent(bank, client), overrides);
		const reply = await call(bank, authorizationUrl(bank, claims));
		expect(reply.status).toBe(400);
		expect(reply.headers.location).toBeUndefined();
		expect(reply.text).toContain('The request failed');
	});
});
