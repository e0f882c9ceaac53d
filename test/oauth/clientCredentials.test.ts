import { decodeJwt } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { clientTokens, requestClientToken } from '../../lib/oauth/clientCredentials';
import { withToken } from '../../lib/oauth/bearer';
import { isIdempotent, type HttpRequest, type Send } from '../../lib/transport/http';
import { aClient, aTpp, rejection } from '../support/builders';
import { aTestBank, issuer, type TestBank } from './testBank';

let bank: TestBank;
let issued: number;
beforeEach(() => {
	clearCaches();
	issued = 0;
	bank = aTestBank();
	bank.token = lasting(300);
});
afterEach(() => jest.restoreAllMocks());

const lasting = (expires_in?: number) => () => {
	issued += 1;
	return { json: { access_token: `access-${issued}`, token_type: 'bearer', expires_in } };
};

const current = async (scope = 'accounts') => await clientTokens(bank.connection, scope).current();
const clockAt = (time: number) => jest.spyOn(Date, 'now').mockImplementation(() => time);

describe('requestClientToken', () => {
	it('requests the scope, and assumes that it was granted when the bank does not say', async () => {
		const { expiresAt, ...token } = await requestClientToken(bank.connection, 'accounts');
		expect(token).toEqual({
			accessToken: 'access-1',
			scope: 'accounts',
			interactionId: 'interaction-1',
		});
		expect(Date.parse(expiresAt!)).toBeGreaterThan(Date.now());
		expect(bank.forms[0]!.get('grant_type')).toBe('client_credentials');
		expect(bank.forms[0]!.get('scope')).toBe('accounts');
	});

	it('names the interaction of the token endpoint', async () => {
		bank.discovery = () => ({ json: bank.metadata, interactionId: 'of-the-discovery' });
		bank.token = () => ({ ...lasting()(), interactionId: 'of-the-token' });
		expect(await requestClientToken(bank.connection)).toEqual({
			accessToken: 'access-1',
			interactionId: 'of-the-token',
		});
	});

	it('leaves the scope to the bank when it is not given', async () => {
		await requestClientToken(bank.connection);
		expect(bank.forms[0]!.has('scope')).toBe(false);
	});

	it.each(['use_dpop_nonce (PA-07)', 'slow_down (RL-13)'])(
		'reports what it does not support, and asks no more: %s',
		async (named) => {
			const [error] = named.split(' ');
			const headers = { 'dpop-nonce': 'eyJ7S_zG' };
			bank.token = () => ({ status: 400, headers, json: { error } });
			expect(await rejection(() => requestClientToken(bank.connection))).toMatchObject({
				code: 'OB_ASPSP',
				errorCodes: [error],
			});
			expect(bank.forms).toHaveLength(1);
		},
	);

	it('reports a client that the bank refuses, and asks no more', async () => {
		bank.token = () => ({ status: 401, json: { error: 'invalid_client' } });
		expect(await rejection(() => requestClientToken(bank.connection))).toEqual({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 401 when requesting a client credentials token: invalid_client. Check the client ID, the client secret or the signing key, and how the client authenticates at the token endpoint. Then check the transport certificate.',
			httpStatus: 401,
			errorCodes: ['invalid_client'],
			interactionId: 'interaction-1',
			tppAction: 'fixCredential',
		});
		expect(bank.forms).toHaveLength(1);
	});

	it('blames the credential for invalid_grant, because no PSU is involved (F-29)', async () => {
		bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
		const error = await rejection(() => requestClientToken(bank.connection));
		expect(error).toMatchObject({ tppAction: 'fixCredential' });
		expect(error.message).not.toContain('PSU');
	});

	it('may be sent again, each time with a new assertion (F-21)', async () => {
		const requests: HttpRequest[] = [];
		const send: Send = async (request) => {
			requests.push(request);
			return await bank.connection.send(request);
		};
		await requestClientToken({ ...bank.connection, send });
		const sent = requests.find(({ url }) => url.endsWith('/token'))!;
		const renewed = await sent.renew!();
		const [first, second] = [sent, renewed].map(({ body }) =>
			decodeJwt(new URLSearchParams(body).get('client_assertion')!),
		);
		expect(isIdempotent(sent)).toBe(true);
		expect(first!.jti).toEqual(expect.any(String));
		expect(second!.jti).not.toBe(first!.jti);
	});

	it.each(['Bearer realm="a, \\"b\\"", error="invalid_token", Basic', 'Bearer error=', '"'])(
		'survives the challenge %s',
		async (challenge) => {
			bank.token = () => ({ status: 401, headers: { 'www-authenticate': challenge } });
			expect(await rejection(() => requestClientToken(bank.connection))).toMatchObject({
				code: 'OB_ASPSP',
				message:
					'The bank responded with 401 when requesting a client credentials token. Check the certificates, the key ID, the software statement and the OAuth client.',
			});
		},
	);

	it('needs a registered client', async () => {
		bank = aTestBank(aTpp({ client: undefined }));
		expect(await rejection(() => requestClientToken(bank.connection))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'There is no OAuth client. The input has no registration, no session or state names a client, and the credential has no client ID.',
			field: { in: 'credential', key: 'clientId' },
			suggestion: 'register',
			tppAction: 'fixCredential',
		});
		expect(bank.requested()).toEqual([]);
	});
});

