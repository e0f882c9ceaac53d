import { verify } from 'node:crypto';

import { eika } from '../../lib/banks/eika';
import type { HttpSignatureRules } from '../../lib/banks/profile';
import {
	digest,
	encodedWord,
	sentHeaders,
	signature,
	signatureKeyId,
	signed,
	signedHeaders,
	signedRequest,
	signingString,
} from '../../lib/httpSignature/signedRequest';
import { rejection, thrownBy } from '../certificates/rejection';
import { aBank, aConnection, aSend, aTpp } from '../support/builders';
import {
	aCertificate,
	aCertificateAuthority,
	aPrivateKey,
	identityOf,
	type Name,
} from '../support/certificates';
import { identityReferences } from '../support/identityReferences';
import { draftHeaders, draftPublicKey, draftSignatures } from './vectors';

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
	await signed(connection).send({ ...request, headers: { 'PSU-ID': '13039319955' } });
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

describe('signingString', () => {
	it.each(draftSignatures)(
		'is the text that the draft signed: $title (SG-18)',
		({ names, signature }) => {
			const signed = Buffer.from(signingString(sentHeaders(draftHeaders), names));
			expect(verify('sha256', signed, draftPublicKey, Buffer.from(signature, 'base64'))).toBe(true);
		},
	);

	it('follows the order of the names and ends without a line end (SG-24)', () => {
		const headers = sentHeaders({ Date: 'today', Digest: 'SHA-256=x', 'X-Request-ID': '1' });
		expect(signingString(headers, ['x-request-id', 'date'])).toBe('x-request-id: 1\ndate: today');
	});

	it('rejects a header that the request does not have (SG-25)', () => {
		const act = () => signingString(sentHeaders({ Date: 'today' }), ['date', 'x-request-id']);
		expect(rejection(act)).toEqual({
			code: 'OB_INTERNAL',
			field: undefined,
			message: 'The header x-request-id must be signed, but the request does not have it.',
		});
		expect(thrownBy(act).tppAction).toBe('reportBug');
	});
});

describe('signature', () => {
	it('writes its parameters in the order that banks print, without spaces', () => {
		const signer = { keyId: 'SN=1,CA=CN=x', privateKey: aPrivateKey() };
		const headers = sentHeaders({ Date: 'today', Digest: 'SHA-256=x' });
		expect(signature(headers, ['date', 'digest'], signer)).toMatch(
			/^keyId="SN=1,CA=CN=x",algorithm="rsa-sha256",headers="date digest",signature="[A-Za-z0-9+/]{342}=="$/,
		);
	});
});

