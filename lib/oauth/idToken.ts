import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';

import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { decodeJwt } from 'jose/jwt/decode';

import type { IdTokenRules } from '../banks/profile';
import { credentialError, InvalidResponseError } from '../errors';
import { jwe, keyFits, type JweAlgorithm } from '../jose/algorithms';
import type { Tpp } from '../tpp';
import { TimestampError } from './adapter';
import { registeredAlgorithms, type Encryption } from '../jose/registeredAlgorithms';

export type IdTokenClaims = Readonly<Record<string, unknown>>;

/** What the claims are compared with. Absent members are not known yet. */
export interface Expected {
	clientId: string;
	consentId?: string;
	/** `sub` of an earlier id_token of the same authorisation. */
	subject?: unknown;
	/** Issued together with the id_token. */
	accessToken?: string;
	/** `nonce` of the id_token of the authorisation, for the id_token of a refresh. */
	nonce?: unknown;
	/** How the bank's id_tokens differ. Absent: as in the standard. */
	rules?: IdTokenRules;
	now: Date;
}

type Rule = [
	holds: (claims: IdTokenClaims, expected: Expected) => boolean,
	message: string,
	/** Absent: InvalidResponseError. */
	Failure?: typeof TimestampError,
];

/** OBIE security profile: strong customer authentication, or customer authentication. */
export const strongAuthentication = ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'];

/** Seconds; oauth4webapi allows the same for `exp` and `nbf`. */
const clockTolerance = 30;
const maxAge = 3600;

/** Seconds: 50 years. A time in milliseconds is later. */
const maximumLifetime = 50 * 365 * 24 * 3600;

/** What oauth4webapi does not check. */
const rules: Rule[] = [
	[
		({ iat }, { now }) => isBetween(iat, seconds(now) - maxAge, seconds(now) + clockTolerance),
		'was issued more than an hour ago or in the future (iat)',
		TimestampError,
	],
	[
		({ exp }, { now, rules }) =>
			isBetween(inSeconds(exp, rules), 0, seconds(now) + maximumLifetime),
		'has an invalid expiry (exp)',
	],
	[
		// oauth4webapi compares every number as seconds.
		({ exp }, { now, rules }) =>
			inSeconds(exp, rules) === exp || inSeconds(exp, rules) > seconds(now) - clockTolerance,
		'has expired (exp)',
		TimestampError,
	],
	[
		({ sub }, { subject, rules }) =>
			subject === undefined || sub === subject || rules?.sub === 'unrelated',
		'is about another PSU (sub)',
	],
	[
		({ at_hash }, { accessToken }) =>
			at_hash === undefined || accessToken === undefined || at_hash === halfHash(accessToken),
		'belongs to another access token (at_hash)',
	],
	// OpenID Connect Core §3.1.3.7 (5), also for one audience, where oauth4webapi does not check it.
	[({ azp }, { clientId }) => azp === undefined || azp === clientId, 'is for another client (azp)'],
];

/** The essential claims of the authorization request (OpenID Connect Core §5.5.1). */
const essentialRules: Rule[] = [
	[
		({ openbanking_intent_id }, { consentId, rules }) =>
			(consentId !== undefined && openbanking_intent_id === consentId) ||
			(openbanking_intent_id === undefined && rules?.openbanking_intent_id === 'optional'),
		'is for another consent (openbanking_intent_id)',
	],
	[
		({ acr }, { rules }) => isAuthenticated(acr, rules?.acr),
		'does not state that the PSU was authenticated (acr)',
	],
];

function isAuthenticated(acr: unknown, rule: IdTokenRules['acr']): boolean {
	if (rule === 'unchecked' || (rule === 'optional' && acr === undefined)) return true;
	const values = Array.isArray(rule) ? rule : strongAuthentication;
	return values.some((value) => value === acr);
}

/** A number of milliseconds is later than the year 5000 as one of seconds. */
function inSeconds(exp: unknown, rules: IdTokenRules = {}): number {
	const isMilliseconds = rules.exp === 'milliseconds' && Number(exp) > 1e11;
	return isMilliseconds ? Number(exp) / 1000 : (exp as number);
}

/** Returns the claims of an id_token. Its signature is validated by oauth4webapi. */
export function readIdToken(idToken: string): IdTokenClaims {
	try {
		return decodeJwt(idToken);
	} catch {
		throw new InvalidResponseError('The id_token is not a signed JWT.');
	}
}

/** @throws InvalidResponseError for an id_token that does not belong to our authorization request */
export const assertAuthorised = (claims: IdTokenClaims, expected: Expected): void =>
	assertRules([...essentialRules, ...rules], claims, expected);