describe('clientTokens', () => {
	it('asks once for any number of waiting callers and for later ones', async () => {
		const all = await Promise.all(Array.from({ length: 20 }, () => current()));
		expect(new Set([...all, await current()])).toEqual(new Set(['access-1']));
		expect(bank.forms).toHaveLength(1);
	});

	it('asks again half a minute before the token expires (TK-33)', async () => {
		const start = Date.now();
		await current();
		clockAt(start + 260_000);
		expect(await current()).toBe('access-1');
		clockAt(start + 271_000);
		expect(await current()).toBe('access-2');
	});

	it('uses a token with a lifetime of 20 seconds for 18 of them (T-19)', async () => {
		bank.token = lasting(20);
		const start = Date.now();
		clockAt(start);
		await current();
		clockAt(start + 17_000);
		expect(await current()).toBe('access-1');
		clockAt(start + 19_000);
		expect(await current()).toBe('access-2');
	});

	it('keeps a token of unknown lifetime until the bank refuses it', async () => {
		bank.token = lasting();
		const source = clientTokens(bank.connection);
		await source.current();
		expect(await source.current()).toBe('access-1');
		expect(await source.renew('access-1')).toBe('access-2');
		expect(await source.current()).toBe('access-2');
	});

	it.each([
		['scope', () => current('payments')],
		['client', () => withTpp({ client: aClient({ clientId: 'client-2' }) })],
		['client secret', () => withTpp({ client: aClient({ clientSecret: 'another' }) })],
		[
			'authentication of the client',
			() => withTpp({ client: aClient({ tokenEndpointAuthMethod: 'tls_client_auth' }) }),
		],
		['issuer', () => withTpp({ addresses: { issuer: `${issuer}/` } })],
		['certificate', () => withTpp({ tls: { certificatePem: 'another' } })],
		['key', () => withTpp({ tls: { keyPem: 'another' } })],
		['authority to trust', () => withTpp({ tls: { caPem: 'another' } })],
		['regard for SSL issues', () => withTpp({ tls: { ignoreSslIssues: true } })],
	])('asks again for another %s (TK-39, TK-44)', async (_, another) => {
		await current();
		expect(await another()).toBe('access-2');
	});

	it('asks once for equal credentials', async () => {
		await current();
		expect(await withTpp({ tls: {}, client: aClient() })).toBe('access-1');
		expect(bank.forms).toHaveLength(1);
	});

	it('does not keep a failure', async () => {
		bank.token = () => ({ status: 503 });
		expect(await rejection(() => current())).toMatchObject({ code: 'OB_ASPSP', httpStatus: 503 });
		bank.token = lasting(300);
		expect(await current()).toBe('access-1');
	});

	it('renews a refused token once for all who were refused (DC-13)', async () => {
		const source = clientTokens(bank.connection);
		const refused = await source.current();
		const renewed = await Promise.all(Array.from({ length: 5 }, () => source.renew(refused)));
		expect(new Set(renewed)).toEqual(new Set(['access-2']));
		expect(bank.forms).toHaveLength(2);
	});

	it('renews once: there is no other token when the new one is refused too', async () => {
		const source = clientTokens(bank.connection);
		expect(await source.renew(await source.current())).toBe('access-2');
		expect(await source.renew('access-2')).toBeUndefined();
		expect(await source.renew('access-2')).toBeUndefined();
		expect(await source.current()).toBe('access-2');
		expect(bank.forms).toHaveLength(2);
	});

	it('gives the renewed token to those who were refused before it came', async () => {
		const source = clientTokens(bank.connection);
		await source.renew(await source.current());
		expect(await source.renew('access-1')).toBe('access-2');
		expect(bank.forms).toHaveLength(2);
	});

	it('takes a token that another source renewed, and may still renew that one', async () => {
		const [one, other] = [clientTokens(bank.connection), clientTokens(bank.connection)];
		const refused = await one.current();
		await other.renew(refused);
		expect(await one.renew(refused)).toBe('access-2');
		expect(bank.forms).toHaveLength(2);
		expect(await one.renew('access-2')).toBe('access-3');
		expect(await one.renew('access-3')).toBeUndefined();
		expect(bank.forms).toHaveLength(3);
	});
});

