import { X509Certificate } from 'node:crypto';

import { json, type Answer } from '../http/answer';
import { certificateRefused, isClientOf } from '../http/clientCertificate';
import { mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import { saltEdgeRefused } from './refusal';

/**
 * "Certificates": adds a certificate of the TPP. What is confirmed is confirmed by a letter, so the answer is empty.
 *
 * @param ca the directory's: nobody calls but with a transport certificate of its
 */
export function certificatesRoute(path: string, ca: X509Certificate): Route {
	return {
		listener: 'mtls',
		method: 'POST',
		path,
		endpoint: (request) => (isKnown(request, ca) ? addCertificate(request) : certificateRefused),
	};
}

// RFC 5280 §4.2.1.12: the extended key usage of a client's certificate, which a seal does not have.
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

function isKnown(request: BankRequest, ca: X509Certificate): boolean {
	if (!isClientOf(ca, request)) return false;
	const { keyUsage } = new X509Certificate(request.certificate!);
	return keyUsage?.includes(clientAuthentication) ?? false;
}

async function addCertificate(request: BankRequest): Promise<Answer> {
	assertJson(request);
	const certificate = certificateIn(parsed(await request.body()));
	for (const [name, assertField] of Object.entries(fields)) {
		const value = certificate[name] ?? undefined;
		if (value === undefined) throw refused(`data.certificate.${name} is missing`);
		assertField(value);
	}
	return json(200, {});
}

function refused(message: string) {
	return saltEdgeRefused('certificateRequest', message);
}

// "Default value: application/json"
function assertJson(request: BankRequest): void {
	if (['', 'application/json'].includes(mediaType(request))) return;
	throw refused('Content-Type is not application/json');
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		throw refused('the body is not JSON');
	}
}

function certificateIn(body: unknown): Record<string, unknown> {
	const { data } = Object(body) as { data?: unknown };
	const { certificate } = Object(data) as { certificate?: unknown };
	return Object(certificate) as Record<string, unknown>;
}

/** The members of the example, each with what is wrong with other values. */
const fields: Record<string, (value: unknown) => void> = {
	pem: assertCertificate,
	name: assertName,
	type: assertType,
};

function assertName(name: unknown): void {
	if (typeof name === 'string' && name.trim() !== '') return;
	throw refused('data.certificate.name is not a text, or is empty');
}

/** The example has qseal; the other kind of an eIDAS certificate is qwac. */
const types = ['qwac', 'qseal'];

function assertType(type: unknown): void {
	if (types.includes(type as string)) return;
	throw refused(`data.certificate.type is not ${types.join(' or ')}`);
}

/** With or without line breaks: the document's example has none. */
const pem = /^\s*-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----\s*$/;

function assertCertificate(value: unknown): void {
	const [, base64 = ''] = (typeof value === 'string' && pem.exec(value)) || [];
	try {
		new X509Certificate(Buffer.from(base64, 'base64'));
	} catch {
		throw refused('data.certificate.pem is no certificate in PEM');
	}
}
