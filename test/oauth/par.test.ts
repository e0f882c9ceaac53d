import { decodeJwt } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { authorizationUrl, type AuthorizationRequest } from '../../lib/oauth/authorizationRequest';
import type { Tpp } from '../../lib/tpp';
import { aBank, aClient, aTpp, rejection, type ResponseParts } from '../support/builders';
import { aTestBank, consentId, issuer, type TestBank } from './testBank';

const requestUri = 'urn:ietf:params:oauth:request_uri:abc';
const now = new Date('2026-03-01T12:00:00Z');

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
	bank.metadata.pushed_authorization_request_endpoint = `${issuer}/par`;
	bank.metadata.require_pushed_authorization_requests = true;
	bank.token = () => ({ status: 201, json: { request_uri: requestUri, expires_in: 60 } });
});

const address = async (changes: Partial<AuthorizationRequest> = {}) =>
	await authorizationUrl(bank.connection, { consentId, access: 'accounts', now, ...changes });

describe('A bank that wants requests pushed', () => {
	it('gets the request object with the client’s authentication (PA-03), and the address contains only its URI', async () => {
		const { authorizationUrl: url, state, authorizationUrlExpiresAt } = await address();
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
			client_id: 'client-1',
			request_uri: requestUri,
		});
		expect(authorizationUrlExpiresAt).toBe('2026-03-01T12:01:00.000Z');
		const [form] = bank.forms;
		expect([...form!.keys()].sort()).toEqual([
			'client_assertion',
			'client_assertion_type',
			'client_id',
			'request',
		]);
		expect(decodeJwt(form!.get('request')!)).toMatchObject({
			state,
			claims: { id_token: { openbanking_intent_id: { value: consentId } } },
		});
		expect(decodeJwt(form!.get('client_assertion')!).aud).toBe(issuer);
	});

	it('is reached by its mutual TLS alias (PA-03, DS-08)', async () => {
		bank.metadata.mtls_endpoint_aliases = {
			pushed_authorization_request_endpoint: `${issuer}/mtls-par`,
		};
		await address();
		expect(bank.requested()).toContain('POST /mtls-par');
	});

	it.each<[string, ResponseParts]>([
		['as a text', { json: { request_uri: requestUri, expires_in: '60' } }],
		['with its unit', { json: { request_uri: requestUri, expires_in: '60 seconds' } }],
		['after a byte order mark', { text: `\uFEFF{"request_uri":"${requestUri}","expires_in":60}` }],
	])('may name the lifetime %s', async (_, parts) => {
		bank.token = () => ({ status: 201, ...parts });
		expect((await address()).authorizationUrlExpiresAt).toBe('2026-03-01T12:01:00.000Z');
	});

	it('is sent nothing in a dry run', async () => {
		await address({ dryRun: true });
		expect(bank.forms).toEqual([]);
	});

	it('may refuse the request before any PSU sees it', async () => {
		bank.token = () => ({ status: 400, json: { error: 'invalid_request_object' } });
		expect(await rejection(() => address())).toMatchObject({
			code: 'OB_ASPSP',
			message: expect.stringMatching(
				/^The bank responded with 400 when pushing the authorization request/,
			),
		});
	});

	it.each<[string, ResponseParts]>([
		['no request_uri', { status: 201, json: { expires_in: 60 } }],
		['a request_uri that is no text', { status: 201, json: { request_uri: 7, expires_in: 60 } }],
		['no lifetime', { status: 201, json: { request_uri: requestUri } }],
		[
			'a lifetime that is no number',
			{ status: 201, json: { request_uri: requestUri, expires_in: 'x' } },
		],
		['a list', { status: 201, json: [] }],
		['broken JSON', { status: 201, text: '{"' }],
		['another success', { status: 200, json: { request_uri: requestUri, expires_in: 60 } }],
	])('is not accepted when it responds with %s', async (_, parts) => {
		bank.token = () => parts;
		const send = bank.connection.send;
		// The transport notes what kind of request a response belongs to.
		bank.connection.send = async (request) => ({
			...(await send(request)),
			sentOnce: request.sentOnce,
		});
		expect(await rejection(() => address())).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			requestOutcome: 'unknown',
		});
	});
});

