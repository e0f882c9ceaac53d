import { coop } from '../../lib/banks/cooperativeBank';
import { zopa } from '../../lib/banks/zopa';
import { dueRenewals } from '../../lib/certificates/validity';
import { aSigner, aTpp } from '../support/builders';
import { aCertificate } from '../support/certificates';
import { credentialField } from '../support/identityReferences';

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

it('A certificate that lives shorter than the bank wants is too short', () => {
	expect(dueRenewals(tppWith({ transport: 89, signing: 90 }), now)).toEqual([
		{
			field: credentialField('transportCertificate'),
			warning:
				'The transport certificate expires in 89 days, and The Co-operative Bank requires 90 days or more. Replace it with a certificate that is registered at the bank.',
			tooShort: true,
		},
	]);
});

it('Both certificates count', () => {
	const fields = dueRenewals(tppWith({ transport: 1, signing: 2 }), now).map(({ field }) => field);
	expect(fields).toEqual([
		credentialField('transportCertificate'),
		credentialField('signingCertificate'),
	]);
});

it('Elsewhere a certificate is to be renewed in its last 30 days', () => {
	expect(dueRenewals(tppWith({ transport: 30, signing: 29 }, zopa), now)).toEqual([
		{
			field: credentialField('signingCertificate'),
			warning:
				'The signing certificate expires in 29 days. Order a new certificate and register it at the bank.',
			tooShort: false,
		},
	]);
});

it('What is not there is not to be renewed', () => {
	expect(dueRenewals(aTpp({ bank: coop, tls: {}, signer: undefined }), now)).toEqual([]);
});
