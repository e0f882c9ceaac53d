import type { X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { certificateFields, derTag, readDer, readDerList, readOid } from './der';
import { extensionOids, keyPurposes, qcTypes as qcTypeOids } from './extensions';
import type { Identity } from './identity';

const { serverAuth, clientAuth, anyExtendedKeyUsage } = keyPurposes;
const { eseal: electronicSeal, web: websiteAuthentication } = qcTypeOids;
/** Bits of the first octet of KeyUsage. */
const digitalSignature = 0x80;
const nonRepudiation = 0x40;

/**
 * False when the certificate says that it is not for TLS clients: a seal (OBSEAL, QSEAL) or a directory signing
 * certificate. A certificate that says nothing suits.
 */
export function suitsTransport(certificate: X509Certificate): boolean {
	const { keyUsage, extendedKeyUsage, qcTypes } = readPurpose(certificate);
	if (keyUsage !== undefined && !(keyUsage & digitalSignature)) return false;
	// The key usage decides first: there are website certificates about whose QcType says seal.
	if (extendedKeyUsage) {
		return extendedKeyUsage.some((oid) => oid === clientAuth || oid === anyExtendedKeyUsage);
	}
	return !qcTypes.includes(electronicSeal);
}

/**
 * False when the certificate says that it is for TLS only (OBWAC, QWAC, directory transport certificate). A
 * certificate that says nothing, or allows both, suits.
 */
export function suitsSigning(certificate: X509Certificate): boolean {
	const { keyUsage, extendedKeyUsage, qcTypes } = readPurpose(certificate);
	if (keyUsage === undefined) return !qcTypes.includes(websiteAuthentication);
	if (keyUsage & nonRepudiation) return true;
	if (!(keyUsage & digitalSignature) || qcTypes.includes(websiteAuthentication)) return false;
	return !extendedKeyUsage?.every((oid) => oid === serverAuth || oid === clientAuth);
}

/**
 * One certificate in both places is not swapped: sandboxes take it.
 *
 * @throws ConfigurationError when either certificate is only good for the other's work
 */
export function assertNotSwapped(transport: Identity, signing: Identity): void {
	if (transport.certificate.fingerprint256 === signing.certificate.fingerprint256) return;
	const [transportField, signingField] = [transport.labels.certificate, signing.labels.certificate];
	const isSeal = !suitsTransport(transport.certificate);
	const isTransport = !suitsSigning(signing.certificate);
	if (isSeal && isTransport) {
		throw misplaced(transportField, `${transportField} and ${signingField} are swapped.`);
	}
	if (isSeal) {
		throw misplaced(
			transportField,
			`${transportField} can only sign. Use the one for TLS (OBWAC, QWAC or transport certificate).`,
		);
	}
	if (isTransport) {
		throw misplaced(
			signingField,
			`${signingField} is only for TLS. Use the one for signatures (OBSEAL, QSEAL or signing certificate).`,
		);
	}
}

interface Purpose {
	keyUsage?: number;
	extendedKeyUsage?: string[];
	qcTypes: string[];
}

function readPurpose(certificate: X509Certificate): Purpose {
	const { extensions } = certificateFields(certificate);
	const keyUsage = extensions.get(extensionOids.keyUsage);
	const extendedKeyUsage = extensions.get(extensionOids.extendedKeyUsage);
	const qcStatements = extensions.get(extensionOids.qcStatements);
	return {
		// A BIT STRING begins with the number of bits that do not count.
		keyUsage: keyUsage && (readDer(keyUsage).content[1] ?? 0),
		extendedKeyUsage: extendedKeyUsage && oidsWithin(extendedKeyUsage),
		qcTypes: qcStatements ? oidsWithin(qcStatements) : [],
	};
}

/** Every OID at any depth: issuers disagree about how QCStatements nest. */
function oidsWithin(content: Buffer): string[] {
	return readDerList(content).flatMap((element) => {
		if (element.tag === derTag.oid) return [readOid(element.content)];
		return element.tag === derTag.sequence ? oidsWithin(element.content) : [];
	});
}

function misplaced(field: string, message: string): ConfigurationError {
	return new ConfigurationError(message, { field });
}
