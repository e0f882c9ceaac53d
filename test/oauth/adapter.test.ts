import { clearCaches } from '../../lib/expiringCache';
import { validating } from '../../lib/oauth/adapter';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { refreshSession } from '../../lib/oauth/refresh';
import { revokeSession } from '../../lib/oauth/revoke';
import type { HttpRequest } from '../../lib/transport/http';
import { rejection } from '../support/builders';
import { exchangeAuthorizationCode } from './exchange';
import { aTestBank, authorise, issuer, tokens, type TestBank } from './testBank';

let bank: TestBank;
let sent: HttpRequest[];
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
	bank.metadata.revocation_endpoint = `${issuer}/revoke`;
	sent = [];
	const { send } = bank.connection;
	bank.connection.send = async (request) => {
		const { signal: _, ...recorded } = request;
		sent.push(recorded);
		return await send(request);
	};
});

/** All members, so that a new one is noticed: a token request, for example, must not become idempotent. */
const request = (method: string, path: string) => ({
	method,
	url: `${issuer}${path}`,
	headers: expect.any(Object),
	body: method === 'POST' ? expect.any(String) : undefined,
	...(method === 'POST' && { mustComplete: true }),
});
const discovery = request('GET', '/.well-known/openid-configuration');

/** A request that is built again for each attempt. */
const renewable = { idempotent: true, renew: expect.any(Function) };

describe('What oauth4webapi sends gets time to complete when it may bring tokens:', () => {
	it('discovery, keys, the exchange of a code, a refresh and a revocation', async () => {
		const response = await authorise(bank);
		const { session } = await exchangeAuthorizationCode(bank.connection, response, new Date());
		bank.token = () => ({ json: { ...tokens(), access_token: 'access-2' } });
		await refreshSession(bank.connection, session);
		bank.token = () => ({});
		await revokeSession(bank.connection, session);
		expect(sent).toEqual([
			discovery,
			request('GET', '/jwks'),
			{ ...request('POST', '/token'), sentOnce: 'code' },
			{ ...request('POST', '/token'), sentOnce: 'refresh' },
			{ ...request('POST', '/revoke'), ...renewable },
		]);
	});

	it('a request for a client credentials token', async () => {
		bank.token = () => ({ json: { access_token: 'access-1', token_type: 'bearer' } });
		await requestClientToken(bank.connection);
		expect(sent).toEqual([discovery, { ...request('POST', '/token'), ...renewable }]);
	});
});

it('A 101 that no request asked for is an invalid response', async () => {
	bank.token = () => ({ status: 101, text: 'hi' });
	expect(await rejection(() => requestClientToken(bank.connection))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: 'The bank responded with 101, which is not a final response.',
	});
});

it.each([
	[{}, 'JWT "sub" (subject) claim missing', 'its id_token has no sub'],
	[{ jwt: 'it' }, 'JWT "exp" (expiration time) claim missing', 'it has no exp'],
	[{}, '"state" parameter must be provided only once', 'state occurs twice'],
	[{}, '"response" content-type must be application/json', 'its content type is not JSON'],
	[
		{ jwt: 'its JWT' },
		'unexpected JWT "nbf" (not before) claim type',
		'the claim nbf of its JWT has the wrong type',
	],
	[
		{},
		'unsupported JWS "alg" identifier',
		'its id_token is signed with an algorithm that is not supported (alg)',
	],
	[
		{},
		'unsupported RSA-PSS modulusLength',
		"the bank's key for its id_token has fewer than 2048 bits",
	],
	[
		{},
		'JWT signature verification failed for client_secret=s3cr3t',
		'JWT signature verification failed for client_secret=[secret]',
	],
	[
		{},
		'JWT "<b>" claim missing\nclient_secret=s3cr3t',
		'JWT " " claim missing client_secret=[secret]',
	],
	[{}, 'a new message with client_secret=s3cr3t', 'a new message with client_secret=[secret]'],
])('With %j, "%s" is said as "%s"', async (context, message, reason) => {
	const step = () => {
		throw new Error(message);
	};
	expect(await rejection(() => validating({ subject: 'The response', ...context }, step))).toEqual({
		code: 'OB_INVALID_RESPONSE',
		message: `The response is invalid: ${reason}.`,
		tppAction: 'contactBank',
	});
});
