import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';

import type { Directory } from '../directory/directory';
import type { Ledger } from '../ledger';
import { assertClaims, knownClaims } from './claims';
import { registrationRefused } from './refusal';
import type { RegistrationClaims, RegistrationRules } from './rules';
import { readSoftwareStatement } from './softwareStatement';

export interface RegistrationRequest {
	claims: RegistrationClaims;
	/** Where the keys of the software are. */
	jwksEndpoint: string;
}

export interface RegistrationAuthority {
	rules: RegistrationRules;
	directory: Directory;
	ledger: Ledger;
	/** `jti` of requests that were accepted. */
	seen: Set<string>;
}

type Header = Record<string, unknown>;

/** OBIE Dynamic Client Registration 3.2: what a request JWT has to stand up to. */
export async function readRegistrationRequest(
	jws: string,
	{ rules, directory, ledger, seen }: RegistrationAuthority,
): Promise<RegistrationRequest> {
	ledger.addJwt('registration request', jws);
	const { header, claims } = decoded(jws);
	assertType(header);
	assertAlgorithm(header, rules);
	assertNoForeignKey(header);
	const statement = await readSoftwareStatement(claims['software_statement'], directory);
	const key = signingKey(header, directory.keysAt(statement.software_jwks_endpoint)?.keys);
	await assertSignature(jws, key, header);
	assertClaims({ rules, statement, claims, now: Date.now() / 1000 });
	assertNotSeen(claims, seen);
	return {
		claims: known(claims),
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
	if (!signingAlgs.includes(alg as string)) throw refused(`alg is not ${signingAlgs.join(' or ')}`);
}

function assertNoForeignKey(header: Header): void {
	const foreign = ['jwk', 'jku', 'x5c', 'x5u', 'crit'].find((name) => name in header);
	if (foreign) throw refused(`the header must not have ${foreign}`);
}

function signingKey({ kid }: Header, keys: object[] = []): JWK {
	const key = (keys as JWK[]).find((one) => one.kid === kid && one.use === 'sig');
	if (!key || kid === undefined) throw refused('kid is no signing key of the software statement');
	return key;
}

async function assertSignature(jws: string, jwk: JWK, { alg }: Header): Promise<void> {
	const key = await importJWK(jwk, alg as string);
	await compactVerify(jws, key, { algorithms: [alg as string] }).catch(() => {
		throw refused('the signature is wrong');
	});
}

function known(claims: Record<string, unknown>): RegistrationClaims {
	const entries = Object.entries(claims).filter(([name]) => knownClaims.includes(name));
	return Object.fromEntries(entries) as unknown as RegistrationClaims;
}

function assertNotSeen({ jti }: Record<string, unknown>, seen: Set<string>): void {
	if (seen.has(jti as string)) throw refused('jti was used before');
	seen.add(jti as string);
}

function refused(description: string) {
	return registrationRefused('invalid_client_metadata', description);
}
