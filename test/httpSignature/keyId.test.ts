import { signatureKeyId } from '../../lib/httpSignature/signature';
import { aCertificate, aCertificateAuthority, type Name } from '../support/certificates';

function aSigningCertificate(issuer: Name, serialNumber = '6aeb4444fbaad267') {
	return aCertificate({ serialNumber, issuer: aCertificateAuthority({ subject: issuer }) })
		.certificate;
}

describe('signatureKeyId', () => {
	const subject: Name = [
		['C', 'NO', 'printable'],
		['L', 'Trondheim'],
		['organizationIdentifier', 'PSDNO-FSA-ABCA'],
	];

	it.each([
		['rfc2253', 'CA=2.5.4.97=#0c0e5053444e4f2d4653412d41424341,L=Trondheim,C=NO'],
		['rfc2253Text', 'CA=organizationIdentifier=PSDNO-FSA-ABCA,L=Trondheim,C=NO'],
		['openssl', 'CA=C=NO,L=Trondheim,organizationIdentifier=PSDNO-FSA-ABCA'],
		[
			'rfc2253Percent',
			'CA=2.5.4.97%3D%230c0e5053444e4f2d4653412d41424341%2CL%3DTrondheim%2CC%3DNO',
		],
		['cnFirst', 'CA=L=Trondheim,C=NO'],
	] as const)('names serial number and issuer in the format %s', (format, issuer) => {
		expect(signatureKeyId(aSigningCertificate(subject), format)).toBe(
			`SN=6AEB4444FBAAD267,${issuer}`,
		);
	});

	it('names the issuer, not the subject', () => {
		const certificate = aSigningCertificate([['CN', 'Issuing CA']]);
		expect(signatureKeyId(certificate, 'rfc2253')).toBe('SN=6AEB4444FBAAD267,CA=CN=Issuing CA');
	});

	it('drops leading zeros of the serial number (SG-30)', () => {
		expect(signatureKeyId(aSigningCertificate([['CN', 'x']], '00a1'), 'rfc2253')).toBe(
			'SN=A1,CA=CN=x',
		);
	});

	it.each(['rfc2253', 'openssl', 'cnFirst'] as const)(
		'writes a quotation mark by its code, spelled %s, because keyId stands in quotes',
		(format) => {
			const certificate = aSigningCertificate([['O', 'The "Trust" AS']]);
			expect(signatureKeyId(certificate, format)).toBe(
				'SN=6AEB4444FBAAD267,CA=O=The \\22Trust\\22 AS',
			);
		},
	);
});
