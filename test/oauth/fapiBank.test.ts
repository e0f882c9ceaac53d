import { decodeProtectedHeader } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { discover } from '../../lib/oauth/authorizationServer';
import { redirectOutcome } from '../../lib/oauth/redirectOutcome';
import { refreshSession } from '../../lib/oauth/refresh';
import { closeConnections } from '../../lib/transport/agents';
import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { rejection } from '../support/builders';
import { atFapiBank, atZopa, type Party } from './misbehaviour/party';

let bank: EmbeddedBank;
let party: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	party = await atFapiBank(bank);
});
beforeEach(() => {
	clearCaches();
	party.codeRequests.length = 0;
});
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const psu = () => ({ user: 'rora', ca: bank.ca });
const outcomeOf = async (response: string) =>
	await redirectOutcome(party.connection, response, new Date());

/** The bank's authorization server is oidc-provider with its FAPI 1.0 profile, pushed requests and JWT responses. */
describe('At oidc-provider', () => {
	it('a pushed request, signed and not encrypted (PA-05), is named by the address, and gets a response in a JWT of the registered algorithm', async () => {
		const url = await party.url();
		expect([...new URL(url).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
		const { searchParams } = new URL(await psuApproves(url, psu()));
		expect([...searchParams.keys()]).toEqual(['response']);
		expect(decodeProtectedHeader(searchParams.get('response')!).alg).toBe('PS256');
	});

	it('the response brings a session, which can be refreshed', async () => {
		const { session } = await party.exchange(await party.approved());
		expect(session).toMatchObject({ bank: 'fapi-bank', subject: 'rora', invalid: undefined });
		expect(party.codeRequests).toHaveLength(1);
		expect(await refreshSession(party.connection, session)).toMatchObject({
			accessToken: expect.not.stringContaining(session.accessToken),
			invalid: undefined,
		});
	});

	it('a PSU who refuses is reported in a JWT, too', async () => {
		const response = await psuRefuses(await party.url(), psu());
		expect(response).toContain('?response=');
		expect(await outcomeOf(response)).toMatchObject({
			outcome: 'refused',
			error: { message: expect.stringMatching(/: access_denied, the customer did not approve\.$/) },
		});
		expect(party.codeRequests).toEqual([]);
	});

	it('the request is pushed over mutual TLS', async () => {
		const server = await discover(party.connection);
		expect(server.require_pushed_authorization_requests).toBeUndefined();
		expect(server.mtls_endpoint_aliases?.pushed_authorization_request_endpoint).toBe(
			`${bank.banks.zopa.resourceServer}/par`,
		);
		const { send, tpp } = party.connection;
		const requested: string[] = [];
		const counting: typeof send = async (request) => {
			requested.push(request.url);
			return await send(request);
		};
		const now = new Date();
		const consentId = 'aac-1';
		await authorizationUrl({ tpp, send: counting }, { consentId, access: 'accounts', now });
		expect(requested).toContain(`${bank.banks.zopa.resourceServer}/par`);
	});

	it('a pushed request is good for one authorisation (RP-31), and an open error about it is not believed', async () => {
		const url = await party.url();
		await psuApproves(url, psu());
		const response = await psuApproves(url, psu());
		expect(new URL(response).searchParams.get('error')).toBe('invalid_request_uri');
		const outcome = await outcomeOf(response);
		expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'OB_INVALID_RESPONSE' } });
		expect(outcome).not.toHaveProperty('consentId');
	});

	it('a request that the bank refuses leads no PSU there (SG-17)', async () => {
		const { tpp, send } = party.connection;
		const redirectUri = 'https://another.example/callback';
		const now = new Date();
		expect(
			await rejection(() =>
				authorizationUrl(
					{ tpp: { ...tpp, redirectUri }, send },
					{ consentId: 'aac-1', access: 'accounts', now },
				),
			),
		).toMatchObject({
			code: 'OB_ASPSP',
			httpStatus: 400,
			errorCodes: ['invalid_request'],
		});
	});

	it.each(['query.jwt', 'fragment.jwt'] as const)('a response in %s is read', async (mode) => {
		const { tpp, send } = party.connection;
		const rules = { ...tpp.bank.authorizationRequest, responseMode: mode } as never;
		const connection = {
			send,
			tpp: { ...tpp, bank: { ...tpp.bank, authorizationRequest: rules } },
		};
		const response = await psuApproves(await party.url(undefined, connection), psu());
		expect(response).toContain(mode === 'query.jwt' ? '?response=' : '#response=');
		expect(await outcomeOf(response)).toMatchObject({ outcome: 'authorised' });
	});
});

describe('Encrypted id_tokens (RV-31) of oidc-provider', () => {
	const encryption = {
		id_token_encrypted_response_alg: 'RSA-OAEP',
		id_token_encrypted_response_enc: 'A128CBC-HS256',
	} as const;

	it('are read beside the tokens', async () => {
		const { connection, approved, exchange } = party;
		const bodies: string[] = [];
		const { send } = connection;
		connection.send = async (request) => {
			const response = await send(request);
			if (request.url.endsWith('/token')) bodies.push(response.body.toString());
			return response;
		};
		const { session } = await exchange(await approved());
		connection.send = send;
		expect(session).toMatchObject({ subject: 'rora', invalid: undefined });
		const { id_token } = JSON.parse(bodies.at(-1)!) as { id_token: string };
		expect(decodeProtectedHeader(id_token)).toMatchObject({ alg: 'RSA-OAEP-256', enc: 'A256GCM' });
	});

	it('are read beside the code, and of a refresh', async () => {
		const zopa = await atZopa(bank, encryption);
		const response = await zopa.approved('code id_token');
		const { id_token } = Object.fromEntries(new URLSearchParams(new URL(response).hash.slice(1)));
		expect(decodeProtectedHeader(id_token!)).toMatchObject({ alg: 'RSA-OAEP' });
		const { session } = await zopa.exchange(response);
		expect(session).toMatchObject({ subject: 'rora', invalid: undefined });
		const refreshed = await refreshSession(zopa.connection, session);
		expect(refreshed).toMatchObject({ subject: 'rora', invalid: undefined });
	});
});

it('Banks that only offer pushed requests and JWTs are asked as before', async () => {
	const zopa = await atZopa(bank);
	const { searchParams } = new URL(await zopa.url());
	expect(searchParams.has('request')).toBe(true);
	expect(searchParams.has('response_mode')).toBe(false);
});
