import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { extensionsOf, issueCertificate, subjectOf } from '../../sandbox/directory/certificates';
import { newRsaKey } from '../../sandbox/directory/keys';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { authorise, eika, postConsent, sendSigned, type Authorised } from './eikaTpp';
import { call } from './tpp';

let bank: EmbeddedBank;
let approved: Authorised;
beforeAll(async () => {
	bank = await startEmbeddedBank();
	approved = await authorise(bank);
});
afterAll(() => bank.stop());

const refusedAs = (status: number, code: string) => ({
	status,
	json: { tppMessages: [{ category: 'ERROR', code }] },
});

describe.each([
	['POST', '/v1/sandbox/initialize'],
	['POST', '/v1/sandbox/customers'],
	['GET', '/v1/sandbox/customers'],
	['GET', '/v1/sandbox/customers/x'],
	['DELETE', '/v1/sandbox/customers/x'],
	['POST', '/v1/sandbox/accounts'],
	['POST', '/v1/sandbox/accounts/x/transactions'],
	['POST', '/v1/sandbox/card-accounts'],
	['POST', '/v1/sandbox/card-accounts/x/transactions'],
	['POST', '/v1/sandbox/agreements'],
	['POST', '/v1/sandbox/agreements/x/engagements'],
	['POST', '/v1/bank-offered-consents'],
	['POST', '/v1/consents'],
	['GET', '/v1/consents/x'],
	['GET', '/v1/consents/x/status'],
	['DELETE', '/v1/consents/x'],
	['POST', '/v1/consents/x/authorisations'],
	['GET', '/v1/consents/x/authorisations'],
	['GET', '/v1/consents/x/authorisations/y'],
	['GET', '/v1/accounts'],
	['GET', '/v1/accounts/x'],
	['GET', '/v1/accounts/x/balances'],
	['GET', '/v1/accounts/x/transactions'],
	['GET', '/v1/card-accounts'],
	['GET', '/v1/card-accounts/x'],
	['GET', '/v1/card-accounts/x/balances'],
	['GET', '/v1/card-accounts/x/transactions'],
])('%s %s', (method, path) => {
	it('is refused without a signature, and with one of another key', async () => {
		const url = bank.banks.eika.apiBaseUrl + path;
		expect(await call(bank, url, { method })).toMatchObject(refusedAs(400, 'FORMAT_ERROR'));
		const headers = { signature: undefined };
		expect(await sendSigned(bank, path, { method, headers })).toMatchObject(
			refusedAs(401, 'SIGNATURE_MISSING'),
		);
		const key = bank.tpp.transportKey;
		expect(await sendSigned(bank, path, { method, key })).toMatchObject(
			refusedAs(401, 'SIGNATURE_INVALID'),
		);
	});
});

it('A header of the PSU that is sent must be signed', async () => {
	const signing = { headers: approved.session, signedHeaders: 'date digest x-request-id' };
	expect(await sendSigned(bank, '/v1/accounts', signing)).toMatchObject(
		refusedAs(401, 'SIGNATURE_INVALID'),
	);
});

it('A request for account data is refused when its X-Request-ID was already used', async () => {
	const headers = { ...approved.session, 'x-request-id': randomUUID() };
	expect((await eika(bank, '/v1/accounts', { headers })).status).toBe(200);
	expect(await eika(bank, '/v1/accounts', { headers })).toMatchObject(
		refusedAs(400, 'FORMAT_ERROR'),
	);
});

it('A consent is unknown to another TPP', async () => {
	const { json } = await postConsent(bank);
	const path = `/v1/consents/${json.consentId}`;
	const other = await anotherTpp();
	expect(await sendSigned(bank, path, other)).toMatchObject(refusedAs(403, 'CONSENT_UNKNOWN'));
	const signing = {
		...other,
		headers: approved.session,
		signedHeaders: 'date digest x-request-id psu-id',
	};
	expect(await sendSigned(bank, '/v1/accounts', signing)).toMatchObject(
		refusedAs(403, 'CONSENT_UNKNOWN'),
	);
});

/** Returns a signing certificate of the same authority for another TPP. */
async function anotherTpp(): Promise<{ certificate: string; key: string }> {
	const key = await newRsaKey();
	const issuer = {
		subject: subjectOf('Sandbox Issuing CA', 'Open Banking Sandbox', 'PSDGB-OB-SANDBOX'),
		key: createPrivateKey(readFileSync(join(bank.home, 'bank/ca.key'))),
	};
	const certificate = issueCertificate(
		{ subject: subjectOf('Other', 'Other'), key, extensions: extensionsOf.obseal(), days: 1 },
		issuer,
	);
	expect(new X509Certificate(certificate).subject).toContain('Other');
	return { certificate, key: key.export({ type: 'pkcs8', format: 'pem' }) as string };
}
