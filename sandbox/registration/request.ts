import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';

import type { Directory } from '../directory/directory';
import type { Ledger } from '../ledger';
import { assertClaims, supportedClaims } from './claims';
import { registrationRefused } from './refusal';
import type { RegistrationClaims, RegistrationRules } from './rules';
import { readSoftwareStatement } from './softwareStatement';

export interface RegistrationRequest {
	claims: RegistrationClaims;
	/** Address of the software's JWKS. */
	jwksEndpoint: string;
}

export interface RegistrationAuthority {
	rules: RegistrationRules;
	directory: Directory;
	ledger: Ledger;
	/** `jti` of the accepted requests. */
	usedRequestIds: Set<string>;
}

type Header = Record<string, unknown>;

/** Checks a request JWT (OBIE Dynamic Client Registration 3.2) and returns its claims. @throws Refusal */
export async function readRegistrationRequest(
	jws: string,
	{ rules, directory, ledger, usedRequestIds }: RegistrationAuthority,
): Promise<RegistrationRequest> {
	ledger.addJwt('registration request', jws);
	const { header, claims } = decoded(jws);
	assertType(header);
	assertAlgorithm(header, rules);
	assertNoEmbeddedKey(header);
	const statement = await readSoftwareStatement(claims['software_statement'], directory);
	const key = signingKey(header, directory.keysAt(statement.software_jwks_endpoint)?.keys);
	await assertSignature(jws, key, header);
	assertClaims({ rules, statement, claims, now: Date.now() / 1000 });
	assertNotReplayed(claims, usedRequestIds);
	return {
		claims: supported(claims),
		jwksEndpoint: statement.software_jwks_endpoint,
	};
}

function decoded(jws: string): { header: Header; claims: Record<string, unknown> } {
	try {
		return { header: { ...decodeProtectedHeader(jws) }, claims: decodeJwt(jws) };
	} catch {
		throw refused('the body is not a compact JWS');
	}
}

function assertType({ typ }: Header): void {
	if (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT') throw refused('typ is not JWT');
}

function assertAlgorithm({ alg }: Header, { signingAlgs }: RegistrationRules): void {
	if (!signingAlgs.includes(alg as string))
		throw refused(`alg must be ${signingAlgs.join(' or ')}`);
}

function assertNoEmbeddedKey(header: Header): void {
	const embedded = ['jwk', 'jku', 'x5c', 'x5u', 'crit'].find((name) => name in header);
	if (embedded) throw refused(`the header must not contain ${embedded}`);
}

function signingKey({ kid }: Header, keys: object[] = []): JWK {
	const key = (keys as JWK[]).find((one) => one.kid === kid && one.use === 'sig');
	if (!key || kid === undefined)
		throw refused('kid is not a signing key of the software statement');
	return key;
}

async function assertSignature(jws: string, jwk: JWK, { alg }: Header): Promise<void> {
	const key = await importJWK(jwk, alg as string);
	await compactVerify(jws, key, { algorithms: [alg as string] }).catch(() => {
		throw refused('the signature is invalid');
	});
}

function supported(claims: Record<string, unknown>): RegistrationClaims {
	const entries = Object.entries(claims).filter(([name]) => supportedClaims.includes(name));
	return Object.fromEntries(entries) as unknown as RegistrationClaims;
}

function assertNotReplayed({ jti }: Record<string, unknown>, used: Set<string>): void {
	if (used.has(jti as string)) throw refused('jti was already used');
	used.add(jti as string);
}

function refused(description: string) {
	return registrationRefused('invalid_client_metadata', description);
}
