import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { eika } from '../../lib/banks/eika';
import type { HttpSignatureRules } from '../../lib/banks/profile';
import { signedHeaders } from '../../lib/httpSignature/signedRequest';
import { aCertificate, aCertificateAuthority, identityOf } from '../support/certificates';
import { identityReferences } from '../support/identityReferences';

interface ParsedSignature {
	keyId: string;
	algorithm: string;
	params: { headers: string[] };
	signingString: string;
}

/** What this test uses of http-signature, Joyent's implementation of the draft. */
interface HttpSignature {
	parseRequest(
		request: IncomingMessage,
		options: { headers: readonly string[]; strict: true },
	): ParsedSignature;
	verifySignature(parsed: ParsedSignature, publicKeyPem: string): boolean;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the package has no types
const httpSignature = require('http-signature') as HttpSignature;

const rules: HttpSignatureRules = eika.httpSignature!;
const seal = aCertificate({ issuer: aCertificateAuthority(), serialNumber: '6aeb4444fbaad267' });
const identity = identityOf(seal, identityReferences('signing'));
const publicKeyPem = seal.certificate.publicKey.export({ format: 'pem', type: 'spki' }).toString();

let server: Server;
let received: IncomingMessage[];

beforeAll(async () => {
	server = createServer((incoming, response) => {
		received.push(incoming);
		response.end();
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => server.close());
beforeEach(() => {
	received = [];
});

async function post(headers: Record<string, string>, body: string): Promise<IncomingMessage> {
	const { port } = server.address() as AddressInfo;
	await new Promise<void>((ended, failed) => {
		const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
			response.resume().on('end', ended);
		});
		outgoing.on('error', failed).end(body);
	});
	return received[0]!;
}

function aSignedRequest(headers: Record<string, string> = {}): Record<string, string> {
	return signedHeaders({
		headers: { 'X-Request-ID': '4eba4445-1a4b-47b8-bdd5-4e56ef026b19', ...headers },
		body: '{"hello": "world"}',
		identity,
		rules,
		// The library compares it with its own clock.
		now: new Date(),
	});
}

describe('http-signature, reading a request from the wire,', () => {
	const required = { headers: ['date', 'digest', 'x-request-id'], strict: true } as const;

	it.each([
		['as it is', {}, 'date digest x-request-id'],
		[
			'with the headers of a PSU',
			{ 'PSU-ID': '13039319955', 'TPP-Redirect-URI': 'https://tpp.example/a?b=c%20d' },
			'date digest x-request-id psu-id tpp-redirect-uri',
		],
		[
			'with the headers of a PSU who acts for a company',
			{
				'PSU-ID': '18129215603',
				'PSU-Corporate-ID': '310000019',
				'TPP-Redirect-URI': 'https://tpp.example/a',
			},
			'date digest x-request-id psu-id psu-corporate-id tpp-redirect-uri',
		],
	])('verifies our signature %s (SG-03)', async (_, headers, names) => {
		const parsed = httpSignature.parseRequest(
			await post(aSignedRequest(headers), '{"hello": "world"}'),
			required,
		);
		expect(httpSignature.verifySignature(parsed, publicKeyPem)).toBe(true);
		expect({ ...parsed.params, signature: undefined }).toEqual({
			keyId: 'SN=6AEB4444FBAAD267,CA=CN=Test Issuing CA,O=Test Trust Services,C=NO',
			algorithm: 'rsa-sha256',
			headers: names.split(' '),
			signature: undefined,
		});
	});

	it('does not verify it when a signed header has changed', async () => {
		const sent = {
			...aSignedRequest(),
			Digest: 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
		};
		const parsed = httpSignature.parseRequest(await post(sent, ''), required);
		expect(httpSignature.verifySignature(parsed, publicKeyPem)).toBe(false);
	});
});
