import { X509Certificate } from 'node:crypto';

import type { JWTPayload } from 'jose';

import type {
	DynamicRegistration,
	Environment,
	RegistrationClaims,
	TokenEndpointAuthMethod,
} from '../../banks/profile';
import { subjectName, writeDistinguishedName } from '../../certificates/distinguishedName';
import { ConfigurationError } from '../../errors';
import { decryptionKeys } from '../../oauth/encryptedIdToken';
import { requireDynamicRegistration, requireSoftwareStatement } from '../../requirements';
import type { SoftwareStatement, Tpp } from '../../tpp';

/** What the operator may ask for in place of the defaults. */
export interface RegistrationSettings {
	redirectUris?: string[];
	audience?: string;
	/** Space separated. */
	scope?: string;
	tokenEndpointAuthMethod?: TokenEndpointAuthMethod;
	tlsClientAuthSubjectDn?: string;
	claims?: Partial<RegistrationClaims>;
}

type Scope = NonNullable<DynamicRegistration['scopes']>[number];

/** A role of the software statement lets the client ask for a scope (OBIE DCR 3.2, claim `scope`). */
const scopeOfRole: Record<string, Scope> = {
	AISP: 'accounts',
	PISP: 'payments',
	CBPII: 'fundsconfirmations',
};

/**
 * The claims of a registration request (OBIE DCR 3.2, "Request" table), with what the bank's profile asks for.
 *
 * @throws ConfigurationError when the credential lacks what the claims are made of
 */
export function registrationClaims(
	tpp: Tpp,
	settings: RegistrationSettings,
	{ now, jti }: { now: Date; jti: string },
): JWTPayload {
	const registration = requireDynamicRegistration(tpp);
	const statement = requireSoftwareStatement(tpp);
	assertSoftwareId(tpp, statement);
	const iat = Math.floor(now.getTime() / 1000);
	const chosen = { ...registration.claims, ...settings.claims };
	assertDecryptable(tpp, chosen);
	const method =
		settings.tokenEndpointAuthMethod ?? defaultAuthMethod(registration, tpp.environment);
	return {
		...chosen,
		iss: statement.claims.software_id,
		aud: settings.audience ?? audience(tpp, registration),
		iat,
		exp: iat + registration.lifetime,
		...computedClaims(registration, statement, jti),
		redirect_uris: redirectUris(tpp, statement, settings),
		scope: settings.scope ?? scopeOf(statement, registration),
		token_endpoint_auth_method: method,
		...(method === 'tls_client_auth' && {
			tls_client_auth_subject_dn: settings.tlsClientAuthSubjectDn ?? transportSubject(tpp),
		}),
		software_statement: statement.jwt,
	};
}

/** What nobody here can decrypt would come to light when the PSU has authorised. */
function assertDecryptable(
	tpp: Tpp,
	{ id_token_encrypted_response_alg: alg }: RegistrationClaims,
): void {
	if (alg) decryptionKeys(alg, tpp);
}

/** The embedded bank is a sandbox. */
export const defaultAuthMethod = (
	{ tokenEndpointAuthMethod }: DynamicRegistration,
	environment: Environment,
): TokenEndpointAuthMethod =>
	tokenEndpointAuthMethod[environment === 'production' ? 'production' : 'sandbox'];

/** What not every bank lists; OBIE DCR 3.2 wants a `jti`. */
function computedClaims(
	{ computedClaims: names = ['jti'] }: DynamicRegistration,
	{ claims: { software_id } }: SoftwareStatement,
	jti: string,
): JWTPayload {
	return Object.fromEntries(
		Object.entries({ jti, software_id }).filter(([name]) => names.includes(name as never)),
	);
}

