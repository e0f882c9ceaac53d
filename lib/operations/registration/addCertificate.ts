import { X509Certificate } from 'node:crypto';

import type { CertificateType } from '../../banks/profile';
import { readCertificateText } from '../../certificates/readCertificates';
import { suitsSigning, suitsTransport } from '../../certificates/purpose';
import { parameterError, type FieldReference } from '../../errors';
import { requireCertificateRules, requireRegistrationServer } from '../../requirements';
import { assertDone } from '../../responses/body';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';

/** A certificate as the bank's API expects it. */
export interface AddedCertificate {
	/** PEM of one certificate (RFC 7468). */
	pem: string;
	name: string;
	type: CertificateType;
}

export interface CertificateToAdd {
	/** PEM, possibly with lost line breaks. Only the first certificate is added. */
	pem: string;
	/** The field that contains the PEM, for errors. */
	field: FieldReference;
	/** Default: the common name of the certificate. */
	name?: string;
	/** Default: the purpose that the certificate states; if it states none, `defaultType`. */
	type?: CertificateType;
	defaultType?: CertificateType;
}

/**
 * Returns `data.certificate` of the request (Salt Edge, "Certificates").
 *
 * @throws ConfigurationError when the text is not a certificate, or the type is neither chosen nor stated
 */
export function toAddedCertificate({
	pem,
	field,
	name,
	type,
	defaultType,
}: CertificateToAdd): AddedCertificate {
	const [certificate] = readCertificateText(pem, field);
	return {
		pem: certificate!.toString(),
		name: name || commonName(certificate!),
		type: type || statedType(certificate!) || defaultType || rejectUnknownType(),
	};
}

const uses: Record<CertificateType, string> = {
	qwac: 'connections (QWAC)',
	qseal: 'signatures (QSEAL)',
};

/** Returns a warning if the certificate states another type than the one that it is added as. The bank may not notice. */
export function typeContradiction({ pem, name, type }: AddedCertificate): string | undefined {
	const stated = statedType(new X509Certificate(pem));
	if (stated === undefined || stated === type) return undefined;
	return `"${name}" was added as a certificate for ${uses[type]}, but it states that it is for ${uses[stated]}. If that is wrong, add it again with the other type.`;
}

/**
 * Builds `POST …/tpp/certificates` (Salt Edge, "Certificates"). It is sent over mutual TLS without a token, because the
 * document defines no other authentication. It is sent once, because the bank sends a letter for every request.
 *
 * @throws ConfigurationError when the bank has no such endpoint or does not accept the type of certificate
 */
export function addCertificateRequest(tpp: Tpp, certificate: AddedCertificate): HttpRequest {
	const { path, types } = requireCertificateRules(tpp);
	if (!types.includes(certificate.type)) {
		throw parameterError(
			`${tpp.bank.name} does not accept certificates of type "${certificate.type}", only ${types.join(' or ')}.`,
			'type',
		);
	}
	return {
		method: 'POST',
		url: `${requireRegistrationServer(tpp)}${path}`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({ data: { certificate } }),
		sentOnce: 'certificate',
	};
}

/**
 * Checks the response. The document does not describe the body of a success (200).
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError for a page
 */
export const readCertificateAddition = (response: HttpResponse): void =>
	assertDone(response, { statuses: [200], operation: 'adding the certificate' });

/** Returns the type that the certificate states; undefined when it suits both uses or neither. */
function statedType(certificate: X509Certificate): CertificateType | undefined {
	const isForTransport = suitsTransport(certificate);
	if (isForTransport === suitsSigning(certificate)) return undefined;
	return isForTransport ? 'qwac' : 'qseal';
}

const commonName = ({ subject }: X509Certificate) => /^CN=(.+)$/m.exec(subject)?.[1] ?? 'TPP';

function rejectUnknownType(): never {
	throw parameterError(
		'The certificate does not state whether it is for connections (QWAC) or for signatures (QSEAL). Choose its type.',
		'type',
	);
}
