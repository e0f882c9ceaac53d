import { verify, type X509Certificate } from 'node:crypto';

import { header, type BankRequest } from '../http/request';
import type { Ledger } from '../ledger';
import { assertNames, readSignatureCertificate } from './certificate';
import { assertDigest } from './digest';
import { tppRefused } from './refusal';
import { readSignatureHeader, type SignatureHeader } from './signatureHeader';

export interface Verifier {
	ca: X509Certificate;
	ledger: Ledger;
}

/**
 * Verifies a signed request: draft-cavage-http-signatures-10 with the Berlin Group's rules on Eika's page. Returns the
 * certificate that it was signed with.
 *
 * @throws Refusal
 */
export async function readSigner(
	request: BankRequest,
	{ ca, ledger }: Verifier,
): Promise<X509Certificate> {
	assertPresent(request, 'x-request-id', 'FORMAT_ERROR');
	assertPresent(request, 'digest', 'FORMAT_ERROR');
	assertPresent(request, 'tpp-signature-certificate', 'CERTIFICATE_MISSING');
	assertPresent(request, 'signature', 'SIGNATURE_MISSING');
	const certificate = readSignatureCertificate(header(request, 'tpp-signature-certificate')!, ca);
	const signature = readSignatureHeader(header(request, 'signature')!);
	ledger.add('HTTP signature', signature.signature.toString('base64'));
	assertAlgorithm(signature);
	assertSignedHeaders(signature, request);
	assertNames(signature, certificate);
	assertDate(request);
	assertSignature(signature, signingString(signature, request), certificate);
	assertDigest(header(request, 'digest')!, await request.body());
	return certificate;
}

type MissingCode = 'FORMAT_ERROR' | 'CERTIFICATE_MISSING' | 'SIGNATURE_MISSING';

function assertPresent(request: BankRequest, name: string, code: MissingCode): void {
	if (!header(request, name)?.trim()) throw tppRefused(code, `${name} is missing`, name);
}

function assertAlgorithm({ algorithm }: SignatureHeader): void {
	if (algorithm !== 'rsa-sha256') throw invalid('algorithm is not rsa-sha256');
}

const always = ['date', 'digest', 'x-request-id'];
const whenSent = ['psu-id', 'psu-corporate-id', 'tpp-redirect-uri'];

function assertSignedHeaders({ headers }: SignatureHeader, request: BankRequest): void {
	const sent = whenSent.filter((name) => header(request, name) !== undefined);
	const unsigned = [...always, ...sent].find((name) => !headers.includes(name));
	if (unsigned) throw invalid(`headers do not contain ${unsigned}`);
	const absent = headers.find((name) => header(request, name) === undefined);
	if (absent) throw invalid(`headers contain ${absent}, which the request does not have`);
	if (new Set(headers).size < headers.length)
		throw invalid('headers contain a name more than once');
}

const clockTolerance = 5 * 60_000;

function assertDate(request: BankRequest): void {
	const value = header(request, 'date')!;
	// RFC 9110 §5.6.7, IMF-fixdate.
	const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)
		? Date.parse(value)
		: NaN;
	if (Math.abs(date - Date.now()) <= clockTolerance) return;
	throw tppRefused(
		'TIMESTAMP_INVALID',
		`Date ${value} differs from the current time by more than five minutes`,
		'date',
	);
}

function signingString({ headers }: SignatureHeader, request: BankRequest): string {
	return headers.map((name) => `${name}: ${header(request, name)!.trim()}`).join('\n');
}

function assertSignature(
	{ signature }: SignatureHeader,
	signed: string,
	{ publicKey }: X509Certificate,
): void {
	// Node reads header bytes as ISO-8859-1.
	if (verify('sha256', Buffer.from(signed, 'latin1'), publicKey, signature)) return;
	throw invalid('signature does not verify');
}

function invalid(problem: string) {
	return tppRefused('SIGNATURE_INVALID', `Signature: ${problem}`);
}
