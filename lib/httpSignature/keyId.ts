import type { X509Certificate } from 'node:crypto';

import type { DnFormat } from '../banks/profile';
import { issuerName, writeDistinguishedName } from '../certificates/distinguishedName';
import { serialNumberHex } from '../certificates/keyIds';

/**
 * `SN=…,CA=…`: how the Berlin Group names the certificate that a signature is to be checked with. SN is the serial
 * number in hexadecimal, CA the issuer.
 */
export function signatureKeyId(certificate: X509Certificate, format: DnFormat): string {
	const issuer = writeDistinguishedName(issuerName(certificate), format);
	return `SN=${serialNumberHex(certificate)},CA=${withoutQuotes(issuer)}`;
}

/**
 * RFC 2253 §3 also lets a quotation mark be written by its code. keyId is a quoted string, and readers of the draft
 * end it at the first quotation mark, escaped or not.
 */
function withoutQuotes(name: string): string {
	return name.replace(/\\?"/g, '\\22');
}
