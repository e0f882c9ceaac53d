import { compactVerify } from 'jose';

import type { Directory } from '../directory/directory';
import { registrationRefused } from './refusal';

/** The claims of a software statement that banks use. */
export interface SoftwareStatement {
	software_id: string;
	software_redirect_uris: string[];
	software_roles: string[];
	software_jwks_endpoint: string;
	org_status: string;
}

/** Reads a software statement that the directory signed for an active TPP. @throws Refusal */
export async function readSoftwareStatement(
	value: unknown,
	directory: Directory,
): Promise<SoftwareStatement> {
	const statement = await assertSignedByDirectory(value, directory);
	assertIssuer(statement);
	assertMembers(statement);
	assertActive(statement);
	return statement;
}

const roleOf: Record<string, string> = {
	accounts: 'AISP',
	payments: 'PISP',
	fundsconfirmations: 'CBPII',
};

/** Returns whether the roles of the software include the one that a scope requires. */
export function coversScope(
	{ software_roles }: Pick<SoftwareStatement, 'software_roles'>,
	scope: string,
): boolean {
	const role = roleOf[scope];
	return role === undefined || software_roles.includes(role);
}

type Candidate = SoftwareStatement & { iss?: unknown };

async function assertSignedByDirectory(value: unknown, directory: Directory): Promise<Candidate> {
	if (typeof value !== 'string') throw refused('software_statement is missing or not a JWT');
	const verified = await compactVerify(value, directory.publicKey, {
		algorithms: ['PS256', 'ES256'],
	}).catch(() => {
		throw refused('software_statement is not signed by the directory');
	});
	try {
		return Object(JSON.parse(new TextDecoder().decode(verified.payload))) as Candidate;
	} catch {
		throw refused('the claims of software_statement are not JSON');
	}
}

function assertIssuer({ iss }: Candidate): void {
	if (iss !== 'OpenBanking Ltd')
		throw refused('software_statement was not issued by OpenBanking Ltd');
}

function assertMembers(statement: Candidate): void {
	const isText = typeof statement.software_id === 'string';
	const areLists = [statement.software_redirect_uris, statement.software_roles].every(
		Array.isArray,
	);
	if (!isText || !areLists) {
		throw refused(
			'software_id, software_redirect_uris or software_roles of software_statement is missing',
		);
	}
}

function assertActive({ org_status }: Candidate): void {
	if (org_status === 'Active') return;
	throw registrationRefused(
		'unapproved_software_statement',
		`org_status of the software statement is ${org_status}, not Active`,
	);
}

function refused(description: string) {
	return registrationRefused('invalid_software_statement', description);
}
