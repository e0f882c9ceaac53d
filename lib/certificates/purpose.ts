import type { X509Certificate } from 'node:crypto';

import { fieldError } from '../errors';
import type { Identity } from '../tpp';
import { publicKeyOf } from './chain';
import { extendedKeyUsagesOf, keyUsagesOf, qualifiedStatements } from './extensions';
import { isSupportedKey, kindOf } from './privateKey';

/**
 * Returns false for a certificate that is not for TLS clients: a seal (OBSeal, QSealC) or a directory signing certificate. A
 * certificate without these extensions is suitable.
 */
export function suitsTransport(certificate: X509Certificate): boolean {
	const { keyUsages, purposes, qcTypes } = readPurpose(certificate);
	if (keyUsages && !keyUsages.includes('digitalSignature')) return false;
	// ExtendedKeyUsage comes first: some website certificates have the QcType of a seal.
	if (purposes) {
		return purposes.some((name) => name === 'clientAuth' || name === 'anyExtendedKeyUsage');
	}
	return !qcTypes.includes('eseal');
}

/**
 * Returns false for a certificate that is only for TLS (OBWAC, QWAC, directory transport certificate). A certificate without
 * these extensions, or for both purposes, is suitable.
 */
export function suitsSigning(certificate: X509Certificate): boolean {
	const { keyUsages, purposes, qcTypes } = readPurpose(certificate);
	if (!keyUsages) return !qcTypes.includes('web');
	if (keyUsages.includes('nonRepudiation')) return true;
	if (!keyUsages.includes('digitalSignature') || qcTypes.includes('web')) return false;
	return !purposes?.every((name) => name === 'serverAuth' || name === 'clientAuth');
}

/** Returns what a TPP can do with the certificate, in words. Empty: `whyUnusable` has the reason. */
export function usableFor(certificate: X509Certificate): string[] {
	if (certificate.ca && keyUsagesOf(certificate)?.includes('keyCertSign')) {
		return ['Issuing certificates (CA certificate)'];
	}
	const key = publicKeyOf(certificate);
	if (!key || !isSupportedKey(key)) return [];
	return [
		...(suitsTransport(certificate) ? ['Mutual TLS (transport certificate)'] : []),
		...(suitsSigning(certificate) ? ['Signatures (signing certificate)'] : []),
	];
}

/** Returns why `usableFor` is empty, in one sentence. Undefined: it is not empty. */
export function whyUnusable(certificate: X509Certificate): string | undefined {
	if (usableFor(certificate).length > 0) return undefined;
	const key = publicKeyOf(certificate);
	if (!key || !isSupportedKey(key)) return `Banks do not accept this kind of key (${kindOf(key)}).`;
	return lacksClientAuth(certificate)
		? 'The extended key usage lacks client authentication (clientAuth), and the certificate is not for signatures.'
		: 'The key usage lacks digitalSignature.';
}

/** Returns whether the certificate is for TLS, but not for TLS clients. */
function lacksClientAuth(certificate: X509Certificate): boolean {
	const { purposes, qcTypes } = readPurpose(certificate);
	const isForTls = purposes?.includes('serverAuth') || qcTypes.includes('web');
	return isForTls === true && purposes !== undefined && !suitsTransport(certificate);
}

/**
 * Checks that each certificate is in its field. The same certificate in both fields is allowed: sandboxes accept that.
 *
 * @throws ConfigurationError for swapped certificates, or one that is only for the other purpose
 */
export function assertNotSwapped(transport: Identity, signing: Identity): void {
	if (transport.certificate.fingerprint256 === signing.certificate.fingerprint256) return;
	const isSeal = !suitsTransport(transport.certificate);
	const isTransport = !suitsSigning(signing.certificate);
	if (isSeal && isTransport) {
		throw fieldError(
			'The transport certificate and the signing certificate are swapped.',
			transport.references.certificate,
		);
	}
	if (isSeal) {
		throw fieldError(
			lacksClientAuth(transport.certificate)
				? 'The extended key usage of the transport certificate lacks client authentication (clientAuth), so it can only be used by servers. Get a certificate that has both purposes.'
				: 'The transport certificate is only for signatures. Use a certificate for TLS: OBWAC, QWAC or OB transport.',
			transport.references.certificate,
		);
	}
	if (isTransport) {
		throw fieldError(
			'The signing certificate is only for TLS. Use a certificate for signatures: OBSeal, QSealC or OB signing.',
			signing.references.certificate,
		);
	}
}

const readPurpose = (certificate: X509Certificate) => ({
	keyUsages: keyUsagesOf(certificate),
	purposes: extendedKeyUsagesOf(certificate),
	qcTypes: qualifiedStatements(certificate)?.qcTypes ?? [],
});
