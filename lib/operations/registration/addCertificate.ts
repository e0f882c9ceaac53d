import type { X509Certificate } from 'node:crypto';

import type { CertificateType } from '../../banks/profile';
import { readCertificateText } from '../../certificates/certificateFile';
import { suitsSigning, suitsTransport } from '../../certificates/purpose';
import { ConfigurationError, type FieldReference } from '../../errors';
import { requireCertificateRules, requireRegistrationServer } from '../../requirements';
import { assertStatus } from '../../responses/body';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';

/** A certificate that the bank is to know the TPP by. */
export interface AddedCertificate {
	/** One certificate, as RFC 7468 writes it. */
	pem: string;
	name: string;
	type: CertificateType;
}

export interface CertificateToAdd {
	/** PEM as it was pasted; the first certificate counts. */
	pem: string;
	/** The field that it comes from, for errors. */
	field: FieldReference;
	/** Empty: the certificate's common name. */
	name?: string;
	/** Empty: what the certificate says that it is for, else `usualType`. */
	type?: CertificateType;
	usualType?: CertificateType;
}

/**
 * `data.certificate` of the request (Salt Edge, "Certificates").
 *
 * @throws ConfigurationError for text that is no certificate, or one that leaves its type open
 */
export function certificateToAdd(given: CertificateToAdd): AddedCertificate {
	const [certificate] = readCertificateText(given.pem, given.field);
	return {
		pem: certificate!.toString(),
		name: given.name || commonName(certificate!),
		type: given.type || purposeOf(certificate!) || given.usualType || unclearType(),
	};
}

/**
 * `POST …/tpp/certificates` (Salt Edge, "Certificates"), over mutual TLS without a token: the document names no other
 * authentication. Sent once: each brings a letter.
 *
 * @throws ConfigurationError at a bank that offers no such call, or takes no certificate of the type
 */
export function addCertificateRequest(tpp: Tpp, certificate: AddedCertificate): HttpRequest {
	const { path, types } = requireCertificateRules(tpp);
	if (!types.includes(certificate.type)) {
		throw new ConfigurationError(`${tpp.bank.name} takes certificates of ${types.join(' or ')}.`, {
			field: 'Type',
			tppAction: 'fixRequest',
		});
	}
	return {
		method: 'POST',
		url: `${requireRegistrationServer(tpp)}${path}`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({ data: { certificate } }),
		idempotent: false,
	};
}

/** @throws AspspError when the bank refused; its success (200) says nothing that is documented */
export const readCertificateAddition = (response: HttpResponse): void =>
	assertStatus(response, { statuses: [200], operation: 'adding the certificate' });

/** Undefined for a certificate that suits both or neither. */
function purposeOf(certificate: X509Certificate): CertificateType | undefined {
	const forTransport = suitsTransport(certificate);
	if (forTransport === suitsSigning(certificate)) return undefined;
	return forTransport ? 'qwac' : 'qseal';
}

const commonName = ({ subject }: X509Certificate) => /^CN=(.+)$/m.exec(subject)?.[1] ?? 'TPP';

function unclearType(): never {
	throw new ConfigurationError(
		'The certificate does not say whether it is for connections (QWAC) or for signatures (QSEAL). Choose its type.',
		{ field: 'Type', tppAction: 'fixRequest' },
	);
}
