import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { IDataObject } from 'n8n-workflow';

import { zopa } from '../../lib/banks/zopa';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;
let credential: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	const { issuer, resourceServer, credential: known } = bank.banks.zopa.production;
	credential = {
		...localCredential(bank, 'zopa'),
		// Zopa's own addresses cannot be replaced, those of a pasted profile can.
		bank: 'custom',
		profileSource: 'json',
		bankProfile: JSON.stringify(zopa),
		environment: 'production',
		issuer,
		apiBaseUrl: resourceServer,
		...known,
	};
});
afterAll(async () => {
	await bank.stop();
});

const step = async (type: string, parameters: IDataObject = {}) =>
	await stepItems(bank, { type, parameters }, { credential });

it('Zopa in production goes from registration over the app to accounts and a refresh (B-01 to B-05)', async () => {
	const [registration] = await step('dcrRegister');
	expect(registration!.metadata).toMatchObject({
		response_types: ['code id_token'],
		request_object_signing_alg: 'PS256',
		grant_types: expect.arrayContaining(['refresh_token']),
		token_endpoint_auth_method: 'private_key_jwt',
	});
	const client = fromInput(registration!);
	const [consent] = await step('createConsent', client);
	const link = String(consent!.authorizationUrl);
	expect(link).toMatch(/^zopa:\/\/consent-access-request\?client_id=/);
	const request = new URL(link).searchParams.get('request')!;
	expect(decodeProtectedHeader(request)).toMatchObject({ alg: 'PS256', kid: bank.tpp.kid });
	expect(decodeJwt(request).aud).toBe(bank.banks.zopa.production.issuer);
	const { app } = bank.banks.zopa.production;
	const redirectResponse = await psuApproves(link, { user: 'rora', ca: bank.ca, app });
	const [session] = await step('getToken', { redirectResponse, ...client });
	const accounts = await step('getAccounts', { session: session!.session, ...client });
	expect(accounts).toHaveLength(2);
	const refresh = { operation: 'refresh', session: session!.session, ...client };
	expect((await step('getToken', refresh))[0]).toHaveProperty('session');
});

it.each([
	['the audience of the sandbox', { audience: 'https://auth1.openbanking.zopa.com' }, /aud/],
	['unsigned requests', { requestObjectSigningAlg: 'none' }, /request_object_signing_alg/],
	['the response type code', { responseTypes: ['code'] }, /response_types/],
	['a client secret', { tokenEndpointAuthMethod: 'client_secret_basic' }, /auth_method/],
])('Zopa in production refuses to register %s', async (_, claims, problem) => {
	const error = await stepError(
		bank,
		{ type: 'dcrRegister', parameters: { claims, options: { registerAgain: true } } },
		{ credential },
	);
	expect(error.message).toMatch(problem);
});
