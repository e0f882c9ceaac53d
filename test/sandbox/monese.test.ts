import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	authorise,
	authorizationUrl,
	call,
	exchange,
	newConsent,
	psuToken,
	redirectParameters,
	register,
	requestObjectClaims,
	type Client,
	type TestedBank,
} from './tpp';

let bank: TestedBank;
beforeAll(async () => {
	bank = { ...(await startEmbeddedBank({ accounts: 2, transactions: 10 })), at: 'monese' };
});
afterAll(() => bank.stop());

const registered = (id_token_signed_response_alg: string): Promise<Client> =>
	register(bank, { aud: '0015800001ZEc3hAAD', id_token_signed_response_alg });

/** Keys as the bank publishes them; jose chooses and checks. */
const keys = () =>
	createRemoteJWKSet(new URL(bank.banks.monese.jwks), {
		[customFetch]: async (url) => {
			const { text, status } = await call(bank, String(url));
			return new Response(text, { status });
		},
	});

describe('discovery', () => {
	it('names the issuer, the token endpoint behind mutual TLS and the register', async () => {
		const { json } = await call(bank, bank.banks.monese.discovery);
		const { issuer, token, registration } = bank.banks.monese;
		expect(json).toMatchObject({
			issuer,
			registration_endpoint: registration,
			mtls_endpoint_aliases: { token_endpoint: token },
			id_token_signing_alg_values_supported: ['PS256', 'RS256'],
			token_endpoint_auth_methods_supported: ['client_secret_basic'],
			request_object_signing_alg_values_supported: ['none'],
		});
	});

	it('publishes a key for both algorithms', async () => {
		const { json } = await call(bank, bank.banks.monese.jwks);
		expect(json.keys).toHaveLength(1);
		expect(json.keys[0]).toMatchObject({ kty: 'RSA', use: 'sig', kid: expect.any(String) });
		expect(json.keys[0]).not.toHaveProperty('alg');
	});
});

describe.each(['RS256', 'PS256'])('a client registered for %s', (alg) => {
	it('gets id_tokens of that algorithm, at the redirect and with the tokens', async () => {
		const client = await registered(alg);
		const { code, parameters, consentId } = await authorise(bank, client);
		const { json } = await exchange(bank, client, code);
		for (const idToken of [parameters['id_token'], json.id_token as string]) {
			const { payload } = await jwtVerify(idToken!, keys(), {
				algorithms: [alg],
				issuer: bank.banks.monese.issuer,
				audience: client.client_id,
			});
			expect(payload['openbanking_intent_id']).toBe(consentId);
		}
	});
});

describe('a PSU', () => {
	it.each(['rora.', 'rora'])('logs in with the password "%s"', async (password) => {
		const client = await registered('RS256');
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		const location = await psuApproves(url, { user: 'rora', password, ca: bank.ca });
		expect(redirectParameters(location)).toHaveProperty('code');
	});

	it.each(['rora..', 'mits', ''])('does not sign in with "%s"', async (password) => {
		const client = await registered('RS256');
		const consentId = await newConsent(bank, client);
		const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId));
		await expect(psuApproves(url, { user: 'rora', password, ca: bank.ca })).rejects.toThrow(
			'The user name or password is incorrect',
		);
	});

	it('of Zopa has no full stop after the password', async () => {
		const zopa: TestedBank = { ...bank, at: 'zopa' };
		const client = await register(zopa);
		const consentId = await newConsent(zopa, client);
		const url = authorizationUrl(zopa, requestObjectClaims(zopa, client, consentId));
		const approval = psuApproves(url, { user: 'rora', password: 'rora.', ca: bank.ca });
		await expect(approval).rejects.toThrow('The user name or password is incorrect');
	});
});

describe('account information', () => {
	it('has the transactions of each account, but not those of all accounts at once (C-12)', async () => {
		const token = await psuToken(bank, await registered('RS256'));
		const { json } = await api(bank, '/accounts', token);
		const [{ AccountId }] = json.Data.Account;
		const { json: list } = await api(bank, `/accounts/${AccountId}/transactions`, token);
		expect(list.Data.Transaction).toHaveLength(2);
		const { status, text, headers } = await api(bank, '/transactions', token);
		expect([status, text]).toEqual([404, '']);
		expect(headers).toHaveProperty('x-fapi-interaction-id');
	});

	it('names Monese and not Zopa', async () => {
		const token = await psuToken(bank, await registered('RS256'));
		const { text, json } = await api(bank, '/accounts', token);
		expect(text).not.toMatch(/zopa/i);
		expect(json.Data.Account[0]).toMatchObject({
			Servicer: { SchemeName: 'UK.OBIE.BICFI', Identification: 'MNEEGB2L' },
			Account: [{}, { Identification: expect.stringMatching(/^GB\d\dMNEE\d{14}$/) }],
		});
	});
});
