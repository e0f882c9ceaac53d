import { decodeJwt } from 'jose';

import { ConfigurationError } from '../errors';
import type { SoftwareStatement, SoftwareStatementClaims } from '../tpp';

/**
 * Reads a software statement assertion. Its signature is the bank's to check, not ours.
 *
 * @throws ConfigurationError when the text is not a JWT or names no `software_id`
 */
export function readSoftwareStatement(text: string): SoftwareStatement {
	const jwt = text.replace(/\s+/g, '');
	const claims = decodeClaims(jwt);
	if (typeof claims.software_id === 'string' && claims.software_id !== '') {
		return { jwt, claims: claims as SoftwareStatementClaims };
	}
	throw new ConfigurationError(
		'The Software Statement names no software_id, so it is not an assertion of an Open Banking directory.',
		{ field: 'Software Statement' },
	);
}

function decodeClaims(jwt: string): Partial<SoftwareStatementClaims> {
	try {
		return decodeJwt(jwt);
	} catch {
		throw new ConfigurationError(
			'The Software Statement is not a JWT. Paste the whole assertion (SSA) that the directory issued: three parts with dots between them.',
			{ field: 'Software Statement' },
		);
	}
}
