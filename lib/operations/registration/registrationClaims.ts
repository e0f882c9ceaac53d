import { X509Certificate } from 'node:crypto';

import type { JWTPayload } from 'jose';

import type {
	DynamicRegistration,
	RegistrationClaims,
	TokenEndpointAuthMethod,
} from '../../banks/profile';
import { defaultAuthMethod } from '../../banks/applicableRules';
import { subjectName, writeDistinguishedName } from '../../certificates/distinguishedName';
import { credentialError, parameterError } from '../../errors';
import type { JwsAlgorithm } from '../../jose/algorithms';
import { isRegistrable } from '../../jose/softwareStatement';
import { decryptionKeys } from '../../oauth/idToken';
import { requireDynamicRegistration, requireSoftwareStatement } from '../../requirements';
import type { SoftwareStatement, Tpp } from '../../tpp';

/** Values that replace the defaults of the bank's profile. */
export interface RegistrationSettings {
	redirectUris?: string[];
	audience?: string;
	/** Space separated. */
	scope?: string;
	tokenEndpointAuthMethod?: TokenEndpointAuthMethod;
	tlsClientAuthSubjectDn?: string;
	/** JWS algorithm of the request JWT itself. */
	requestSigningAlg?: JwsAlgorithm;
	claims?: Partial<RegistrationClaims>;
}

type Scope = NonNullable<DynamicRegistration['scopes']>[number];

/** Scopes that a client may request, by role of the software statement (OBIE DCR 3.2, claim `scope`). */
const scopeOfRole = new Map<string, Scope>([
	['AISP', 'accounts'],
	['PISP', 'payments'],
	['CBPII', 'fundsconfirmations'],
]);

/**
 * Returns the claims of a registration request (OBIE DCR 3.2, "Request" table), with the claims of the bank's profile.
 *
 * @throws ConfigurationError when a required value is missing or contradicts the software statement
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
	const claims = { ...registration.claims, ...settings.claims };
	assertDecryptable(tpp, claims);
	const method = requestedAuthMethod(tpp, settings);
	return {
		...claims,
		iss: statement.claims.software_id,
		aud: settings.audience ?? audience(tpp, registration),
		iat,
		exp: iat + registration.lifetime,
		...computedClaims(registration, statement, jti),
		redirect_uris: redirectUris(tpp, statement, { settings, registration }),
		scope: settings.scope ?? scopeOf(statement, registration),
		token_endpoint_auth_method: method,
		...(method === 'tls_client_auth' && {
			tls_client_auth_subject_dn: settings.tlsClientAuthSubjectDn ?? transportSubject(tpp),
		}),
		software_statement: statement.jwt,
	};
}

/** Returns the authentication method that a registration requests. */
export const requestedAuthMethod = (
	tpp: Tpp,
	{ tokenEndpointAuthMethod }: RegistrationSettings,
): TokenEndpointAuthMethod =>
	tokenEndpointAuthMethod ?? defaultAuthMethod(tpp.bank, tpp.environment);

/** Checks that our keys can decrypt id_tokens. Otherwise this would fail only after the PSU has authorised. */
function assertDecryptable(
	tpp: Tpp,
	{ id_token_encrypted_response_alg: alg }: RegistrationClaims,
): void {
	if (alg) decryptionKeys(alg, tpp);
}

/** Claims that not every bank accepts. OBIE DCR 3.2 requires `jti`. */
function computedClaims(
	{ computedClaims: names = ['jti'] }: DynamicRegistration,
	{ claims: { software_id } }: SoftwareStatement,
	jti: string,
): JWTPayload {
	return Object.fromEntries(
		Object.entries({ jti, software_id }).filter(([name]) => names.includes(name as never)),
	);
}

/** The bank compares `iss` with the software statement (Zopa's guide, claims table). */
function assertSoftwareId({ softwareId }: Tpp, { claims }: SoftwareStatement): void {
	if (softwareId === undefined || softwareId === claims.software_id) return;
	throw credentialError(
		`The software ID is "${softwareId}", but the software statement is for "${claims.software_id}". Leave the software ID empty, or paste the software statement of "${softwareId}".`,
		'softwareId',
	);
}

