import { createHash, X509Certificate, type KeyObject } from 'node:crypto';

import type { Home } from './home';
import { kidOf, publicHalf } from './keys';
import { signSoftwareStatement } from './softwareStatement';

export interface Keystore {
	keys: object[];
}

/** The sandbox's Open Banking Directory: who is a TPP, with which keys, and what it vouches for. */
export interface Directory {
	ca: X509Certificate;
	/** Verifies software statements. */
	publicKey: KeyObject;
	softwareStatement: string;
	/** JWKS by path below the keystore. */
	keystore(path: string): Keystore | undefined;
	/** JWKS of a software statement, by the address that the statement names. */
	keysAt(endpoint: unknown): Keystore | undefined;
}

export async function openDirectory(home: Home, address: string): Promise<Directory> {
	const root = `${address}/keystore`;
	const software: Keystore = {
		keys: [
			certifiedKey(home.signing.certificate, 'sig', root, home.tpp.organisationId),
			certifiedKey(home.transport.certificate, 'tls', root, home.tpp.organisationId),
		],
	};
	const { organisationId, softwareId } = home.tpp;
	const stores = new Map<string, Keystore>([
		['openbanking.jwks', { keys: [bareKey(home.directoryKey)] }],
		[`${organisationId}/${softwareId}.jwks`, software],
		[`${organisationId}/${organisationId}.jwks`, software],
	]);
	return {
		ca: new X509Certificate(home.ca),
		publicKey: publicHalf(home.directoryKey),
		softwareStatement: await signSoftwareStatement(home, root),
		keystore: (path) => stores.get(path),
		keysAt: (endpoint) =>
			typeof endpoint === 'string' && endpoint.startsWith(`${root}/`)
				? stores.get(endpoint.slice(root.length + 1))
				: undefined,
	};
}

function bareKey(key: KeyObject): object {
	return { ...publicHalf(key).export({ format: 'jwk' }), kid: kidOf(key), use: 'sig' };
}

// Members as the directory's keystore serves them; its thumbprints are padded.
function certifiedKey(pem: string, use: string, root: string, organisationId: string): object {
	const certificate = new X509Certificate(pem);
	const { kty, e, n } = certificate.publicKey.export({ format: 'jwk' });
	const kid = kidOf(certificate.publicKey);
	return {
		kty,
		e,
		n,
		kid,
		use,
		x5c: [certificate.raw.toString('base64')],
		x5t: paddedThumbprint('sha1', certificate),
		'x5t#S256': paddedThumbprint('sha256', certificate),
		x5u: `${root}/${organisationId}/${kid}.pem`,
	};
}

function paddedThumbprint(algorithm: string, certificate: X509Certificate): string {
	const digest = createHash(algorithm).update(certificate.raw).digest('base64');
	return digest.replaceAll('+', '-').replaceAll('/', '_');
}
