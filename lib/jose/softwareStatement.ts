import { decodeJwt } from 'jose/jwt/decode';

import type { DynamicRegistration } from '../banks/profile';
import { credentialError } from '../errors';
import { isNonEmptyText } from '../responses/json';
import type { SoftwareStatement, SoftwareStatementClaims } from '../tpp';

/**
 * Reads a software statement assertion. The bank validates its signature. Claims of another type than the standard has are
 * left out, and a text in place of a list is its only entry.
 *
 * @throws ConfigurationError when the text is not a JWT or names no `software_id`
 */
export function readSoftwareStatement(text: string): SoftwareStatement {
	const jwt = text.replace(/\s+/g, '');
	const claims = decodeClaims(jwt);
	if (isNonEmptyText(claims.software_id)) return { jwt, claims: withTypes(claims) };
	throw credentialError(
		'The software statement has no software_id, so no Open Banking directory issued it.',
		'softwareStatement',
	);
}

const textClaims = ['org_id', 'software_client_name', 'software_jwks_endpoint'] as const;
const listClaims = ['software_redirect_uris', 'software_roles'] as const;

/** OBIE DCR 3.2, "Software Statement Assertion". */
function withTypes(claims: Partial<SoftwareStatementClaims>): SoftwareStatementClaims {
	const typed: Record<string, unknown> = { ...claims };
	for (const name of textClaims) if (!isNonEmptyText(claims[name])) delete typed[name];
	for (const name of listClaims) {
		const texts = [claims[name]].flat().filter(isNonEmptyText);
		if (Array.isArray(claims[name]) || texts.length > 0) typed[name] = texts;
		else delete typed[name];
	}
	return typed as unknown as SoftwareStatementClaims;
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
