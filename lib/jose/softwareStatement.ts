import { decodeJwt } from 'jose';

import { credentialError } from '../errors';
import type { SoftwareStatement, SoftwareStatementClaims } from '../tpp';

/**
 * Reads a software statement assertion. The bank validates its signature.
 *
 * @throws ConfigurationError when the text is not a JWT or names no `software_id`
 */
export function readSoftwareStatement(text: string): SoftwareStatement {
	const jwt = text.replace(/\s+/g, '');
	const claims = decodeClaims(jwt);
	if (typeof claims.software_id === 'string' && claims.software_id !== '') {
		return { jwt, claims: claims as SoftwareStatementClaims };
	}
	throw credentialError(
		'The software statement has no software_id, so no Open Banking directory issued it.',
		'softwareStatement',
	);
}

function decodeClaims(jwt: string): Partial<SoftwareStatementClaims> {
	try {
		return decodeJwt(jwt);
	} catch {
		throw credentialError(
			'The software statement is not a JWT. Paste the complete assertion (SSA) that the directory issued: three parts separated by dots.',
			'softwareStatement',
		);
	}
}
