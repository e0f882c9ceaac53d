import { X509Certificate } from 'node:crypto';

import { coop } from '../../lib/banks/cooperativeBank';
import { zopa } from '../../lib/banks/zopa';
import { assertInDate, daysLeft, dueRenewals } from '../../lib/certificates/validity';
import { aSigner, aTpp } from '../support/builders';
import { aCertificate } from '../support/certificates';
import { credentialField } from '../support/identityReferences';
import { rejection } from './rejection';

const { certificate } = aCertificate({
	notBefore: new Date('2026-01-01T00:00:00Z'),
	notAfter: new Date('2026-04-01T12:00:00Z'),
});
const field = credentialField('signingCertificate');
const at = (text: string) => new Date(text);

describe('daysLeft', () => {
	it.each([
		['2026-01-01T12:00:00Z', 90],
		['2026-01-01T12:00:01Z', 89],
		['2026-04-01T12:00:00Z', 0],
		['2026-04-01T12:00:01Z', -1],
	])('at %s counts %d whole days', (now, days) => {
		expect(daysLeft(certificate, at(now))).toBe(days);
	});
});

describe('assertInDate', () => {
	it.each(['2026-01-01T00:00:00Z', '2026-04-01T12:00:00Z'])(
		'accepts %s, the first or last moment',
		(now) => {
			expect(() => assertInDate(certificate, field, at(now))).not.toThrow();
		},
	);

	it.each([
		[
			'an expired certificate',
			'2026-04-01T12:00:01Z',
			'The certificate expired on 2026-04-01. Replace it with a certificate that is registered at the bank.',
		],
		[
			'a certificate of the future',
			'2025-12-31T23:59:59Z',
			'The certificate is not valid before 2026-01-01. Use the previous certificate until then, or check the clock of this machine.',
		],
	])('rejects %s with its date', (_, now, message) => {
		expect(rejection(() => assertInDate(certificate, field, at(now)))).toEqual({
			code: 'OB_CONFIGURATION',
			field,
			message,
		});
	});

	it('rejects dates that cannot be read', () => {
		const der = certificate.raw.toString('latin1').replace('20260401120000Z', '20261301120000Z');
		const odd = new X509Certificate(Buffer.from(der, 'latin1'));
		const check = () => assertInDate(odd, field, at('2026-02-01T00:00:00Z'));
		expect(rejection(check).message).toMatch(/^The dates of the certificate cannot be read/);
	});
});

describe('dueRenewals', () => {
	const now = new Date();
	const inDays = (days: number) => new Date(now.getTime() + (days * 24 + 12) * 60 * 60 * 1000);
	const tppWith = (days: { transport: number; signing: number }, bank = coop) =>
		aTpp({
			bank,
			tls: { certificatePem: aCertificate({ notAfter: inDays(days.transport) }).certificatePem },
			signer: aSigner('rsa-2048', {
				certificate: aCertificate({ notAfter: inDays(days.signing) }).certificate,
			}),
		});

	it('reports a certificate with fewer days than the bank requires as too short', () => {
		expect(dueRenewals(tppWith({ transport: 89, signing: 90 }), now)).toEqual([
			{
				field: credentialField('transportCertificate'),
				warning:
					'The transport certificate expires in 89 days, and The Co-operative Bank requires 90 days or more. Replace it with a certificate that is registered at the bank.',
				tooShort: true,
			},
		]);
	});

	it('checks both certificates', () => {
		const fields = dueRenewals(tppWith({ transport: 1, signing: 2 }), now).map(
			({ field }) => field,
		);
		expect(fields).toEqual([
			credentialField('transportCertificate'),
			credentialField('signingCertificate'),
		]);
	});

	it('reports a certificate in its last 30 days for a bank without a rule (TL-19)', () => {
		expect(dueRenewals(tppWith({ transport: 30, signing: 29 }, zopa), now)).toEqual([
			{
				field: credentialField('signingCertificate'),
				warning:
					'The signing certificate expires in 29 days. Order a new certificate and register it at the bank.',
				tooShort: false,
			},
		]);
	});

	it('reports nothing for a TPP without certificates', () => {
		expect(dueRenewals(aTpp({ bank: coop, tls: {}, signer: undefined }), now)).toEqual([]);
	});
});
