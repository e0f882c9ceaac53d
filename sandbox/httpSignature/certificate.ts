import { X509Certificate } from 'node:crypto';

import { isIssuedBy } from '../directory/certificates';
import { isSameName } from './distinguishedName';
import { tppRefused } from './refusal';
import type { SignatureHeader } from './signatureHeader';

/** The certificate of TPP-Signature-Certificate, if it is a seal that the authority issued and that is in date. */
export function readSignatureCertificate(value: string, ca: X509Certificate): X509Certificate {
	const certificate = parsed(value);
	assertIssuedBy(ca, certificate);
	assertInDate(certificate);
	assertSeal(certificate);
	return certificate;
}

/** `keyId` names the certificate that was sent along. */
export function assertNames(header: SignatureHeader, certificate: X509Certificate): void {
	if (plain(header.serialNumber) !== plain(certificate.serialNumber)) {
		throw tppRefused(
			'SIGNATURE_INVALID',
			'SN of keyId is not the serial number of the certificate',
		);
	}
	if (!isSameName(header.issuer, certificate.issuer)) {
		throw tppRefused('SIGNATURE_INVALID', 'CA of keyId is not the issuer of the certificate');
	}
}

function parsed(value: string): X509Certificate {
	try {
		if (/^[A-Za-z0-9+/]+={0,2}$/.test(value))
			return new X509Certificate(Buffer.from(value, 'base64'));
	} catch {
		// Base64 of something else.
	}
	throw tppRefused('CERTIFICATE_INVALID', 'TPP-Signature-Certificate is no certificate in base64');
}

function assertIssuedBy(ca: X509Certificate, certificate: X509Certificate): void {
	if (isIssuedBy(ca, certificate)) return;
	throw tppRefused('CERTIFICATE_INVALID', 'The certificate is not issued by an authority we know');
}

function assertInDate({ validFrom, validTo }: X509Certificate): void {
	if (Date.parse(validTo) < Date.now()) {
		throw tppRefused('CERTIFICATE_EXPIRED', `The certificate expired on ${validTo}`);
	}
	if (Date.parse(validFrom) > Date.now()) {
		throw tppRefused('CERTIFICATE_INVALID', `The certificate is valid from ${validFrom} only`);
	}
}

// ETSI TS 119 495: a web certificate (QWAC) has extended key usages, a seal (QSEAL) has none.
function assertSeal({ keyUsage }: X509Certificate): void {
	if (!keyUsage?.length) return;
	throw tppRefused('CERTIFICATE_INVALID', 'The certificate is not one for seals');
}

function plain(serialNumber: string): string {
	return serialNumber.replaceAll(':', '').replace(/^0+/, '').toLowerCase();
}
