import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { register, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;
let client: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	const [item] = await stepItems(bank, {
		type: 'dcrRegister',
		parameters: {
			claims: { requestObjectSigningAlg: 'PS256' },
			options: { outputClientSecret: true },
		},
	});
	client = item!;
});
afterAll(async () => {
	await bank.stop();
});

/** The embedded Zopa as a bank that nobody has built in. */
const custom = (change: IDataObject = {}): IDataObject => ({
	bank: 'custom',
	environment: 'sandbox',
	issuer: bank.banks.zopa.issuer,
	apiBaseUrl: bank.banks.zopa.resourceServer,
	apiVersion: 'v4.0',
	clientId: client.clientId,
	clientSecret: client.clientSecret,
	clientAuthentication: 'client_secret_basic',
	...change,
});

const entered = () => ({
	endpoints: 'entered',
	authorizationUrl: bank.banks.zopa.authorization,
	tokenUrl: bank.banks.zopa.token,
	jwksUrl: bank.banks.zopa.jwks,
});

it.each([
	['by discovery', () => ({})],
	['by endpoints that the operator entered', entered],
])('is reached %s, from consent to accounts', async (_, change) => {
	const credential = custom(change());
	const [consent] = await stepItems(bank, { type: 'createConsent' }, { credential });
	const redirectResponse = await psuApproves(String(consent?.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const [session] = await stepItems(
		bank,
		{ type: 'getToken', parameters: { redirectResponse } },
		{ credential },
	);
	expect(session).toMatchObject({ bank: 'custom', consentId: consent?.consentId });
	const accounts = await stepItems(
		bank,
		{ type: 'getAccounts' },
		{ credential, input: [session!] },
	);
	expect(accounts).toHaveLength(2);
});

it('makes payments by the standard', async () => {
	const credential = custom();
	const step = async (type: string, parameters: IDataObject, input: IDataObject = {}) =>
		(await stepItems(bank, { type, parameters }, { input: [input], credential }))[0]!;
	const consent = await step('createConsent', {
		operation: 'createPayment',
		instructionId: 'INV-1',
		amount: '12.50',
		payeeName: 'Acme',
		payeeAccount: '04000412345678',
		reference: 'INV 1',
	});
	const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const { session } = await step('getToken', { redirectResponse });
	const paid = await step('createPayment', {}, { ...consent, session });
	expect(paid).toMatchObject({ bank: 'custom', status: 'Received', responseSignature: 'valid' });
	expect(await bank.payments('zopa')).toMatchObject([{ id: paid.paymentId }]);
});

it('registers its client by the standard', async () => {
	const credential = custom({ clientId: '', clientSecret: '', clientAuthentication: '' });
	// The embedded Zopa is addressed by its issuer.
	const parameters = { claims: { audience: bank.banks.zopa.issuer } };
	const [registration] = await stepItems(bank, { type: 'dcrRegister', parameters }, { credential });
	expect(registration).toMatchObject({
		bank: 'custom',
		tokenEndpointAuthMethod: 'private_key_jwt',
		metadata: { request_object_signing_alg: 'PS256' },
	});
});

it('names the ASPSP ID that a registration by the standard needs (B-07)', async () => {
	const error = await stepError(
		bank,
		{ type: 'dcrRegister', parameters: { options: { registerAgain: true } } },
		{ credential: custom({ clientId: '', clientSecret: '', clientAuthentication: '' }) },
	);
	expect(error.message).toMatch(/^The ASPSP ID is missing\. .*Check "ASPSP ID" in the credential/);
});

it.each([
	[{ aspspId: '0015800000jfwxXAAQ' }, {}, '0015800000jfwxXAAQ'],
	[{}, { claims: { audience: 'https://auth.example' } }, 'https://auth.example'],
])('addresses a registration to what %j and %j say', async (fields, parameters, aud) => {
	const credential = custom({ clientId: '', ...fields });
	const [preview] = await stepItems(
		bank,
		{ type: 'dcrRegister', parameters: { operation: 'preview', ...parameters } },
		{ credential },
	);
	expect(preview).toMatchObject({ claims: { aud } });
});

it('signs a registration as *Claims* says (C-17)', async () => {
	const claims = { requestSigningAlg: 'RS256', tokenEndpointAuthSigningAlg: 'RS256' };
	const [preview] = await stepItems(
		bank,
		{ type: 'dcrRegister', parameters: { operation: 'preview', claims } },
		{ credential: custom({ clientId: '', aspspId: '0015800000jfwxXAAQ' }) },
	);
	expect(preview).toMatchObject({
		header: { alg: 'RS256' },
		claims: { token_endpoint_auth_signing_alg: 'RS256' },
	});
});

it('does not take a session of another issuer', async () => {
	const [session] = await stepItems(
		bank,
		{ type: 'getToken', parameters: { operation: 'clientCredentials' } },
		{ credential: custom() },
	);
	const error = await stepError(
		bank,
		{ type: 'getAccounts' },
		{ credential: custom({ issuer: 'https://other.example' }), input: [session!] },
	);
	expect(error.message).toMatch(
		/belongs to the issuer ".*\/zopa", the credential to "https:\/\/other/,
	);
});

it.each([
	[{ issuer: '' }, /The issuer is missing.*Check "Issuer" in the credential/],
	[{ issuer: 'auth.bank.example' }, /"auth.bank.example" is not a complete https URL/],
	[{ apiBaseUrl: '' }, /The API base URL is missing.*Check "API Base URL" in the credential/],
	[{ endpoints: 'entered' }, /The URL of an endpoint is missing. Check "Authorization Endpoint"/],
	[
		{ endpoints: 'entered', authorizationUrl: 'auth.bank.example' },
		/"auth.bank.example" is not a complete https URL. Check "Authorization Endpoint"/,
	],
])('names what is missing in %j', async (change, says) => {
	const error = await stepError(bank, { type: 'createConsent' }, { credential: custom(change) });
	expect(error.message).toMatch(says);
});

it('does not use a registration made at a built-in bank', async () => {
	const registration = await register(bank);
	const error = await stepError(
		bank,
		{
			type: 'createConsent',
			parameters: { client: 'input', registration: registration.registration },
		},
		{ credential: custom() },
	);
	expect(error.message).toMatch(/The registration belongs to the bank "zopa"/);
});
