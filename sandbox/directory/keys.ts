import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

export async function newRsaKey(): Promise<KeyObject> {
	const { privateKey } = await generate('rsa', { modulusLength: 2048 });
	return privateKey;
}

export function privateKeyPem(key: KeyObject, passphrase?: string): string {
	const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
	return key.export({ type: 'pkcs8', format: 'pem', ...encryption }) as string;
}

export function publicKeyPem(key: KeyObject): string {
	return publicHalf(key).export({ type: 'spki', format: 'pem' }) as string;
}

export function publicHalf(key: KeyObject): KeyObject {
	return key.type === 'private' ? createPublicKey(key) : key;
}

/**
 * SHA-1 JWK thumbprint (RFC 7638): the `kid` that keys of the Open Banking Directory carry. It depends on the key
 * alone, so a certificate issued again keeps it.
 */
export function kidOf(key: KeyObject): string {
	const { e, kty, n } = publicHalf(key).export({ format: 'jwk' });
	return createHash('sha1').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