describe('digest', () => {
	it.each([
		['{"hello": "world"}', 'SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE='],
		['', 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
	])(
		'of %j is the one in draft-cavage and in the documents of banks (SG-19, SG-20)',
		(body, value) => {
			expect(digest(body, 'SHA-256')).toBe(value);
		},
	);

	it('of a body with letters beyond ASCII is that of its UTF-8 bytes (BB-27)', () => {
		expect(digest('{"name":"Bjørn"}', 'SHA-256')).toBe(
			digest(Buffer.from('{"name":"Bjørn"}', 'utf8'), 'SHA-256'),
		);
	});

	// FIPS 180-4 example "abc".
	it('supports SHA-512 (SG-21)', () => {
		const hex =
			'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
			'2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';
		expect(digest('abc', 'SHA-512')).toBe(`SHA-512=${Buffer.from(hex, 'hex').toString('base64')}`);
	});
});

describe('encodedWord', () => {
	it('leaves ASCII unchanged when the bank requires it only for other letters', () => {
		expect(encodedWord('keyId="SN=1,CA=CN=x"', 'whenNotAscii')).toBe('keyId="SN=1,CA=CN=x"');
	});

	it.each([
		['whenNotAscii', 'CA=L=Ørsta', '=?utf-8?B?Q0E9TD3DmHJzdGE=?='],
		['whenNotAscii', 'CA=O=a\nb', '=?utf-8?B?Q0E9Tz1hCmI=?='],
		['always', 'CA=L=Oslo', '=?utf-8?B?Q0E9TD1Pc2xv?='],
	] as const)('%s: wraps %j', (when, value, wrapped) => {
		expect(encodedWord(value, when)).toBe(wrapped);
	});

	it('returns one word for a text of any length', () => {
		expect(encodedWord('Ø'.repeat(500), 'whenNotAscii')).toMatch(
			/^=\?utf-8\?B\?[A-Za-z0-9+/=]+\?=$/,
		);
	});
});

describe('sentHeaders', () => {
	it('trims values and joins a repeated header under its first name (SG-26)', () => {
		expect(sentHeaders({ 'PSU-ID': ' 1 ', Accept: 'a', 'psu-id': '2' })).toEqual(
			new Map([
				['psu-id', { name: 'PSU-ID', value: '1, 2' }],
				['accept', { name: 'Accept', value: 'a' }],
			]),
		);
	});

	it.each([
		['a line feed', 'a\nX-Injected: b'],
		['a carriage return', 'a\rb'],
		['a null', 'a\0b'],
		['a letter beyond ASCII', 'Kåre'],
	])('rejects a value with %s and does not repeat it', (_, value) => {
		const act = () => sentHeaders({ 'PSU-ID': value });
		expect(rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			field: undefined,
			message:
				'The header PSU-ID contains a line end, a control character or a letter beyond ASCII, which cannot be signed. Remove it.',
		});
		expect(thrownBy(act).tppAction).toBe('fixRequest');
	});
});

function aSigningCertificate(issuer: Name, serialNumber = '6aeb4444fbaad267') {
	return aCertificate({ serialNumber, issuer: aCertificateAuthority({ subject: issuer }) })
		.certificate;
}

describe('signatureKeyId', () => {
	const subject: Name = [
		['C', 'NO', 'printable'],
		['L', 'Trondheim'],
		['organizationIdentifier', 'PSDNO-FSA-ABCA'],
	];

	it.each([
		['rfc2253', 'CA=2.5.4.97=#0c0e5053444e4f2d4653412d41424341,L=Trondheim,C=NO'],
		['rfc2253Text', 'CA=organizationIdentifier=PSDNO-FSA-ABCA,L=Trondheim,C=NO'],
		['openssl', 'CA=C=NO,L=Trondheim,organizationIdentifier=PSDNO-FSA-ABCA'],
		[
			'rfc2253Percent',
			'CA=2.5.4.97%3D%230c0e5053444e4f2d4653412d41424341%2CL%3DTrondheim%2CC%3DNO',
		],
		['cnFirst', 'CA=L=Trondheim,C=NO'],
	] as const)('names serial number and issuer in the format %s', (format, issuer) => {
		expect(signatureKeyId(aSigningCertificate(subject), format)).toBe(
			`SN=6AEB4444FBAAD267,${issuer}`,
		);
	});

	it('names the issuer, not the subject', () => {
		const certificate = aSigningCertificate([['CN', 'Issuing CA']]);
		expect(signatureKeyId(certificate, 'rfc2253')).toBe('SN=6AEB4444FBAAD267,CA=CN=Issuing CA');
	});

	it('drops leading zeros of the serial number (SG-30)', () => {
		expect(signatureKeyId(aSigningCertificate([['CN', 'x']], '00a1'), 'rfc2253')).toBe(
			'SN=A1,CA=CN=x',
		);
	});

	it.each(['rfc2253', 'openssl', 'cnFirst'] as const)(
		'writes a quotation mark by its code, spelled %s, because keyId stands in quotes',
		(format) => {
			const certificate = aSigningCertificate([['O', 'The "Trust" AS']]);
			expect(signatureKeyId(certificate, format)).toBe(
				'SN=6AEB4444FBAAD267,CA=O=The \\22Trust\\22 AS',
			);
		},
	);
});
