import { X509Certificate } from 'node:crypto';

import { json, type Answer } from '../http/answer';
import { mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import { saltEdgeRefused as refused } from './refusal';

/** "Certificates": adds a certificate of the TPP. What is confirmed is confirmed by a letter, so the answer is empty. */
export function certificatesRoute(path: string): Route {
	return { listener: 'mtls', method: 'POST', path, endpoint: addCertificate };
}

async function addCertificate(request: BankRequest): Promise<Answer> {
	assertJson(request);
	const certificate = certificateIn(parsed(await request.body()));
	const missing = ['pem', 'name', 'type'].find((name) => !certificate[name]);
	if (missing) throw refused('missingField', `data.certificate.${missing} is missing`);
	assertType(certificate['type']);
	assertCertificate(certificate['pem']);
	return json(200, {});
}

// "Default value: application/json"
function assertJson(request: BankRequest): void {
	if (['', 'application/json'].includes(mediaType(request))) return;
	throw refused('mediaType', 'Content-Type is not application/json');
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		throw refused('body', 'the body is not JSON');
	}
}

function certificateIn(body: unknown): Record<string, unknown> {
	const { data } = Object(body) as { data?: unknown };
	const { certificate } = Object(data) as { certificate?: unknown };
	return Object(certificate) as Record<string, unknown>;
}

/** The document has qseal; the others are the directory's names for what a TPP may hold. */
const types = ['qwac', 'qseal', 'obwac', 'obseal'];

function assertType(type: unknown): void {
	if (types.includes(type as string)) return;
	throw refused('fieldValue', `data.certificate.type is none of ${types.join(', ')}`);
}

/** With or without line breaks: the document's example has none. */
const pem = /^\s*-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----\s*$/;

function assertCertificate(value: unknown): void {
	const [, base64 = ''] = pem.exec(String(value)) ?? [];
	try {
		new X509Certificate(Buffer.from(base64, 'base64'));
	} catch {
		throw refused('fieldValue', 'data.certificate.pem is no certificate in PEM');
	}
}
