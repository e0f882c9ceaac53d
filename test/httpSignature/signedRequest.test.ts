import { verify } from 'node:crypto';

import { eika } from '../../lib/banks/eika';
import type { HttpSignatureRules } from '../../lib/banks/profile';
import { signedHeaders, signedRequest, signing } from '../../lib/httpSignature/signedRequest';
import { rejection, thrownBy } from '../certificates/rejection';
import { aBank, aConnection, aSend, aTpp } from '../support/builders';
import {
	aCertificate,
	aCertificateAuthority,
	aPrivateKey,
	identityOf,
} from '../support/certificates';
import { identityReferences } from '../support/identityReferences';

const rules: HttpSignatureRules = eika.httpSignature!;
const seal = aCertificate({ issuer: aCertificateAuthority(), serialNumber: '6aeb4444fbaad267' });
const body = '{"hello": "world"}';
const now = new Date('2025-08-05T10:15:30Z');
const requestId = '4eba4445-1a4b-47b8-bdd5-4e56ef026b19';
const references = identityReferences('signing');

function aRequest(overrides: Partial<Parameters<typeof signedHeaders>[0]> = {}) {
	return {
		headers: { 'X-Request-ID': requestId },
		body,
		identity: identityOf(seal, references),
		rules,
		now,
		...overrides,
	};
}

describe('signedHeaders', () => {
	it('adds date, digest, certificate and signature to the given headers', () => {
		const headers = { 'Content-Type': 'application/json', 'X-Request-ID': requestId };
		expect(signedHeaders(aRequest({ headers }))).toEqual({
			'Content-Type': 'application/json',
			'X-Request-ID': requestId,
			Date: 'Tue, 05 Aug 2025 10:15:30 GMT',
			Digest: 'SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=',
			'TPP-Signature-Certificate': seal.certificate.raw.toString('base64'),
			Signature: expect.stringMatching(
				/^keyId="SN=6AEB4444FBAAD267,CA=CN=Test Issuing CA,O=Test Trust Services,C=NO",algorithm="rsa-sha256",headers="date digest x-request-id",signature="[^"]+"$/,
			),
		});
	});

	it('signs the headers that it sends, with the key of the certificate that it sends', () => {
		const sent = signedHeaders(aRequest());
		const signed = `date: ${sent.Date}\ndigest: ${sent.Digest}\nx-request-id: ${requestId}`;
		const [, signature = ''] = /signature="([^"]+)"$/.exec(sent.Signature!) ?? [];
		expect(
			verify(
				'sha256',
				Buffer.from(signed),
				seal.certificate.publicKey,
				Buffer.from(signature, 'base64'),
			),
		).toBe(true);
	});

	it('signs the PSU and redirect headers after the others when the request has them (SG-27)', () => {
		const headers = {
			'TPP-Redirect-URI': 'https://tpp.example/redirect',
			'PSU-Corporate-ID': '984661185',
			'PSU-ID': '13039319955',
			'PSU-IP-Address': '192.0.2.1',
			'X-Request-ID': requestId,
		};
		expect(signedHeaders(aRequest({ headers })).Signature).toContain(
			'headers="date digest x-request-id psu-id psu-corporate-id tpp-redirect-uri"',
		);
	});

	it('replaces date, digest, certificate and signature of the request, whatever their case', () => {
		const headers = { 'X-Request-ID': requestId, date: 'x', DIGEST: 'x', signature: 'x' };
		const ours = signedHeaders(aRequest());
		expect(signedHeaders(aRequest({ headers }))).toEqual(ours);
	});

	it('sends the digest of the empty string without a body (SG-31)', () => {
		expect(signedHeaders(aRequest({ body: '' })).Digest).toBe(
			'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
		);
	});

	it('follows the rules of the bank', () => {
		const other: HttpSignatureRules = {
			digestAlgorithm: 'SHA-512',
			dnFormat: 'openssl',
			signedHeaders: ['x-request-id', 'digest', 'date'],
			encodedWord: 'always',
		};
		const { Digest, Signature } = signedHeaders(aRequest({ rules: other }));
		expect(Digest).toMatch(/^SHA-512=[A-Za-z0-9+/]{86}==$/);
		expect(decoded(Signature!)).toContain(
			'CA=C=NO,O=Test Trust Services,CN=Test Issuing CA",algorithm="rsa-sha256",headers="x-request-id digest date"',
		);
	});

	it('wraps the whole signature when the issuer has letters beyond ASCII', () => {
		const issuer = aCertificateAuthority({ subject: [['O', 'Ørsta Tillit']] });
		const identity = identityOf(aCertificate({ issuer, serialNumber: '0a' }), references);
		expect(decoded(signedHeaders(aRequest({ identity })).Signature!)).toMatch(
			/^keyId="SN=A,CA=O=Ørsta Tillit",algorithm=.*"$/,
		);
	});

	it('rejects a request without the identifier that every signature covers (SG-29)', () => {
		expect(rejection(() => signedHeaders(aRequest({ headers: {} })))).toEqual({
			code: 'OB_INTERNAL',
			field: undefined,
			message: 'The header x-request-id must be signed, but the request does not have it.',
		});
	});

	it('rejects a header value that would add a header', () => {
		const headers = { 'X-Request-ID': '1\r\nPSU-ID: 2' };
		expect(rejection(() => signedHeaders(aRequest({ headers }))).code).toBe('OB_CONFIGURATION');
	});

	it('rejects an EC key', () => {
		const identity = identityOf(aCertificate({ privateKey: aPrivateKey('p256') }), references);
		const act = () => signedHeaders(aRequest({ identity }));
		expect(rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			field: references.key,
			message:
				'The signing key is not an RSA key. This bank accepts only HTTP signatures with RSA (rsa-sha256).',
		});
		expect(thrownBy(act).tppAction).toBe('fixCredential');
	});
});

function decoded(signature: string): string {
	const [, base64 = ''] = /^=\?utf-8\?B\?(.+)\?=$/.exec(signature) ?? [];
	return Buffer.from(base64, 'base64').toString('utf8');
}

const request = { method: 'GET', url: 'https://api.bank.example/v1/accounts' } as const;

it('Each attempt has an X-Request-ID and a signature of its own', async () => {
	const first = signedRequest(request, aTpp({ bank: eika }));
	const second = await first.renew!();
	expect(second.headers!['X-Request-ID']).not.toBe(first.headers!['X-Request-ID']);
	expect(second.headers!.Signature).not.toBe(first.headers!.Signature);
});

it('A signed request keeps its headers, and signs those of the PSU', async () => {
	const send = aSend(() => ({}));
	const connection = aConnection(aTpp({ bank: eika }), send);
	await signing(connection)({ ...request, headers: { 'PSU-ID': '13039319955' } });
	const { headers = {} } = send.requests[0]!;
	expect(headers['PSU-ID']).toBe('13039319955');
	expect(headers.Signature).toContain('headers="date digest x-request-id psu-id"');
});

it('A bank without signatures is named', () => {
	expect(rejection(() => signedRequest(request, aTpp({ bank: aBank() })))).toMatchObject({
		code: 'OB_CONFIGURATION',
		message: 'Test Bank does not use HTTP message signatures.',
	});
});
