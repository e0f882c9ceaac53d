import { createHash, X509Certificate, type KeyObject } from 'node:crypto';

import type { Home } from './home';
import { kidOf, publicHalf } from './keys';
import { signSoftwareStatement } from './softwareStatement';

export interface Keystore {
	keys: object[];
}

/** The embedded Open Banking Directory: TPPs, their keys and their software statements. */
export interface Directory {
	/** Issues all certificates. */
	ca: X509Certificate;
	/** Verifies software statements. */
	publicKey: KeyObject;
	softwareStatement: string;
	/** Returns the JWKS at a path below the keystore. */
	keystore(path: string): Keystore | undefined;
	/** Returns the JWKS at the address that a software statement names. */
	keysAt(endpoint: unknown): Keystore | undefined;
}

/** What the TPP adds to its software at the directory. */
export interface OwnSoftware {
	/** PEM of a further signing certificate, which may be self-signed. */
	signingCertificate?: string;
	/** Further redirect URIs. */
	redirectUris?: string[];
}

/** Creates the directory; `address` is the base address of its keystore. */
export async function openDirectory(
	home: Home,
	address: string,
	{ signingCertificate, redirectUris: further = [] }: OwnSoftware = {},
): Promise<Directory> {
	const root = `${address}/keystore`;
	const { organisationId, softwareId } = home.tpp;
	const signing = [home.signing.certificate, ...(signingCertificate ? [signingCertificate] : [])];
	const software: Keystore = {
		keys: [
			...signing.map((pem) => certifiedKey(pem, 'sig', root, organisationId)),
			certifiedKey(home.transport.certificate, 'tls', root, organisationId),
		],
	};
	const redirectUris = [...home.tpp.redirectUris, ...further.filter(isPublic)];
	const stores = new Map<string, Keystore>([
		['openbanking.jwks', { keys: [bareKey(home.directoryKey)] }],
		[`${organisationId}/${softwareId}.jwks`, software],
		[`${organisationId}/${organisationId}.jwks`, software],
	]);
	return {
		ca: new X509Certificate(home.ca),
		publicKey: publicHalf(home.directoryKey),
		softwareStatement: await signSoftwareStatement(home, root, redirectUris),
		keystore: (path) => stores.get(path),
		keysAt: (endpoint) =>
			typeof endpoint === 'string' && endpoint.startsWith(`${root}/`)
				? stores.get(endpoint.slice(root.length + 1))
				: undefined,
	};
}

/** OBIE DCR 3.2: banks do not register redirect URIs on localhost, and the statement is to be registered whole. */
function isPublic(uri: string): boolean {
	return !/^(127\..*|(.*\.)?localhost|\[::1\])$/.test(new URL(uri).hostname);
}

function bareKey(key: KeyObject): object {
	return { ...publicHalf(key).export({ format: 'jwk' }), kid: kidOf(key), use: 'sig' };
}

// The same members as in the real directory's keystore, whose thumbprints are padded.
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