/**
 * Checks the id_token of a refresh, which need not repeat the claims of the first one (OpenID Connect Core §12.2).
 *
 * @throws InvalidResponseError when a claim differs
 */
export function assertStillAuthorised(claims: IdTokenClaims, expected: Expected): void {
	const { openbanking_intent_id = expected.consentId } = claims;
	const rules =
		claims.acr === undefined ? { ...expected.rules, acr: 'optional' as const } : expected.rules;
	assertRules([sameNonce], claims, expected);
	assertAuthorised({ ...claims, openbanking_intent_id }, { ...expected, rules });
}

const sameNonce: Rule = [
	({ nonce }, expected) =>
		nonce === undefined || expected.nonce === undefined || nonce === expected.nonce,
	'belongs to another authorisation (nonce)',
];

function assertRules(applied: Rule[], claims: IdTokenClaims, expected: Expected): void {
	const failed = applied.find(([holds]) => !holds(claims, expected));
	if (!failed) return;
	const [, message, Failure = InvalidResponseError] = failed;
	throw new Failure(`The id_token ${message}.`);
}

/** OpenID Connect Core §3.1.3.6. All algorithms of lib/jose/algorithms.ts hash with SHA-256. */
const halfHash = (text: string) =>
	createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

const isBetween = (value: unknown, from: number, to: number) =>
	typeof value === 'number' && value >= from && value <= to;

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/**
 * Returns an id_token as the bank signed it: decrypted if the client is registered for encryption (OpenID Connect Core §10.2,
 * §3.1.3.7 (1)). Its signature is not validated yet.
 *
 * @throws InvalidResponseError when the encryption is not the registered one, or no key decrypts it; ConfigurationError when the
 * credential has no key of the kind
 */
export async function signedIdToken(idToken: string, tpp: Tpp): Promise<string> {
	const { idTokenEncryption: registered } = registeredAlgorithms(tpp);
	const isEncrypted = idToken.split('.').length === 5;
	if (!registered && !isEncrypted) return idToken;
	if (!registered) throw notRegistered();
	if (!isEncrypted) throw notEncrypted();
	assertRegistered(idToken, registered);
	return await decrypted(idToken, registered, decryptionKeys(registered.alg, tpp));
}

const notRegistered = () =>
	new InvalidResponseError(
		'The id_token is encrypted, but the client is not registered for that. Register the client with id_token_encrypted_response_alg, or switch encryption off at the bank.',
	);

const notEncrypted = () =>
	new InvalidResponseError(
		'The id_token is not encrypted, but the client is registered for encryption (id_token_encrypted_response_alg).',
	);

/**
 * Returns the keys of the credential that fit `alg`: the signing key, then the transport key. The bank has encrypted for one of
 * the keys that the software publishes.
 *
 * @throws ConfigurationError when there is none
 */
export function decryptionKeys(alg: JweAlgorithm, { signer, tls }: Tpp): KeyObject[] {
	const { key: rule } = jwe[alg];
	const keys = [signer?.privateKey, tls.keyPem && createPrivateKey(tls.keyPem)].filter(
		(key): key is KeyObject => typeof key === 'object' && keyFits(rule, key),
	);
	if (keys.length > 0) return keys;
	throw credentialError(
		`The bank encrypts id_tokens with ${alg}, which needs ${rule.description}. Neither the signing key nor the transport key is one.`,
		'signingKey',
	);
}

/** RFC 8725 §3.1: the header does not choose. */
function assertRegistered(text: string, { alg, enc }: Encryption): void {
	if (isEncryptedWith(text, { alg, enc })) return;
	throw new InvalidResponseError(
		`The id_token is not encrypted with ${alg} and ${enc}, which the client is registered for.`,
	);
}

function isEncryptedWith(text: string, { alg, enc }: Encryption): boolean {
	try {
		const header = decodeProtectedHeader(text);
		return header.alg === alg && header.enc === enc;
	} catch {
		return false;
	}
}

async function decrypted(
	text: string,
	{ alg, enc }: Encryption,
	[key, ...others]: KeyObject[],
): Promise<string> {
	if (!key) {
		throw new InvalidResponseError(
			'No key of the credential decrypts the id_token: it was altered, or encrypted for another key of your software.',
		);
	}
	const { compactDecrypt } = await import('jose');
	try {
		const { plaintext } = await compactDecrypt(text, key, {
			keyManagementAlgorithms: [alg],
			contentEncryptionAlgorithms: [enc],
		});
		return new TextDecoder().decode(plaintext);
	} catch {
		return await decrypted(text, { alg, enc }, others);
	}
}
