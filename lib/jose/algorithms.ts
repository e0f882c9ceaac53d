/*
 * The algorithms that this package supports. Types, schemas, option lists and checks derive from these tables; no other
 * file lists algorithms. The file imports nothing of this package, so that every folder may import it.
 */

import { constants, type SigningOptions } from 'node:crypto';

/** The kind of key that an algorithm needs. */
interface KeyRule {
	/** `asymmetricKeyType` of node:crypto. */
	type: 'rsa' | 'ec';
	/** Bits. */
	minimumSize?: number;
	/** `namedCurve` of node:crypto. */
	curve?: string;
	/** Completes the sentence "The algorithm needs …". */
	description: string;
}

/** The parts of a KeyObject of node:crypto that tell its kind. */
interface KeyKind {
	asymmetricKeyType?: string;
	asymmetricKeyDetails?: { modulusLength?: number; namedCurve?: string };
}

/** RFC 7518 §3.3, §3.5, §4.3 */
const rsa: KeyRule = {
	type: 'rsa',
	minimumSize: 2048,
	description: 'an RSA key of 2048 bits or more',
};

/** RFC 7518 §3.4, §4.6 */
const p256: KeyRule = {
	type: 'ec',
	curve: 'prime256v1',
	description: 'an EC key on the curve P-256',
};

/** The JWTs that are signed between TPP and bank. */
export type SignedJwt =
	'registrationRequest' | 'requestObject' | 'clientAssertion' | 'idToken' | 'authorizationResponse';

const everywhere: readonly SignedJwt[] = [
	'registrationRequest',
	'requestObject',
	'clientAssertion',
	'idToken',
	'authorizationResponse',
];

/** The algorithm parameters of `crypto.subtle.importKey`. */
type WebCryptoParameters = { name: string; hash: string } | { name: string; namedCurve: string };

interface JwsRow {
	key: KeyRule;
	webCrypto: WebCryptoParameters;
	/** Options of `crypto.sign` (RFC 7518 §3.3 to §3.5). */
	nodeCrypto: SigningOptions;
	allowedFor: readonly SignedJwt[];
}

const jwsTable = {
	PS256: {
		key: rsa,
		webCrypto: { name: 'RSA-PSS', hash: 'SHA-256' },
		nodeCrypto: {
			padding: constants.RSA_PKCS1_PSS_PADDING,
			saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
		},
		allowedFor: everywhere,
	},
	RS256: {
		key: rsa,
		webCrypto: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
		nodeCrypto: { padding: constants.RSA_PKCS1_PADDING },
		allowedFor: everywhere,
	},
	ES256: {
		key: p256,
		webCrypto: { name: 'ECDSA', namedCurve: 'P-256' },
		nodeCrypto: { dsaEncoding: 'ieee-p1363' },
		allowedFor: everywhere,
	},
} satisfies Record<string, JwsRow>;

/** Signatures (RFC 7518 §3.1). FAPI 1.0 Advanced §8.6 allows PS256 and ES256; some banks register RS256. */
export const jws: Readonly<Record<JwsAlgorithm, JwsRow>> = jwsTable;

export type JwsAlgorithm = keyof typeof jwsTable;

/** `none` (RFC 7518 §3.6) is allowed for request objects only: some banks register them unsigned. */
export type RequestObjectAlgorithm = JwsAlgorithm | 'none';

/** The algorithm of a client that has registered none. */
export const defaultJws: Readonly<Record<Exclude<SignedJwt, 'registrationRequest'>, JwsAlgorithm>> =
	{
		/** FAPI 1.0 Advanced §8.6 */
		requestObject: 'PS256',
		/** FAPI 1.0 Advanced §8.6 */
		clientAssertion: 'PS256',
		/** OpenID Connect Dynamic Client Registration 1.0 §2 */
		idToken: 'RS256',
		/** JARM §3 */
		authorizationResponse: 'RS256',
	};

const jweTable = {
	'RSA-OAEP': { key: { ...rsa, minimumSize: undefined, description: 'an RSA key' } },
	'RSA-OAEP-256': { key: { ...rsa, minimumSize: undefined, description: 'an RSA key' } },
	'ECDH-ES': { key: p256 },
	'ECDH-ES+A128KW': { key: p256 },
	'ECDH-ES+A256KW': { key: p256 },
} satisfies Record<string, { key: KeyRule }>;

/**
 * Key management of encrypted id_tokens (RFC 7518 §4.1). RSA1_5 is left out (RFC 8725 §3.2), and so are the algorithms
 * that need a client secret.
 */
export const jwe: Readonly<Record<JweAlgorithm, { key: KeyRule }>> = jweTable;

export type JweAlgorithm = keyof typeof jweTable;

/** Content encryption of id_tokens (RFC 7518 §5.1). */
export const jweEncryptions = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'] as const;

export type JweEncryption = (typeof jweEncryptions)[number];

/** OpenID Connect Dynamic Client Registration 1.0 §2 */
export const defaultJweEncryption: JweEncryption = 'A128CBC-HS256';

/** What zod's enumerations take. */
type List<T> = [T, ...T[]];

export const jweAlgorithms = Object.keys(jwe) as List<JweAlgorithm>;

/** Returns the signature algorithms that a kind of JWT may have. */
export const jwsAlgorithmsFor = (jwt: SignedJwt) =>
	(Object.keys(jws) as JwsAlgorithm[]).filter((alg) =>
		jws[alg].allowedFor.includes(jwt),
	) as List<JwsAlgorithm>;

export const requestObjectAlgorithms: List<RequestObjectAlgorithm> = [
	...jwsAlgorithmsFor('requestObject'),
	'none',
];

/** Returns whether a key is of the kind that an algorithm needs. */
export function keyFits(
	{ type, minimumSize = 0, curve }: KeyRule,
	{ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyKind,
): boolean {
	return (
		asymmetricKeyType === type &&
		(asymmetricKeyDetails.modulusLength ?? minimumSize) >= minimumSize &&
		asymmetricKeyDetails.namedCurve === curve
	);
}
