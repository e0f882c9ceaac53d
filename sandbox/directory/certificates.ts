import { randomBytes, sign, type KeyObject, type X509Certificate } from 'node:crypto';

import forge from 'node-forge';

import { daysAfter } from '../data/days';
import { publicKeyPem } from './keys';
import { qcStatements } from './qcStatements';

export type Subject = forge.pki.CertificateField[];

export interface CertificateRequest {
	subject: Subject;
	key: KeyObject;
	extensions: object[];
	days: number;
}

export interface Issuer {
	subject: Subject;
	key: KeyObject;
}

/** Issues a certificate that is valid from yesterday for `days` days from now. Returns PEM. */
export function issueCertificate(request: CertificateRequest, issuer: Issuer): string {
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem(request.key));
	certificate.serialNumber = serialNumber();
	certificate.validity.notBefore = daysAfter(new Date(), -1);
	certificate.validity.notAfter = daysAfter(new Date(), request.days);
	certificate.setSubject(request.subject);
	certificate.setIssuer(issuer.subject);
	certificate.setExtensions([...request.extensions, { name: 'subjectKeyIdentifier' }]);
	signWith(issuer.key, certificate);
	return forge.pki.certificateToPem(certificate);
}

/** Returns whether `ca` issued the certificate: it is named as issuer, and its key verifies the signature. */
export function isIssuedBy(ca: X509Certificate, certificate: X509Certificate): boolean {
	return certificate.checkIssued(ca) && certificate.verify(ca.publicKey);
}

/** Returns a subject in the order of the Open Banking Directory's certificate profiles. */
export function subjectOf(name: string, organisation: string, identifier?: string): Subject {
	return [
		{ shortName: 'C', value: 'GB' },
		{ shortName: 'O', value: organisation },
		...(identifier ? [{ type: '2.5.4.97', value: identifier, valueTagClass: utf8String }] : []),
		{ shortName: 'CN', value: name },
	];
}

// Missing from the type declarations.
const { getTBSCertificate } = forge.pki as unknown as {
	getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1;
};
const utf8String = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;

/** Extensions by kind of certificate. OBWAC and OBSeal follow the directory's eIDAS certificate profiles. */
export const extensionsOf = {
	authority: () => [
		{ name: 'basicConstraints', cA: true, critical: true },
		{ name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
	],
	server: () => [
		{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
		{ name: 'extKeyUsage', serverAuth: true },
		{
			name: 'subjectAltName',
			altNames: [
				{ type: 2, value: 'localhost' },
				{ type: 7, ip: '127.0.0.1' },
			],
		},
	],
	obwac: () => [
		{ name: 'keyUsage', digitalSignature: true, critical: true },
		{ name: 'extKeyUsage', clientAuth: true, serverAuth: true },
		qcStatements('web'),
	],
	obseal: () => [
		{ name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
		qcStatements('eseal'),
	],
};

// node:crypto signs because the RSA of node-forge is many times slower.
function signWith(key: KeyObject, certificate: forge.pki.Certificate): void {
	const oid = forge.pki.oids['sha256WithRSAEncryption'] as string;
	certificate.signatureOid = oid;
	certificate.siginfo.algorithmOid = oid;
	certificate.tbsCertificate = getTBSCertificate(certificate);
	const signed = Buffer.from(forge.asn1.toDer(certificate.tbsCertificate).getBytes(), 'latin1');
	certificate.signature = sign('sha256', signed, key).toString('latin1');
}

// RFC 5280 §4.1.2.2: positive, at most 20 octets.
function serialNumber(): string {
	return `4${randomBytes(10).toString('hex').slice(1)}`;
}
