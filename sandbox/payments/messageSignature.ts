import {
	constants,
	createPublicKey,
	sign,
	verify,
	type JsonWebKey,
	type KeyObject,
} from 'node:crypto';

import { obieRefused } from '../accountInformation/refusal';
import type { Directory } from '../directory/directory';
import { kidOf } from '../directory/keys';
import { header, type BankRequest } from '../http/request';

/*
 * Read/Write API, "Message Signing", from 3.1.4 on: `x-jws-signature` is a detached JWS over base64url of the exact bytes.
 */

const claims = {
	iat: 'http://openbanking.org.uk/iat',
	iss: 'http://openbanking.org.uk/iss',
	tan: 'http://openbanking.org.uk/tan',
};
const trustAnchor = 'openbanking.org.uk';
const name = 'x-jws-signature';

const pss = {
	padding: constants.RSA_PKCS1_PSS_PADDING,
	saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};

/** Checks the signature of a request. @throws ObieRefusal with the code of the standard for each fault */
export function assertSigned(request: BankRequest, body: Buffer, directory: Directory): void {
	const value = header(request, name);
	if (value === undefined) throw obieRefused(400, 'U019', `${name} is missing`, name);
	const parts = /^([\w-]+)\.\.([\w-]+)$/.exec(value);
	const jose = parts && parsed(Buffer.from(parts[1]!, 'base64url').toString('utf8'));
	if (!jose) throw obieRefused(400, 'U018', `${name} is not a detached JWS`, name);
	assertClaims(jose);
	const key = keyOf(jose, directory);
	const payload = `${parts[1]}.${body.toString('base64url')}`;
	const isValid =
		key &&
		verify('sha256', Buffer.from(payload), { key, ...pss }, Buffer.from(parts[2]!, 'base64url'));
	if (!isValid) throw obieRefused(400, 'U015', `${name} does not match the body`, name);
}

/** A GET has no body to sign. */
export function assertUnsigned(request: BankRequest): void {
	if (header(request, name) === undefined) return;
	throw obieRefused(400, 'U020', `${name} is not expected`, name);
}

type Jose = Record<string, unknown>;

function assertClaims(jose: Jose): void {
	const required = ['alg', 'kid', 'crit', ...Object.values(claims)];
	const missing = required.find((claim) => jose[claim] === undefined);
	if (missing) throw obieRefused(400, 'U017', `the claim ${missing} is missing`, name);
	const invalid = required.find((claim) => !(checks[claim] ?? isText)(jose[claim]));
	const isUnencoded = 'b64' in jose;
	if (!invalid && !isUnencoded) return;
	throw obieRefused(400, 'U016', `the claim ${invalid ?? 'b64'} is invalid`, name);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const checks: Record<string, (value: unknown) => boolean> = {
	alg: (value) => value === 'PS256',
	crit: (value) =>
		Array.isArray(value) &&
		value.length === 3 &&
		Object.values(claims).every((claim) => value.includes(claim)),
	[claims.iat]: (value) => typeof value === 'number' && value <= Date.now() / 1000 + 5,
	[claims.iss]: (value) => /^[A-Za-z0-9]{18}\/[A-Za-z0-9]{22}$/.test(String(value)),
	[claims.tan]: (value) => value === trustAnchor,
};

/** The key of the TPP that signs is in the directory, below its organisation and its software. */
function keyOf(jose: Jose, directory: Directory): KeyObject | undefined {
	const keys = directory.keystore(`${String(jose[claims.iss])}.jwks`)?.keys as
		Array<JsonWebKey & { kid?: string; use?: string }> | undefined;
	const key = keys?.find(({ kid, use }) => kid === jose['kid'] && use === 'sig');
	return key && createPublicKey({ key, format: 'jwk' });
}

function parsed(text: string): Jose | undefined {
	try {
		const value = JSON.parse(text) as unknown;
		return typeof value === 'object' && value !== null ? (value as Jose) : undefined;
	} catch {
		return undefined;
	}
}

/** Signs a response of the bank. `issuer` is the bank's ID at the directory. */
export function signatureOf(body: string, key: KeyObject, issuer: string): string {
	const jose = {
		alg: 'PS256',
		kid: kidOf(key),
		typ: 'JOSE',
		cty: 'application/json',
		// Seen at banks: fractions of a second.
		[claims.iat]: Date.now() / 1000,
		[claims.iss]: issuer,
		[claims.tan]: trustAnchor,
		crit: Object.values(claims),
	};
	const protectedPart = Buffer.from(JSON.stringify(jose)).toString('base64url');
	const payload = `${protectedPart}.${Buffer.from(body).toString('base64url')}`;
	return `${protectedPart}..${sign('sha256', Buffer.from(payload), { key, ...pss }).toString('base64url')}`;
}
