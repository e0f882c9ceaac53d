import { X509Certificate } from 'node:crypto';

import {
	makeSelfSigned,
	type CertificateUse,
	type SelfSignedContents,
} from '../../../lib/certificates/make/certificate';
import { suitsSigning, suitsTransport } from '../../../lib/certificates/purpose';
import { aPrivateKey } from '../../support/certificates';
import { itWithOpenssl, openssl } from '../openssl';
import { rejection } from '../rejection';
import { parameterField } from '../../support/identityReferences';

const now = new Date('2026-03-01T12:00:00Z');
const subject: SelfSignedContents['subject'] = [
	{ attribute: 'C', field: 'country', value: 'GB' },
	{ attribute: 'OU', field: 'organizationalUnit', value: undefined, optional: true },
	{ attribute: 'CN', field: 'commonName', value: 'example-tpp' },
];

const make = (use: CertificateUse, change: Partial<SelfSignedContents> = {}) =>
	makeSelfSigned({ use, subject, days: 365, now, ...change }, aPrivateKey());

describe.each<CertificateUse>(['transport', 'signing'])('A self-signed %s certificate', (use) => {
	const certificate = new X509Certificate(make(use));

	it('is signed with its own key and is not an authority', () => {
		expect(certificate.verify(certificate.publicKey)).toBe(true);
		expect(certificate.checkPrivateKey(aPrivateKey())).toBe(true);
		expect(certificate.ca).toBe(false);
	});

	it('has the same subject and issuer', () => {
		expect([certificate.subject, certificate.issuer]).toEqual([
			'C=GB\nCN=example-tpp',
			'C=GB\nCN=example-tpp',
		]);
	});

	it('is suitable only for its own purpose', () => {
		expect([suitsTransport(certificate), suitsSigning(certificate)]).toEqual([
			use === 'transport',
			use === 'signing',
		]);
	});

	itWithOpenssl('passes the verification of OpenSSL', () => {
		const pem = make(use, { now: new Date() });
		const { text } = openssl(['verify', '-x509_strict', '-CAfile', 'pem', 'pem'], { pem });
		expect(text).toBe('pem: OK\n');
	});
});

it('A certificate is valid from an hour ago, for the given days', () => {
	const { validFrom, validTo } = new X509Certificate(make('transport', { days: 30 }));
	expect([validFrom, validTo]).toEqual(['Mar  1 11:00:00 2026 GMT', 'Mar 31 12:00:00 2026 GMT']);
});

it('Dates from 2050 on are encoded correctly', () => {
	const pem = make('transport', { now: new Date('2049-06-01T00:00:00Z'), days: 365 });
	expect(new X509Certificate(pem).validTo).toBe('Jun  1 00:00:00 2050 GMT');
});

it('Each certificate has another serial number', () => {
	const [one, other] = [make('signing'), make('signing')].map((pem) => new X509Certificate(pem));
	expect(one!.serialNumber).toMatch(/^[0-7][0-9A-F]{31}$/);
	expect(one!.serialNumber).not.toBe(other!.serialNumber);
});

it.each([0, -1, 1.5, 3651, NaN])('%d days are rejected', (days) => {
	expect(rejection(() => make('transport', { days })).field).toEqual(parameterField('days'));
});
