import { X509Certificate } from 'node:crypto';

import { json, type BankResponse } from '../http/response';
import { certificateRefused, isIssuedToClient } from '../http/clientCertificate';
import { mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import { saltEdgeRefused } from './refusal';

/**
 * "Certificates": returns the route that adds a certificate of the TPP. The confirmation is sent by email, so the response is
 * empty.
 *
 * @param ca required issuer of the transport certificate
 */
export function certificatesRoute(path: string, ca: X509Certificate): Route {
	return {
		listener: 'mtls',
		method: 'POST',
		path,
		endpoint: (request) =>
			hasTransportCertificate(request, ca) ? addCertificate(request) : certificateRefused,
	};
}

// RFC 5280 §4.2.1.12: extended key usage of client certificates; seal certificates do not have it.
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

function hasTransportCertificate(request: BankRequest, ca: X509Certificate): boolean {
	if (!isIssuedToClient(ca, request)) return false;
	const { keyUsage } = new X509Certificate(request.certificate!);
	return keyUsage?.includes(clientAuthentication) ?? false;
}

async function addCertificate(request: BankRequest): Promise<BankResponse> {
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

/** The members of the example, each with its check. */
const fields: Record<string, (value: unknown) => void> = {
	pem: assertCertificate,
	name: assertName,
	type: assertType,
};

function assertName(name: unknown): void {
	if (typeof name === 'string' && name.trim() !== '') return;
	throw refused('data.certificate.name must be a non-empty text');
}

/** The example has qseal. The other kind of eIDAS certificate is qwac. */
const types = ['qwac', 'qseal'];

function assertType(type: unknown): void {
	if (types.includes(type as string)) return;
	throw refused(`data.certificate.type must be ${types.join(' or ')}`);
}

/** Line breaks are optional: the document's example has none. */
const pem = /^\s*-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----\s*$/;

function assertCertificate(value: unknown): void {
	const [, base64 = ''] = (typeof value === 'string' && pem.exec(value)) || [];
	try {
		new X509Certificate(Buffer.from(base64, 'base64'));
	} catch {
		throw refused('data.certificate.pem is not a certificate in PEM');
	}
}
