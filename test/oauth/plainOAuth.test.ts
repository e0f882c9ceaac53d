import { coop } from '../../lib/banks/cooperativeBank';
import { clearCaches } from '../../lib/expiringCache';
import { authorizationUrl, type AuthorizationRequest } from '../../lib/oauth/authorizationRequest';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { refreshSession } from '../../lib/oauth/refresh';
import { aClient, aTpp, rejection } from '../support/builders';
import { exchangeAuthorizationCode } from './exchange';
import { aTestBank, code, issuer, tokens, type TestBank } from './testBank';

/** A bank of OAuth 2.0 with encoded parameters: no discovery, no id_token, no nonce. */

const consentId = 'f3a1d2c4-0b1e-4c5d-9e8f-7a6b5c4d3e2f';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank(
		aTpp({
			bank: coop,
			addresses: {
				issuer,
				resourceServer: 'https://api.bank.example',
				endpoints: {
					authorization_endpoint: `${issuer}/redirect`,
					token_endpoint: `${issuer}/token`,
				},
			},
			client: aClient({ tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: 'secret' }),
		}),
	);
	bank.token = () => ({ json: { ...tokens(), token_type: 'BEARER', expires_in: undefined } });
});

const request = (changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
	consentId,
	access: 'accounts',
	now: new Date(),
	...changes,
});

/** What the bank sends the PSU back with. */
async function authorise(changes: Partial<AuthorizationRequest> = {}): Promise<string> {
	const { state } = await authorizationUrl(bank.connection, request(changes));
	return `https://tpp.example/callback?${new URLSearchParams({ code, state })}`;
}

it('The state in the address is the one that is told, and every address has another', async () => {
	const [first, second] = [
		await authorizationUrl(bank.connection, request()),
		await authorizationUrl(bank.connection, request()),
	];
	const data = new URL(first.authorizationUrl).searchParams.get('data')!;
	expect(Buffer.from(data, 'base64url').toString()).toContain(`&state=${first.state}&`);
	expect(second.state).not.toBe(first.state);
	expect(bank.requested()).toEqual([]);
});

it('The code is exchanged for a session without an id_token, only by PKCE and the secret in the header', async () => {
	const response = await authorise({ passThrough: 'customer-7' });
	const { session, passThrough } = await exchangeAuthorizationCode(
		bank.connection,
		response,
		new Date(),
	);
	expect(session).toMatchObject({ accessToken: 'access-1', consentId, invalid: undefined });
	expect(passThrough).toBe('customer-7');
	const [form] = bank.forms;
	expect([...form!.keys()].sort()).toEqual(['code', 'code_verifier', 'grant_type', 'redirect_uri']);
	expect(bank.headers[0]).toMatchObject({
		authorization: `Basic ${Buffer.from('client-1:secret').toString('base64')}`,
	});
});

it('Tokens live as long as the bank documents, where its response does not say', async () => {
	const before = Date.now();
	const { session } = await exchangeAuthorizationCode(
		bank.connection,
		await authorise(),
		new Date(),
	);
	const lives = (text: string | undefined) => Math.round((Date.parse(text!) - before) / 60_000);
	expect(lives(session.expiresAt)).toBe(30);
	expect(lives(session.refreshTokenExpiresAt)).toBe(30 * 24 * 60);
	const renewed = await refreshSession(bank.connection, session);
	expect(lives(renewed.refreshTokenExpiresAt)).toBe(30 * 24 * 60);
	expect([...bank.forms[1]!.keys()].sort()).toEqual(['grant_type', 'refresh_token']);
});

it('A refresh token that stays the same keeps its end', async () => {
	const { session } = await exchangeAuthorizationCode(
		bank.connection,
		await authorise(),
		new Date(),
	);
	const given = { ...session, refreshTokenExpiresAt: '2026-12-01T00:00:00.000Z' };
	bank.token = () => ({ json: { ...tokens(), refresh_token: given.refreshToken } });
	expect(await refreshSession(bank.connection, given)).toMatchObject({
		refreshTokenExpiresAt: '2026-12-01T00:00:00.000Z',
	});
});

it('An id_token that was not requested is ignored', async () => {
	bank.token = () => ({ json: { ...tokens(), id_token: 'not.a.jwt' } });
	const { session } = await exchangeAuthorizationCode(
		bank.connection,
		await authorise(),
		new Date(),
	);
	expect(session).toMatchObject({ accessToken: 'access-1', invalid: undefined });
});

it.each([
	['payments without a payment', { access: 'payments' }],
	['a payment without its access', { payment: { type: 'DSO' } }],
] as const)('%s is refused', async (_, changes) => {
	expect(await rejection(() => authorizationUrl(bank.connection, request(changes)))).toMatchObject({
		code: 'OB_CONFIGURATION',
		tppAction: 'fixRequest',
	});
});

it('A payment stands in the address with what its journey needs', async () => {
	const payment = { type: 'DP', beneficiaryName: 'Ann', amount: '1.00' } as const;
	const { authorizationUrl: address } = await authorizationUrl(
		bank.connection,
		request({ access: 'payments', payment }),
	);
	const data = new URL(address).searchParams.get('data')!;
	expect(Buffer.from(data, 'base64url').toString()).toMatch(
		/&scope=payments&.*&jrn_typ=DP&ben_name=Ann&amount=1\.00$/,
	);
});

it('A token for the client itself has no refresh token and no date of one', async () => {
	bank.token = () => ({ json: { access_token: 'a', token_type: 'bearer' } });
	const issued = await requestClientToken(bank.connection, 'accounts');
	expect(issued).toMatchObject({ refreshToken: undefined, refreshTokenExpiresAt: undefined });
	expect(issued.expiresAt).toBeDefined();
});

it('A response to another state is refused before any token is asked for', async () => {
	const forged = `https://tpp.example/callback?code=${code}&state=guessed`;
	expect(
		await rejection(() => exchangeAuthorizationCode(bank.connection, forged, new Date())),
	).toMatchObject({ code: 'OB_INVALID_RESPONSE' });
	expect(bank.requested()).toEqual([]);
});

it('No id_token in the query is requested from such a bank', async () => {
	const hybrid = request({ responseType: 'code id_token' });
	expect(await rejection(() => authorizationUrl(bank.connection, hybrid))).toMatchObject({
		code: 'OB_CONFIGURATION',
		field: { in: 'parameters', key: 'responseType' },
	});
});

it('Step-up is refused at a bank that knows none', async () => {
	const { connection } = aTestBank();
	expect(await rejection(() => authorizationUrl(connection, request({ stepUp: true })))).toEqual({
		code: 'OB_CONFIGURATION',
		message: 'Test Bank does not support step-up.',
		field: { in: 'parameters', key: 'stepUp' },
		tppAction: 'fixRequest',
	});
});
