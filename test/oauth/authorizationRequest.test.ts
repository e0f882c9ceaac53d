import { createHash, createPublicKey } from 'node:crypto';

import { decodeJwt, jwtVerify, UnsecuredJWT, type JWTPayload } from 'jose';

import { profileIn } from '../../lib/banks/applicableRules';
import { zopa } from '../../lib/banks/zopa';
import { clearCaches } from '../../lib/expiringCache';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { deriveNonceAndVerifier, openState } from '../../lib/oauth/state';
import type { Tpp } from '../../lib/tpp';
import { aClient, aTpp, rejection } from '../support/builders';
import { aTestBank, consentId, issuer } from './testBank';

beforeEach(clearCaches);

const now = new Date('2026-03-01T12:00:00.500Z');
const iat = Date.parse('2026-03-01T12:00:00Z') / 1000;

async function ask(tpp: Tpp = aTpp(), request: object = {}) {
	const bank = aTestBank(tpp);
	const built = await authorizationUrl(bank.connection, {
		consentId,
		access: 'accounts',
		now,
		...request,
	});
	const url = new URL(built.authorizationUrl);
	return { ...built, url, query: Object.fromEntries(url.searchParams) };
}

describe('authorizationUrl', () => {
	it('leads to the authorization endpoint with parameters and request object', async () => {
		const tpp = aTpp();
		const { url, query, state, authorizationUrlExpiresAt } = await ask(tpp);
		const { nonce, codeVerifier } = deriveNonceAndVerifier(state, tpp, tpp);
		expect(url.origin + url.pathname).toBe(`${issuer}/authorize`);
		expect(query).toEqual({
			response_type: 'code id_token',
			client_id: 'client-1',
			redirect_uri: 'https://tpp.example/callback',
			scope: 'openid accounts',
			state,
			nonce,
			code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
			code_challenge_method: 'S256',
			request: expect.any(String),
		});
		expect(authorizationUrlExpiresAt).toBe('2026-03-01T12:55:00.000Z');
	});

	it('leads to the link of an app with the least parameters (B-01, B-02)', async () => {
		const bank = profileIn(zopa, 'production');
		const client = { ...aClient(), requestObjectSigningAlg: 'PS256' as const };
		const { query, state, authorizationUrl: link, ...rest } = await ask(aTpp({ bank, client }));
		const { request, ...parameters } = query;
		expect(link).toMatch(
			/^zopa:\/\/consent-access-request\?client_id=client-1&response_type=code%20id_token&scope=openid%20accounts&request=/,
		);
		expect(Object.keys(parameters)).toEqual(['client_id', 'response_type', 'scope']);
		expect(decodeJwt(request!)).toMatchObject({
			iss: 'client-1',
			aud: issuer,
			state,
			scope: 'openid accounts',
			nbf: iat,
			exp: iat + 500,
			claims: { id_token: { openbanking_intent_id: { value: consentId, essential: true } } },
		});
		expect(decodeJwt(request!).claims).not.toHaveProperty('userinfo');
		expect(JSON.stringify(decodeJwt(request!).claims)).not.toContain('acr');
		expect(rest.authorizationUrlExpiresAt).toBe('2026-03-01T12:08:20.000Z');
	});

	it('signs a request object that repeats the parameters and names the consent', async () => {
		const tpp = aTpp();
		const { query } = await ask(tpp);
		const { request, ...parameters } = query;
		const { payload, protectedHeader } = await jwtVerify(
			request!,
			createPublicKey(tpp.signer!.privateKey),
			{ currentDate: now },
		);
		const openbanking_intent_id = { value: consentId, essential: true };
		const values = ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'];
		expect(protectedHeader).toEqual({ alg: 'PS256', kid: 'our-key', typ: 'JWT' });
		expect(payload).toEqual({
			...parameters,
			iss: 'client-1',
			aud: issuer,
			jti: expect.stringMatching(/^[\da-f-]{36}$/),
			iat,
			nbf: iat,
			exp: iat + 3300,
			claims: {
				userinfo: { openbanking_intent_id },
				id_token: { openbanking_intent_id, acr: { essential: true, values } },
			},
		});
	});

	it('never repeats jti (RP-11), state, nonce or challenge (TK-08)', async () => {
		const tpp = aTpp();
		const [first, second] = await Promise.all([ask(tpp), ask(tpp)]);
		const ones = ({ query }: typeof first) => {
			const { jti } = decodeJwt(query.request!);
			return [jti, query.state, query.nonce, query.code_challenge];
		};
		expect(new Set([...ones(first), ...ones(second)]).size).toBe(8);
	});

	it('does not sign the request object where the client registered so, as at Zopa', async () => {
		const { query } = await ask(aTpp({ bank: zopa, signer: undefined }));
		const { payload, header } = UnsecuredJWT.decode<JWTPayload>(query.request!, {
			currentDate: now,
		});
		expect(header).toEqual({ alg: 'none' });
		expect(payload.iss).toBe('client-1');
	});

	it('takes the algorithm that the bank registered before the one of the profile', async () => {
		const client = aClient({ requestObjectSigningAlg: 'PS256' });
		const { query } = await ask(aTpp({ bank: zopa, client }));
		expect(query.request!.split('.')[2]).not.toBe('');
	});

	it('lets the response type be chosen, and seals it with the payload in the state', async () => {
		const tpp = aTpp();
		const { query, state } = await ask(tpp, { responseType: 'code', passThrough: 'customer-7' });
		expect(query.response_type).toBe('code');
		expect(await openState(state, tpp)).toEqual({
			consentId,
			hybrid: false,
			expires: (iat + 7200) * 1000,
			passThrough: 'customer-7',
			client: tpp.client,
		});
	});

	it('keeps the query of the endpoint (RFC 6749 §3.1)', async () => {
		const bank = aTestBank();
		bank.metadata.authorization_endpoint = `${issuer}/authorize?brand=b`;
		const request = { consentId, access: 'accounts', now } as const;
		const { authorizationUrl: url } = await authorizationUrl(bank.connection, request);
		expect(new URL(url).searchParams.get('brand')).toBe('b');
	});

	it.each<[string, Partial<Tpp>, string, string]>([
		[
			'a client',
			{ client: undefined },
			'clientId',
			'There is no OAuth client. The input has no registration, no session or state names a client, and the credential has no client ID.',
		],
		[
			'a redirect URI',
			{ redirectUri: undefined },
			'redirectUri',
			'The redirect URI is missing or not a complete URL. Enter the one that is registered at the bank.',
		],
		[
			'a complete redirect URI',
			{ redirectUri: '/callback' },
			'redirectUri',
			'The redirect URI is missing or not a complete URL. Enter the one that is registered at the bank.',
		],
		[
			'a redirect URI that has no fragment',
			{ redirectUri: 'https://tpp.example/callback#bank' },
			'redirectUri',
			'The redirect URI contains a fragment. Enter it without # and what follows.',
		],
		[
			'a signing key',
			{ signer: undefined },
			'signingCertificate',
			'There is no signing certificate with its key, and this request must be signed.',
		],
	])('is refused without %s', async (_, changes, key, message) => {
		expect(await rejection(() => ask(aTpp(changes)))).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field: { in: 'credential', key },
			...(key === 'clientId' && { suggestion: 'register' }),
			tppAction: 'fixCredential',
		});
	});

	it.each([undefined, 'authorize', 'http://auth.bank.example/authorize', 'javascript:alert(1)'])(
		'is refused when the authorization endpoint is %s',
		async (endpoint) => {
			const bank = aTestBank();
			bank.metadata.authorization_endpoint = endpoint;
			const request = { consentId, access: 'accounts', now } as const;
			expect(await rejection(() => authorizationUrl(bank.connection, request))).toEqual({
				code: 'OB_INVALID_RESPONSE',
				message: "The bank's discovery document has no authorization_endpoint with an https URL.",
				tppAction: 'contactBank',
			});
		},
	);
});
