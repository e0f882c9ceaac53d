import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { decodeJwt } from 'jose';

import { kidOf } from '../../sandbox/directory/keys';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { selfSignedCertificate } from './clientCertificates';
import { postRegistration, registrationClaims, signed } from './tpp';

const folder = mkdtempSync(join(tmpdir(), 'own-software-'));
const redirectUri = 'https://tpp.example/callback';
let own: { cert: string; key: string };
let bank: EmbeddedBank;

beforeAll(async () => {
	own = await selfSignedCertificate();
	writeFileSync(join(folder, 'signing.pem'), own.cert);
	bank = await startEmbeddedBank({
		'signing-cert': join(folder, 'signing.pem'),
		'redirect-uri': [redirectUri],
	});
});
afterAll(async () => {
	await bank.stop();
	rmSync(folder, { recursive: true });
});

const statementUris = () =>
	decodeJwt(bank.tpp.softwareStatement)['software_redirect_uris'] as string[];

it('A self-signed signing certificate signs a registration with all redirect URIs (C-18, B-30)', async () => {
	const claims = registrationClaims(bank, { redirect_uris: statementUris() });
	const kid = kidOf(new X509Certificate(own.cert).publicKey);
	const { status, json } = await postRegistration(
		bank,
		await signed(bank, claims, { kid }, own.key),
	);
	expect(status).toBe(201);
	expect(json.redirect_uris).toEqual(statementUris());
	expect(statementUris()).toEqual([...bank.tpp.redirectUris, redirectUri]);
});

it('The certificate of the directory stays valid beside it', async () => {
	const jws = await signed(bank, registrationClaims(bank));
	expect(await postRegistration(bank, jws)).toMatchObject({ status: 201 });
});
