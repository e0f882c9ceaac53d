import { bankAddresses } from '../../lib/banks/addresses';
import { zopa } from '../../lib/banks/zopa';
import { clearCaches } from '../../lib/expiringCache';
import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import { refreshSession } from '../../lib/oauth/refresh';
import { withToken } from '../../lib/oauth/bearer';
import {
	createObieConsentRequest,
	readObieConsent,
} from '../../lib/operations/accountInformation/accountAccessConsent';
import { registerClientRequest } from '../../lib/operations/registration/registerClient';
import { readNewRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Signer, Tpp } from '../../lib/tpp';
import { closeConnections } from '../../lib/transport/agents';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { aSigner, aTpp, rejection } from '../support/builders';
import { identityFromPem } from '../support/certificates';
import { exchangeAuthorizationCode } from './exchange';

let bank: EmbeddedBank;
let tpp: Tpp;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 3 });
	tpp = tppAt(bank);
});
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const connect = (changes: Partial<Tpp> = {}): Connection => ({
	tpp: { ...tpp, ...changes },
	send: createSend({ identity: tpp.tls, limits: { attempts: 1 } }),
});

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The bank's authorization server is oidc-provider with its FAPI profile. */
describe.each(['client_secret_basic', 'private_key_jwt'] as const)(
	'oidc-provider, with a client of %s,',
	(tokenEndpointAuthMethod) => {
		it.each(['code id_token', 'code'] as const)(
			'accepts our requests for %s, and we accept its responses',
			async (responseType) => {
				const connection = await registered({ tokenEndpointAuthMethod });
				const { consentId, url } = await requested(connection, responseType);
				const response = await psuApproves(url, { user: 'rora', ca: bank.ca });
				const now = new Date();
				const { session, passThrough } = await exchangeAuthorizationCode(connection, response, now);
				expect({ ...session, passThrough }).toEqual({
					accessToken: expect.any(String),
					expiresAt: expect.any(String),
					refreshToken: expect.any(String),
					scope: 'openid accounts',
					interactionId: expect.stringMatching(uuid),
					bank: 'zopa',
					environment: 'local',
					issuer: connection.tpp.addresses.issuer,
					clientId: connection.tpp.client!.clientId,
					consentId,
					authorisedAt: now.toISOString(),
					nonce: expect.any(String),
					client: expect.objectContaining({ tokenEndpointAuthMethod }),
					subject: 'rora',
					passThrough: 'customer-7',
				});
				const renewed = await refreshSession(connection, session);
				expect(renewed).toEqual({
					...session,
					accessToken: expect.any(String),
					expiresAt: expect.any(String),
					refreshToken: expect.any(String),
					interactionId: expect.stringMatching(uuid),
				});
				expect(renewed.interactionId).not.toBe(session.interactionId);
				expect(renewed.refreshToken).not.toBe(session.refreshToken);
			},
		);
	},
);

it('a code is not sent a second time by this process', async () => {
	const connection = await registered({});
	const { url } = await requested(connection, 'code id_token');
	const response = await psuApproves(url, { user: 'mits', ca: bank.ca });
	await exchangeAuthorizationCode(connection, response, new Date());
	expect(
		await rejection(() => exchangeAuthorizationCode(connection, response, new Date())),
	).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: expect.stringMatching(/^This authorisation response was already exchanged\./),
		tppAction: 'reauthenticate',
	});
});

it('oidc-provider refuses a code that another process sends a second time', async () => {
	const connection = await registered({});
	const { url } = await requested(connection, 'code id_token');
	const response = await psuApproves(url, { user: 'mits', ca: bank.ca });
	await exchangeAuthorizationCode(connection, response, new Date());
	clearCaches();
	expect(
		await rejection(() => exchangeAuthorizationCode(connection, response, new Date())),
	).toMatchObject({
		code: 'OB_ASPSP',
		message: expect.stringMatching(
			/^The bank responded with 400 when exchanging .*: invalid_grant/,
		),
		tppAction: 'reauthenticate',
	});
});

it('a PSU who refuses at oidc-provider is reported', async () => {
	const connection = await registered({});
	const { url } = await requested(connection, 'code id_token');
	const response = await psuRefuses(url, { user: 'ivsa', ca: bank.ca });
	expect(
		await rejection(() => exchangeAuthorizationCode(connection, response, new Date())),
	).toMatchObject({
		code: 'OB_ASPSP',
		message: expect.stringMatching(/^The PSU or the bank refused the authorisation: access_denied/),
		tppAction: 'reconsent',
	});
});

async function registered(settings: {
	tokenEndpointAuthMethod?: 'client_secret_basic' | 'private_key_jwt';
}): Promise<Connection> {
	const connection = connect();
	const request = await registerClientRequest(connection, {
		...settings,
		claims: {
			grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
			request_object_signing_alg: 'PS256',
		},
	});
	const response = await connection.send(request);
	const client = toClient(readNewRegistration(response, tpp));
	return connect({ client });
}

async function requested(connection: Connection, responseType: 'code' | 'code id_token') {
	const send = withToken(connection.send, clientTokens(connection, 'accounts'));
	const request = createObieConsentRequest(connection.tpp, { permissions: ['ReadAccountsBasic'] });
	const { consentId } = readObieConsent(await send(request), 'creating the consent');
	const { authorizationUrl: url } = await authorizationUrl(connection, {
		consentId,
		access: 'accounts',
		responseType,
		passThrough: 'customer-7',
		now: new Date(),
	});
	return { consentId, url };
}

function tppAt({ ca, tpp: made, address, mtlsAddress }: EmbeddedBank): Tpp {
	const softwareStatement = readSoftwareStatement(made.softwareStatement);
	const identity = identityFromPem(
		{ certificate: made.signingCertificate, key: made.signingKey },
		aSigner().references,
	);
	const signer: Signer = { ...identity, keyId: made.kid };
	return aTpp({
		bank: zopa,
		environment: 'local',
		addresses: bankAddresses(zopa, 'local', { local: { address, mtlsAddress } }),
		tls: { certificatePem: made.transportCertificate, keyPem: made.transportKey, caPem: ca },
		signer,
		softwareStatement,
		redirectUri: made.redirectUris[0],
		client: undefined,
	});
}
