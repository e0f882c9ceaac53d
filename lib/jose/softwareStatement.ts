import { decodeJwt } from 'jose/jwt/decode';

import type { DynamicRegistration } from '../banks/profile';
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

/** Returns whether a redirect URI can be registered (OBIE DCR 3.2, claim `redirect_uris`). */
export function isRegistrable(
	uri: string,
	{ httpRedirectUris }: Pick<DynamicRegistration, 'httpRedirectUris'> = {},
): boolean {
	if (!URL.canParse(uri)) return false;
	const { protocol, hostname } = new URL(uri);
	const isLocal = hostname === '127.0.0.1' || /(^|\.)localhost$/.test(hostname);
	const isAllowed = protocol === 'https:' || (httpRedirectUris === true && protocol === 'http:');
	return isAllowed && !isLocal && !uri.includes('#') && uri.length <= 256;
}
