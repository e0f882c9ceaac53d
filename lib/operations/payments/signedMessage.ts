import type { JSONWebKeySet, JWK } from 'jose';

import type { Payments } from '../../banks/profile';
import { AspspError, credentialError, OpenBankingError } from '../../errors';
import { jsonHash } from '../../hash';
import { firstBindingOf } from '../../jose/binding';
import { detachedProblem, signDetached, type SignatureTerms } from '../../jose/jws';
import { signingKeyId } from '../../jose/signingKeyId';
import { discover } from '../../oauth/authorizationServer';
import { readKeySet } from '../../oauth/keySets';
import { requireClient, requireResourceServer, requireSigner } from '../../requirements';
import { readJsonLeniently } from '../../responses/body';
import { isJsonObject } from '../../responses/json';
import type { Tpp } from '../../tpp';
import type { Connection, HttpRequest, HttpResponse } from '../../transport/http';
import { unknownOutcome } from '../../transport/requestOutcome';

/** Returns the generation of the standard and the trust anchor of a bank's signatures. */
const termsOf = ({ messageSignature, trustAnchor }: Payments): SignatureTerms => ({
	generation: messageSignature ?? 'v3.1.4',
	trustAnchor: trustAnchor ?? 'openbanking.org.uk',
});

/**
 * Returns `x-jws-signature` for the exact text of a request body.
 *
 * @throws ConfigurationError without a signing key, an organisation ID or a software ID
 */
async function signatureOf(
	body: string,
	connection: Connection,
	rules: Payments,
	now: Date,
): Promise<string> {
	const signer = requireSigner(connection.tpp);
	return signDetached(body, {
		...termsOf(rules),
		signer,
		kid: await signingKeyId(connection, signer),
		issuer: issuerOf(connection.tpp),
		now,
	});
}

/** Milliseconds. OBIE Read/Write, idempotency: a TPP waits a second before it repeats a request. */
const leastWait = 1_000;

export interface Post {
	url: string;
	body: string;
	/** What the idempotency key is derived from, besides the client. */
	key: unknown[];
}

/** Builds a signed POST that may be sent again: the bank knows it by its idempotency key for 24 hours. */
export async function signedPost(
	connection: Connection,
	rules: Payments,
	{ now, ...post }: Post & { now: Date },
): Promise<HttpRequest> {
	const request = unsignedPost(connection.tpp, post);
	const signature = await signatureOf(post.body, connection, rules, now);
	return { ...request, headers: { ...request.headers, 'x-jws-signature': signature } };
}

/** Builds the same without the signature. */
export const unsignedPost = (tpp: Tpp, { url, body, key }: Post): HttpRequest => ({
	method: 'POST',
	url,
	headers: {
		'Content-Type': 'application/json',
		Accept: 'application/json',
		'x-idempotency-key': idempotencyKey(tpp, key),
	},
	body,
	idempotent: true,
	leastWait,
	sentOnce: 'payment',
});

/** OBIE Read/Write: at most 40 characters. The first 240 bits of the hash. */
const idempotencyKey = (tpp: Tpp, parts: unknown[]): string =>
	jsonHash(firstBindingOf(tpp), requireClient(tpp).clientId, ...parts).slice(0, 40);

/** @throws ConfigurationError without a signing key, an organisation ID or a software ID */
export function assertCanSign(tpp: Tpp): void {
	requireSigner(tpp);
	issuerOf(tpp);
}

/** OBIE Read/Write, `iss` of a TPP: `{organisation ID}/{software ID}`. */
function issuerOf({ organisationId, softwareId, softwareStatement }: Tpp): string {
	const organisation = organisationId ?? softwareStatement?.claims.org_id;
	const software = softwareId ?? softwareStatement?.claims.software_id;
	if (!organisation) {
		throw credentialError(
			'The organisation ID is missing. The signature of a payment names it, as the directory issued it.',
			'organisationId',
		);
	}
	if (software) return `${organisation}/${software}`;
	throw credentialError(
		'The software ID is missing. The signature of a payment names it, as the directory issued it.',
		'softwareId',
	);
}

/** `unverified`: the bank's keys cannot be read, so nobody can tell. */
export type SignatureCheck =
	| { responseSignature: 'valid' }
	| { responseSignature: 'missing' | 'invalid' | 'unverified'; problem: string };

/**
 * Verifies the bank's signature over the exact bytes of its response. It never throws for what the bank sent: a payment that
 * was made must be reported, whatever its signature.
 */
export async function checkSignature(
	response: HttpResponse,
	connection: Connection,
	rules: Payments,
	now: Date,
): Promise<SignatureCheck> {
	const value = response.headers['x-jws-signature'];
	if (!value) {
		return {
			responseSignature: 'missing',
			problem:
				'The bank did not sign its response, so nobody can prove that it comes from the bank.',
		};
	}
	const keys = await bankKeys(connection, rules);
	if (!keys) {
		return {
			responseSignature: 'unverified',
			problem:
				"The keys of the bank cannot be read, so the signature of the bank's response is not verified.",
		};
	}
	const { createLocalJWKSet } = await import('jose');
	const key = createLocalJWKSet(keys);
	const { conceal = (text: string) => text } = response;
	const problem = await detachedProblem(value, response.body, { ...termsOf(rules), key, now });
	return problem === undefined
		? { responseSignature: 'valid' }
		: {
				responseSignature: 'invalid',
				problem: `The signature of the bank's response ${conceal(problem)}. Ask the bank before you rely on this response.`,
			};
}

/**
 * Reads a response that may be an error. An error whose signature is invalid does not show that the bank refused the request,
 * and says so. A missing signature says nothing: banks should sign errors that have a body, but need not (OBIE Read/Write,
 * "Response Headers").
 *
 * @throws what `read` throws
 */
export async function readSigned<Result>(
	response: HttpResponse,
	read: () => Result,
	{ connection, rules, now }: { connection: Connection; rules: Payments; now: Date },
): Promise<Result> {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof AspspError) || !response.headers['x-jws-signature']) throw error;
		const check = await checkSignature(response, connection, rules, now);
		if (check.responseSignature !== 'invalid') throw error;
		const { advice, ...outcome } = unknownOutcome(response.sentOnce);
		throw error.with([check.problem, advice].filter(Boolean).join(' '), outcome);
	}
}

async function bankKeys(
	connection: Connection,
	{ keySetPath }: Payments,
): Promise<JSONWebKeySet | undefined> {
	try {
		const url = keySetPath
			? `${requireResourceServer(connection.tpp)}${keySetPath}`
			: (await discover(connection)).jwks_uri;
		if (!url) return undefined;
		const headers = { accept: 'application/json' };
		const response = await readKeySet(connection, { method: 'GET', url, headers });
		const set = response.status === 200 ? readJsonLeniently(response) : undefined;
		const keys = Array.isArray(set?.keys) ? set.keys.filter(isJsonObject) : undefined;
		return keys && { keys: keys as unknown as JWK[] };
	} catch (error) {
		if (error instanceof OpenBankingError) return undefined;
		throw error;
	}
}
