import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';

import type { Directory } from '../directory/directory';
import type { Ledger } from '../ledger';
import { readClaims } from './claims';
import { saltEdgeRefused as refused } from './refusal';
import { readSaltEdgeStatement } from './softwareStatement';

export interface SaltEdgeAuthority {
	directory: Directory;
	ledger: Ledger;
	aspspId: string;
	/** What identifies the accepted requests: their `jti`, or themselves. */
	usedRequests: Set<string>;
}

type Header = Record<string, unknown>;

/** "Register": reads a request JWT that a key of its software statement signed. @throws Refusal */
export async function readRequest(
	jws: string,
	{ directory, ledger, aspspId, usedRequests }: SaltEdgeAuthority,
) {
	ledger.addJwt('registration request', jws);
	const { header, claims } = decoded(jws);
	assertHeader(header);
	const { software_statement } = claims;
	const statement = await readSaltEdgeStatement(software_statement, directory);
	const { software_jwks_endpoint: jwks_uri } = statement;
	await assertSignature(jws, header, directory.keysAt(jwks_uri)!.keys);
	const now = Date.now() / 1000;
	const read = readClaims(claims, { statement, aspspId, now });
	assertNotReplayed(typeof claims['jti'] === 'string' ? claims['jti'] : jws, usedRequests);
	return { ...read, software_statement, jwks_uri };
}

// RFC 7519 §4.1.7: `jti` prevents replays. The document's example has none, so the whole JWT counts then.
function assertNotReplayed(id: string, used: Set<string>): void {
	if (used.has(id)) throw refused('replay', 'the request was already used');
	used.add(id);
}

function decoded(jws: string): { header: Header; claims: Record<string, unknown> } {
	try {
		return { header: { ...decodeProtectedHeader(jws) }, claims: decodeJwt(jws) };
	} catch {
		throw refused('body', 'the body is not a compact JWS with JSON claims');
	}
}

const algorithms = ['PS256', 'RS256'];

function assertHeader({ alg, kid }: Header): void {
	if (!algorithms.includes(alg as string)) throw refused('header', `alg ${alg} is not supported`);
	if (typeof kid !== 'string') throw refused('header', 'kid is missing');
}

async function assertSignature(jws: string, { alg, kid }: Header, keys: object[]): Promise<void> {
	const jwk = (keys as JWK[]).find((one) => one.kid === kid && one.use === 'sig');
	if (!jwk) throw refused('signature', 'kid is not a signing key of the software statement');
	const key = await importJWK(jwk, alg as string);
	await compactVerify(jws, key, { algorithms }).catch(() => {
		throw refused('signature', 'the signature is invalid');
	});
}
