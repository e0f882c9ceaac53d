import { createPublicKey, type KeyObject } from 'node:crypto';

import { sha1JwkThumbprint } from '../certificates/facts';
import { createCache } from '../expiringCache';
import type { Signer } from '../tpp';
import { tlsFingerprint } from '../transport/agents';
import { sharedConnection, type Connection, type Send } from '../transport/http';

const keyIds = createCache<string>();
/** Milliseconds, as all below. */
const lifetime = 10 * 60 * 1000;
const lifetimeOfComputed = 60 * 1000;
/** Short: the computed id is right in most cases. */
const lookupTimeout = 3_000;

/**
 * Returns the `kid` under which the directory publishes the signing key. In this order:
 * 1. the key ID of the credential
 * 2. the `kid` of our key in the JWKS of the software statement
 * 3. the SHA-1 JWK thumbprint, as the Open Banking directory computes it
 */
export async function signingKeyId(connection: Connection, signer: Signer): Promise<string> {
	const { tpp } = connection;
	if (signer.keyId) return signer.keyId;
	const publicKey = createPublicKey(signer.privateKey);
	const computed = sha1JwkThumbprint(publicKey);
	const endpoint = tpp.softwareStatement?.claims.software_jwks_endpoint;
	if (!endpoint) return computed;
	return await keyIds.get(
		`${endpoint} ${computed} ${tlsFingerprint(tpp.tls)}`,
		async (abandoned) => {
			const { send } = sharedConnection(connection, abandoned);
			const published = await findPublished(endpoint, publicKey, send);
			return {
				value: published ?? computed,
				expires: Date.now() + (published ? lifetime : lifetimeOfComputed),
			};
		},
		connection.signal,
	);
}

/** Returns undefined when the directory does not respond: the computed id is tried then. */
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
