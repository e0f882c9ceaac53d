import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';

import type { Directory } from '../directory/directory';
import { kidOf } from '../directory/keys';
import type { SoftwareStatement } from '../registration/softwareStatement';
import { saltEdgeRefused as refused } from './refusal';

export type SaltEdgeStatement = Omit<SoftwareStatement, 'software_redirect_uris'> &
	Partial<Pick<SoftwareStatement, 'software_redirect_uris'>>;

/** "software_statement": reads an assertion that the directory signed for an active TPP. @throws Refusal */
export async function readSaltEdgeStatement(
	value: unknown,
	directory: Directory,
): Promise<SaltEdgeStatement> {
	if (value === undefined || value === null) {
		throw refused('missingField', 'software_statement is missing');
	}
	const { kid, claims } = decoded(value);
	assertIssuer(claims['iss'], kid, directory);
	await assertSignature(value as string, directory);
	assertFields(claims);
	assertSoftware(claims, directory);
	assertActive(claims['org_status']);
	return claims as unknown as SaltEdgeStatement;
}

function decoded(value: unknown): { kid: unknown; claims: Record<string, unknown> } {
	try {
		return { kid: decodeProtectedHeader(value as string).kid, claims: decodeJwt(value as string) };
	} catch {
		throw refused('statementForm', 'software_statement is not a compact JWS with JSON claims');
	}
}

function assertIssuer(iss: unknown, kid: unknown, { publicKey }: Directory): void {
	if (iss === undefined) throw refused('statementField', 'iss of software_statement is missing');
	if (iss === 'OpenBanking Ltd' && kid === kidOf(publicKey)) return;
	throw refused('statementIssuer', 'the issuer of software_statement, or its key, is unknown');
}

async function assertSignature(jws: string, { publicKey }: Directory): Promise<void> {
	await compactVerify(jws, publicKey, { algorithms: ['PS256', 'ES256'] }).catch(() => {
		throw refused('statementSignature', 'the signature of software_statement is invalid');
	});
}

const fields: Record<string, (value: unknown) => boolean> = {
	software_id: isText,
	software_roles: Array.isArray,
	software_jwks_endpoint: isText,
	org_status: isText,
};

function assertFields(claims: Record<string, unknown>): void {
	const missing = Object.entries(fields).find(([name, isPresent]) => !isPresent(claims[name]));
	if (missing) throw refused('statementField', `${missing[0]} of software_statement is missing`);
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}

function assertSoftware({ software_jwks_endpoint }: Record<string, unknown>, directory: Directory) {
	if (directory.keysAt(software_jwks_endpoint)) return;
	throw refused(
		'statementSoftware',
		'the directory has no keys for the software of software_statement',
	);
}

function assertActive(status: unknown): void {
	if (status === 'Active') return;
	throw refused('organisationStatus', `org_status of software_statement is ${status}, not Active`);
}
