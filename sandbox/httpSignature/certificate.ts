import { X509Certificate } from 'node:crypto';

import { isIssuedBy } from '../directory/certificates';
import { isSameName } from './distinguishedName';
import { tppRefused } from './refusal';
import type { SignatureHeader } from './signatureHeader';

/** Reads TPP-Signature-Certificate. @throws Refusal unless it is a valid seal certificate that `ca` issued */
export function readSignatureCertificate(value: string, ca: X509Certificate): X509Certificate {
	const certificate = parsed(value);
	assertIssuedBy(ca, certificate);
	assertInDate(certificate);
	assertSeal(certificate);
	return certificate;
}

/** Checks that `keyId` names the certificate. @throws Refusal */
export function assertNames(header: SignatureHeader, certificate: X509Certificate): void {
	if (normalised(header.serialNumber) !== normalised(certificate.serialNumber)) {
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
		// Base64, but not a certificate.
	}
	throw tppRefused(
		'CERTIFICATE_INVALID',
		'TPP-Signature-Certificate is not a certificate in base64',
	);
}

function assertIssuedBy(ca: X509Certificate, certificate: X509Certificate): void {
	if (isIssuedBy(ca, certificate)) return;
	throw tppRefused('CERTIFICATE_INVALID', 'The certificate was issued by an unknown authority');
}

function assertInDate({ validFrom, validTo }: X509Certificate): void {
	if (Date.parse(validTo) < Date.now()) {
		throw tppRefused('CERTIFICATE_EXPIRED', `The certificate expired on ${validTo}`);
	}
	if (Date.parse(validFrom) > Date.now()) {
		throw tppRefused('CERTIFICATE_INVALID', `The certificate is not valid before ${validFrom}`);
	}
}

// ETSI TS 119 495: a web certificate (QWAC) has extended key usages, a seal certificate (QSealC) has none.
function assertSeal({ keyUsage }: X509Certificate): void {
	if (!keyUsage?.length) return;
	throw tppRefused('CERTIFICATE_INVALID', 'The certificate is not a seal certificate');
}

function normalised(serialNumber: string): string {
	return serialNumber.replaceAll(':', '').replace(/^0+/, '').toLowerCase();
}