describe('withToken', () => {
	const read = async () =>
		await withToken(
			bank.connection.send,
			clientTokens(bank.connection),
		)({ method: 'GET', url: 'https://api.bank.example/consents', headers: { Accept: 'x' } });

	it('sends the token only in the Authorization header (TK-36)', async () => {
		const seen: unknown[] = [];
		const send = withToken(async (request) => {
			seen.push(request);
			return await bank.connection.send(request);
		}, clientTokens(bank.connection));
		await send({
			method: 'GET',
			url: 'https://api.bank.example/consents',
			headers: { Accept: 'x' },
		});
		expect(seen).toEqual([
			{
				method: 'GET',
				url: 'https://api.bank.example/consents',
				headers: { Accept: 'x', Authorization: 'Bearer access-1' },
			},
		]);
	});

	it('repeats with a new token when the bank responds with 401 once (TK-24)', async () => {
		const statuses = [401, 200];
		bank.resource = () => ({ status: statuses.shift() });
		expect((await read()).status).toBe(200);
		expect(bank.forms).toHaveLength(2);
	});

	it('gives up after one repetition when the bank always responds with 401 (TK-25)', async () => {
		bank.resource = () => ({ status: 401 });
		expect((await read()).status).toBe(401);
		expect(bank.requested().filter((request) => request.endsWith('/consents'))).toHaveLength(2);
		expect(bank.forms).toHaveLength(2);
	});

	it('asks for one new token however many requests the bank responds with 401', async () => {
		bank.resource = () => ({ status: 401 });
		const send = withToken(bank.connection.send, clientTokens(bank.connection));
		for (const name of ['a', 'b', 'c']) {
			const url = `https://api.bank.example/${name}`;
			expect((await send({ method: 'GET', url })).status).toBe(401);
		}
		expect(bank.requested().slice(1)).toEqual([
			'POST /token',
			'GET https://api.bank.example/a',
			'POST /token',
			'GET https://api.bank.example/a',
			'GET https://api.bank.example/b',
			'GET https://api.bank.example/c',
		]);
	});

	it('does not ask for a new token when the bank responds with 403 (TK-38)', async () => {
		bank.resource = () => ({ status: 403 });
		expect((await read()).status).toBe(403);
		expect(bank.forms).toHaveLength(1);
	});
});

const withTpp = async (changes: object) =>
	await clientTokens(
		{ ...bank.connection, tpp: { ...bank.connection.tpp, ...changes } },
		'accounts',
	).current();
