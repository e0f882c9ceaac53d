import { createPublicKey, type KeyObject } from 'node:crypto';

import { sha1JwkThumbprint } from '../certificates/keyIds';
import { createCache } from '../expiringCache';
import type { Signer } from '../tpp';
import type { Connection, Send } from '../transport/http';
import { tlsFingerprint } from '../transport/tlsFingerprint';

const keyIds = createCache<string>();
const lifetime = 10 * 60 * 1000;
const lifetimeOfComputed = 60 * 1000;
/** Milliseconds: the computed id will mostly do. */
const lookupTimeout = 3_000;

/**
 * The `kid` under which the directory publishes the signing key: the credential's, else that of our key in the JWKS
 * of the software statement, else the SHA-1 JWK thumbprint, which is how the Open Banking directory forms them.
 */
export async function signingKeyId({ tpp, send }: Connection, signer: Signer): Promise<string> {
	if (signer.keyId) return signer.keyId;
	const publicKey = createPublicKey(signer.privateKey);
	const computed = sha1JwkThumbprint(publicKey);
	const endpoint = tpp.softwareStatement?.claims.software_jwks_endpoint;
	if (!endpoint) return computed;
	return await keyIds.get(`${endpoint} ${computed} ${tlsFingerprint(tpp.tls)}`, async () => {
		const published = await findPublished(endpoint, publicKey, send);
		return {
			value: published ?? computed,
			expires: Date.now() + (published ? lifetime : lifetimeOfComputed),
		};
	});
}

/** A directory that does not answer must not stop what the computed id can do. */
async function findPublished(
	endpoint: string,
	publicKey: KeyObject,
	send: Send,
): Promise<string | undefined> {
	try {
		const { status, body } = await send({
			method: 'GET',
			url: endpoint,
			idempotent: false,
			shared: true,
			timeout: lookupTimeout,
		});
		if (status !== 200) return undefined;
		const { keys } = JSON.parse(body.toString('utf8')) as { keys: Array<PublishedKey | null> };
		const kid = keys.find((key) => key && isSameKey(key, publicKey))?.kid;
		return typeof kid === 'string' ? kid : undefined;
	} catch {
		return undefined;
	}
}

interface PublishedKey {
	kid?: unknown;
	n?: string;
	x?: string;
	y?: string;
}

function isSameKey(key: PublishedKey, publicKey: KeyObject): boolean {
	const own = publicKey.export({ format: 'jwk' });
	return own.n !== undefined ? key.n === own.n : key.x === own.x && key.y === own.y;
}
