import { createHash, createPublicKey } from 'node:crypto';

import { serialNumberHex, sha1JwkThumbprint } from '../../lib/certificates/facts';
import { aCertificate, aPrivateKey } from '../support/certificates';

const { certificate, privateKey } = aCertificate();

describe('sha1JwkThumbprint', () => {
	it('hashes the required members of an RSA key in alphabetical order', () => {
		const { n } = createPublicKey(privateKey).export({ format: 'jwk' });
		const json = `{"e":"AQAB","kty":"RSA","n":"${n}"}`;
		expect(sha1JwkThumbprint(privateKey)).toBe(createHash('sha1').update(json).digest('base64url'));
	});

	it('hashes the required members of an EC key in alphabetical order', () => {
		const key = aPrivateKey('p256');
		const { x, y } = createPublicKey(key).export({ format: 'jwk' });
		const json = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
		expect(sha1JwkThumbprint(key)).toBe(createHash('sha1').update(json).digest('base64url'));
	});

	it('is the same for the public and the private key, and has 27 characters', () => {
		const kid = sha1JwkThumbprint(privateKey);
		expect(kid).toMatch(/^[\w-]{27}$/);
		expect(sha1JwkThumbprint(certificate.publicKey)).toBe(kid);
	});
});

describe('serialNumberHex', () => {
	it.each([
		['6aeb4444fbaad267', '6AEB4444FBAAD267'],
		['0a0b', 'A0B'],
		['00ff', 'FF'],
		['00', '0'],
		['fb', '-5'],
		['ff00', '-100'],
	])('writes %s as %s', (serialNumber, written) => {
		expect(serialNumberHex(aCertificate({ serialNumber }).certificate)).toBe(written);
	});
});