const notOffered = {
	code: 'OB_CONFIGURATION',
	message:
		'Test Bank does not support pushed authorization requests: it has no pushed_authorization_request_endpoint.',
	field: { in: 'parameters', key: 'push' },
	tppAction: 'fixRequest',
};

describe('At a bank that only offers it', () => {
	const openly = async (tpp: Tpp) => {
		bank.connection.tpp = tpp;
		return new URL((await address()).authorizationUrl).searchParams.has('request');
	};
	const rules = { as: 'requestObject', responseType: 'code id_token', pushed: true } as const;

	beforeEach(() => {
		bank.metadata.require_pushed_authorization_requests = false;
	});

	it('the browser sends the request: such an address is valid longer', async () => {
		expect(await openly(aTpp())).toBe(true);
		expect(bank.forms).toEqual([]);
	});

	it('it is pushed where the profile says so', async () => {
		expect(await openly(aTpp({ bank: aBank({ authorizationRequest: rules }) }))).toBe(false);
		expect(bank.forms).toHaveLength(1);
	});

	it('it is pushed where the client was registered so', async () => {
		expect(await openly(aTpp({ client: aClient({ requirePushedRequests: true }) }))).toBe(false);
		expect(bank.forms).toHaveLength(1);
	});

	it('it is pushed where the operator says so', async () => {
		const { authorizationUrl: url } = await address({ push: true });
		expect(new URL(url).searchParams.get('request_uri')).toBe(requestUri);
		expect(bank.forms).toHaveLength(1);
	});

	it.each([[{}], [{ dryRun: true as const }]])(
		'an operator who asks for it where discovery names no endpoint is told so: %j',
		async (changes) => {
			bank.metadata.pushed_authorization_request_endpoint = undefined;
			expect(await rejection(() => address({ push: true, ...changes }))).toEqual(notOffered);
			expect(bank.forms).toEqual([]);
		},
	);

	it('an operator who asks for it at a bank of plain OAuth is told so', async () => {
		const authorizationRequest = {
			as: 'encodedParameters',
			responseType: 'code',
			loginHint: 'brand',
			scopes: { accounts: 'accounts', payments: 'payments', fundsConfirmations: 'funds' },
		} as const;
		bank.connection.tpp = aTpp({ bank: aBank({ authorizationRequest }) });
		expect(await rejection(() => address({ push: true }))).toEqual(notOffered);
	});

	it.each([[{}], [{ dryRun: true as const }]])(
		'a profile that asks for it is wrong where discovery names no endpoint: %j',
		async (changes) => {
			bank.metadata.pushed_authorization_request_endpoint = undefined;
			bank.connection.tpp = aTpp({ bank: aBank({ authorizationRequest: rules }) });
			expect(await rejection(() => address(changes))).toEqual({
				code: 'OB_CONFIGURATION',
				message:
					"The profile of Test Bank requires pushed authorization requests, but the bank's discovery document has no pushed_authorization_request_endpoint. Remove authorizationRequest.pushed from the profile.",
				field: { in: 'credential', key: 'bankProfile' },
				tppAction: 'fixCredential',
			});
			expect(bank.forms).toEqual([]);
		},
	);

	it.each(['client_secret_basic', 'tls_client_auth'] as const)(
		'the client authenticates there with %s, as it does for tokens',
		async (tokenEndpointAuthMethod) => {
			const client = aClient({ tokenEndpointAuthMethod, clientSecret: 'secret-1' });
			await openly(aTpp({ client, bank: aBank({ authorizationRequest: rules }) }));
			const [form] = bank.forms;
			const [{ authorization } = {}] = bank.headers;
			expect([form!.get('client_id'), form!.has('client_assertion'), authorization]).toEqual([
				'client-1',
				false,
				tokenEndpointAuthMethod === 'tls_client_auth'
					? undefined
					: `Basic ${Buffer.from('client-1:secret-1').toString('base64')}`,
			]);
		},
	);
});
