import { withAccessToken, withToken } from '../../lib/oauth/bearer';
import { sealSession, type Session } from '../../lib/oauth/session';
import { bankError } from '../../lib/responses/body';
import { aSend, aTpp, rejection } from '../support/builders';

const tpp = aTpp();
const { issuer, resourceServer } = tpp.addresses;
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();

const sealed = async (session: Partial<Session> = {}): Promise<string> => {
	const given = { accessToken: 'access-1', expiresAt: inAnHour, ...identity, ...session };
	return (await sealSession(given, tpp)).session;
};
const identity = {
	bank: tpp.bank.id,
	environment: tpp.environment,
	issuer,
	clientId: tpp.client!.clientId,
};

const accounts = `${resourceServer}/accounts`;

describe('withAccessToken', () => {
	it.each(['Authorization', 'authorization'])('opens the session in %s', async (name) => {
		const headers = { accept: 'application/json', [name]: `Bearer ${await sealed()}` };
		expect(await withAccessToken(headers, accounts, tpp)).toEqual({
			accept: 'application/json',
			[name]: 'Bearer access-1',
		});
	});

	it.each([' ', '\n'])('opens one with %j around it, as expressions leave it', async (space) => {
		const headers = { authorization: `${space}Bearer ${await sealed()}${space}` };
		expect(await withAccessToken(headers, accounts, tpp)).toEqual({
			authorization: 'Bearer access-1',
		});
	});

	it.each([
		{},
		{ accept: '*/*' },
		{ authorization: 'Bearer access-0' },
		{ authorization: 'Basic eyJhbGciOiJkaXIifQ' },
		{ authorization: 'Bearer eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d' },
	])('leaves %j as they are, for any address', async (headers) => {
		expect(await withAccessToken(headers, 'https://elsewhere.example/', tpp)).toBe(headers);
	});

	it.each([`${resourceServer}/userinfo?a=b`, `${issuer}/me`])(
		'sends a token to %s',
		async (url) => {
			const headers = { authorization: `Bearer ${await sealed()}` };
			expect(await withAccessToken(headers, url, tpp)).toEqual({
				authorization: 'Bearer access-1',
			});
		},
	);

	it.each([
		'https://elsewhere.example/accounts',
		accounts.replace('https:', 'http:'),
		accounts.replace('.example', '.example.evil.example'),
		accounts.replace('https://', 'https://user@elsewhere.example/'),
		'/accounts',
		'undefined',
	])('sends none to %s', async (url) => {
		const headers = { authorization: `Bearer ${await sealed()}` };
		expect(await rejection(() => withAccessToken(headers, url, tpp))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'parameters', key: 'url' },
			message: expect.stringContaining('not one of the bank'),
		});
	});

	it('says what to do with a session that has expired', async () => {
		const authorization = `Bearer ${await sealed({ expiresAt: '2026-03-01T12:00:00.000Z' })}`;
		expect(await rejection(() => withAccessToken({ authorization }, accounts, tpp))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: 'The session has expired.',
			suggestion: 'refreshSession',
		});
	});

	it('uses no tokens that are marked invalid', async () => {
		const authorization = `Bearer ${await sealed({ invalid: 'Its signature is wrong.' })}`;
		expect(await rejection(() => withAccessToken({ authorization }, accounts, tpp))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
		});
	});

	it("opens no other bank's session", async () => {
		const authorization = `Bearer ${await sealed({ bank: 'other-bank' })}`;
		expect(await rejection(() => withAccessToken({ authorization }, accounts, tpp))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: expect.stringContaining('belongs to the bank "other-bank"'),
		});
	});
});

describe('A 401 that gives no reason (F-31)', () => {
	const page = '<html><body><h1>Access denied</h1> by gateway 7</body></html>';
	const tokens = { current: async () => 'access-1', renew: async () => undefined };
	const read = async (...urls: string[]) => {
		const respond = (url: string) =>
			url === '/offers' ? { status: 401, text: page } : { json: {} };
		const send = withToken(
			aSend(({ url }) => respond(url)),
			tokens,
		);
		const responses = [];
		for (const url of urls) responses.push(await send({ method: 'GET', url }));
		return bankError(responses.at(-1)!, 'reading the offers', { access: 'psu' });
	};

	it('is the fault of the bank when the token worked before in the run', async () => {
		const error = await read('/accounts', '/offers');
		expect(error.tppAction).toBe('contactBank');
		expect(error.message).toContain('Access denied by gateway 7');
	});

	it('requires the PSU when the token never worked', async () => {
		expect((await read('/offers')).tppAction).toBe('reauthenticate');
	});
});

it('A challenge for DPoP (RFC 9449 §7.1) is reported after one new token (PA-08)', async () => {
	const send = aSend(() => ({
		status: 401,
		headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'eyJ7S_zG' },
		json: { error: 'use_dpop_nonce' },
	}));
	const tokens = { current: async () => 'access-1', renew: async () => 'access-2' };
	const response = await withToken(send, tokens)({ method: 'GET', url: accounts });
	expect(send.requests.map(({ headers }) => headers!.Authorization)).toEqual([
		'Bearer access-1',
		'Bearer access-2',
	]);
	expect(bankError(response, 'reading accounts')).toMatchObject({
		code: 'OB_ASPSP',
		details: { errorCodes: ['use_dpop_nonce'], httpStatus: 401 },
	});
});