/** Zopa's guide, claims table: the bank compares `iss` with the software statement. */
function assertSoftwareId({ softwareId }: Tpp, { claims }: SoftwareStatement): void {
	if (softwareId === undefined || softwareId === claims.software_id) return;
	throw new ConfigurationError(
		`Software ID is "${softwareId}", but the software statement is for "${claims.software_id}". Leave Software ID empty, or paste the statement of that software.`,
		{ field: 'Software ID' },
	);
}

/** RFC 8705 §2.1.2 asks for the string of RFC 4514, the successor of RFC 2253. */
function transportSubject({ tls }: Tpp): string | undefined {
	if (!tls.certificatePem) return undefined;
	return writeDistinguishedName(subjectName(new X509Certificate(tls.certificatePem)), 'rfc2253');
}

function audience({ addresses, aspspId }: Tpp, { audience }: DynamicRegistration): string {
	const [value, field] =
		audience.is === 'issuer'
			? [addresses.issuer, 'Issuer']
			: [audience.aspspId ?? aspspId, 'ASPSP ID'];
	if (value) return value;
	throw new ConfigurationError(`${field} is empty; the registration request is addressed to it.`, {
		field,
	});
}

function redirectUris(
	{ redirectUri }: Tpp,
	{ claims }: SoftwareStatement,
	settings: RegistrationSettings,
): string[] {
	const stated = claims.software_redirect_uris;
	const chosen = settings.redirectUris?.length ? settings.redirectUris : undefined;
	const uris = chosen ?? stated?.filter(isRegistrable) ?? [redirectUri ?? ''];
	const unregistrable = uris.find((uri) => !isRegistrable(uri));
	if (unregistrable !== undefined || uris.length === 0) {
		throw new ConfigurationError(
			`The redirect URI "${unregistrable ?? stated?.[0] ?? ''}" cannot be registered: it must be https, of at most 256 characters, not on localhost and without a fragment.`,
			chosen ? { field: 'Redirect URIs', tppAction: 'fixRequest' } : { field: 'Redirect URI' },
		);
	}
	assertStated([...uris, ...(redirectUri ? [redirectUri] : [])], stated);
	if (redirectUri) assertRegistered(redirectUri, uris);
	return uris;
}

/** Otherwise the PSU would be sent back to where the bank sends nobody. */
function assertRegistered(redirectUri: string, uris: string[]): void {
	if (uris.includes(redirectUri)) return;
	throw new ConfigurationError(
		`The redirect URI of the credential, "${redirectUri}", is not among those to register: ${uris.join(', ')}. Enter one of these there.`,
		{ field: 'Redirect URI' },
	);
}

function assertStated(uris: string[], stated: string[] | undefined): void {
	const missing = stated && uris.find((uri) => !stated.includes(uri));
	if (!missing) return;
	throw new ConfigurationError(
		`The redirect URI "${missing}" is not in the software statement, which has: ${stated.join(', ')}. Use one of these, or add it at the directory and take a new software statement.`,
		{ field: 'Redirect URI' },
	);
}

/** OBIE DCR 3.2, claim `redirect_uris`. */
export function isRegistrable(uri: string): boolean {
	if (!URL.canParse(uri)) return false;
	const { protocol, hostname } = new URL(uri);
	const local = hostname === '127.0.0.1' || /(^|\.)localhost$/.test(hostname);
	return protocol === 'https:' && !local && !uri.includes('#') && uri.length <= 256;
}

/** @throws ConfigurationError when the software has no role at all for which the bank has a scope */
function scopeOf({ claims }: SoftwareStatement, { scopes: offered }: DynamicRegistration): string {
	const scopes = (claims.software_roles ?? [])
		.flatMap((role) => scopeOfRole[role] ?? [])
		.filter((scope) => !offered || offered.includes(scope));
	if (scopes.length > 0) return ['openid', ...new Set(scopes)].join(' ');
	throw new ConfigurationError(
		'The software statement has none of the roles AISP, PISP and CBPII that the bank has a scope for. Take one with the role at the directory, or enter Claims → Scope.',
		{ field: 'Software Statement' },
	);
}