/** RFC 8705 §2.1.2 requires the form of RFC 4514, the successor of RFC 2253. */
function transportSubject({ tls }: Tpp): string | undefined {
	if (!tls.certificatePem) return undefined;
	return writeDistinguishedName(subjectName(new X509Certificate(tls.certificatePem)), 'rfc2253');
}

function audience({ addresses, aspspId }: Tpp, { audience }: DynamicRegistration): string {
	const [value, label, key] =
		audience.is === 'issuer'
			? [addresses.issuer, 'issuer', 'issuer']
			: [aspspId ?? audience.aspspId, 'ASPSP ID', 'aspspId'];
	if (value) return value;
	throw credentialError(
		`The ${label} is missing. The bank requires it as the audience of the registration request.`,
		key,
	);
}

function redirectUris(
	{ redirectUri }: Tpp,
	{ claims }: SoftwareStatement,
	{ settings, registration }: { settings: RegistrationSettings; registration: DynamicRegistration },
): string[] {
	const isAllowed = (uri: string) => isRegistrable(uri, registration);
	const statementUris = claims.software_redirect_uris;
	const enteredUris = settings.redirectUris?.length ? settings.redirectUris : undefined;
	const uris = enteredUris ?? statementUris?.filter(isAllowed) ?? [redirectUri ?? ''];
	const unregistrable = uris.find((uri) => !isAllowed(uri));
	if (unregistrable !== undefined || uris.length === 0) {
		const scheme = registration.httpRedirectUris ? 'http or https' : 'https';
		const message = `The redirect URI "${unregistrable ?? statementUris?.[0] ?? ''}" cannot be registered. It must be an ${scheme} URL of at most 256 characters, not on localhost, without a fragment.`;
		throw enteredUris
			? parameterError(message, 'redirectUris')
			: credentialError(message, 'redirectUri');
	}
	assertInStatement([...uris, ...(redirectUri ? [redirectUri] : [])], statementUris);
	if (redirectUri) assertRegistered(redirectUri, uris);
	return uris;
}

/** The bank redirects the PSU to registered redirect URIs only. */
function assertRegistered(redirectUri: string, uris: string[]): void {
	if (uris.includes(redirectUri)) return;
	throw credentialError(
		`The redirect URI "${redirectUri}" is not one of the redirect URIs to register: ${uris.join(', ')}. Enter one of them.`,
		'redirectUri',
	);
}

function assertInStatement(uris: string[], statementUris: string[] | undefined): void {
	const missing = statementUris && uris.find((uri) => !statementUris.includes(uri));
	if (!missing) return;
	throw credentialError(
		`The redirect URI "${missing}" is not in the software statement, which has: ${statementUris.join(', ')}. Use one of these, or add it at the directory and get a new software statement.`,
		'redirectUri',
	);
}

/** Returns the redirect URIs of the software statement that the bank would refuse, so that they are not registered. */
export function omittedRedirectUris(
	{ softwareStatement, bank }: Tpp,
	{ redirectUris: entered }: RegistrationSettings,
): string[] {
	if (entered?.length || bank.registration.via !== 'dcr') return [];
	const { registration } = bank;
	const uris = softwareStatement?.claims.software_redirect_uris ?? [];
	return uris.filter((uri) => !isRegistrable(uri, registration));
}

/** @throws ConfigurationError when the bank has a scope for none of the roles */
function scopeOf(
	{ claims }: SoftwareStatement,
	{ scopes: supported }: DynamicRegistration,
): string {
	const scopes = (claims.software_roles ?? [])
		.flatMap((role) => scopeOfRole.get(role) ?? [])
		.filter((scope) => !supported || supported.includes(scope));
	if (scopes.length > 0) return ['openid', ...new Set(scopes)].join(' ');
	throw credentialError(
		'The software statement has none of the roles AISP, PISP and CBPII for which the bank has a scope. Get a software statement with the role from the directory, or enter a scope.',
		'softwareStatement',
	);
}
