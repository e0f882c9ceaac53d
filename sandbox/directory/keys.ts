import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** Generates an RSA key with 2048 bits. */
export async function newRsaKey(): Promise<KeyObject> {
	const { privateKey } = await generate('rsa', { modulusLength: 2048 });
	return privateKey;
}

/** Returns PKCS #8 in PEM; with a passphrase, encrypted. */
export function privateKeyPem(key: KeyObject, passphrase?: string): string {
	const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
	return key.export({ type: 'pkcs8', format: 'pem', ...encryption }) as string;
}

/** Returns the public key as SPKI in PEM. */
export function publicKeyPem(key: KeyObject): string {
	return publicHalf(key).export({ type: 'spki', format: 'pem' }) as string;
}

/** Returns the public key of a private or public key. */
export function publicHalf(key: KeyObject): KeyObject {
	return key.type === 'private' ? createPublicKey(key) : key;
}

/**
 * Returns the SHA-1 JWK thumbprint (RFC 7638), which is the `kid` in the Open Banking Directory. It depends only on the key,
 * so a renewed certificate keeps it.
 */
export function kidOf(key: KeyObject): string {
	const { e, kty, n } = publicHalf(key).export({ format: 'jwk' });
	return createHash('sha1').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
