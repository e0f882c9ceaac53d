import { redirectUris } from './redirectUris';
import { claimRefused as refused, registrationRefused } from './refusal';
import type { RegistrationRules } from './rules';
import { strings } from './strings';
import { coversScope, type SoftwareStatement } from './softwareStatement';

export interface ClaimContext {
	rules: RegistrationRules;
	statement: SoftwareStatement;
	claims: Record<string, unknown>;
	/** Seconds since the epoch. */
	now: number;
}

type ClaimCheck = (value: unknown, context: ClaimContext, claim: string) => void;

/** OBIE Dynamic Client Registration 3.2, data dictionary: one check per claim. */
const required: Record<string, ClaimCheck> = {
	iss: softwareId,
	aud: audience,
	jti: uuid,
	iat: issuedAt,
	exp: expiry,
	redirect_uris: redirectUris,
	token_endpoint_auth_method: oneOf(({ tokenEndpointAuthMethods }) => tokenEndpointAuthMethods),
	token_endpoint_auth_signing_alg: oneOf((rules) => rules.tokenEndpointAuthSigningAlgs),
	grant_types: someOf(({ grantTypes }) => grantTypes),
	response_types: responseTypes,
	subject_type: oneOf(() => ['public']),
	application_type: oneOf(() => ['web']),
	id_token_signed_response_alg: oneOf(({ idTokenSigningAlgs }) => idTokenSigningAlgs),
	request_object_signing_alg: oneOf(({ requestObjectSigningAlgs }) => requestObjectSigningAlgs),
	scope: scopes,
};

const optional: Record<string, ClaimCheck> = {
	software_id: softwareId,
	tls_client_auth_subject_dn: distinguishedName,
	authorization_signed_response_alg: oneOf(
		({ authorizationSigningAlgs = [] }) => authorizationSigningAlgs,
	),
	id_token_encrypted_response_alg: oneOf(
		({ idTokenEncryptions }) => idTokenEncryptions?.algs ?? [],
	),
	id_token_encrypted_response_enc: oneOf(
		({ idTokenEncryptions }) => idTokenEncryptions?.encs ?? [],
	),
};

/** The claims that are registered. Others are ignored, as RFC 7591 §2 allows. */
export const supportedClaims = [
	...Object.keys(required),
	...Object.keys(optional),
	'software_statement',
];

/** Checks all claims. @throws Refusal for the first invalid one */
export function assertClaims(context: ClaimContext): void {
	const { claims } = context;
	for (const [claim, check] of Object.entries(required)) {
		if (claims[claim] === undefined) throw refused(claim, 'is missing');
		check(claims[claim], context, claim);
	}
	for (const [claim, check] of Object.entries(optional)) {
		if (claims[claim] !== undefined) check(claims[claim], context, claim);
	}
}

function softwareId(value: unknown, { statement }: ClaimContext, claim: string): void {
	if (value === statement.software_id) return;
	throw refused(claim, 'is not the software_id of the software statement');
}

// RFC 8705 §2.1.2. Which certificate it names is seen when the client authenticates.
function distinguishedName(value: unknown, _: ClaimContext, claim: string): void {
	if (typeof value !== 'string' || !value.includes('=')) throw refused(claim, 'is not a name');
}

function audience(value: unknown, { rules }: ClaimContext, claim: string): void {
	const named: unknown[] = Array.isArray(value) ? value : [value];
	if (named.some((one) => rules.audiences.includes(one as string))) return;
	throw refused(claim, `does not contain this authorization server, ${rules.audiences[0]}`);
}

function uuid(value: unknown, _: ClaimContext, claim: string): void {
	const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
	if (typeof value !== 'string' || !pattern.test(value)) throw refused(claim, 'is not a UUID');
}

function issuedAt(value: unknown, { now }: ClaimContext, claim: string): void {
	if (!isTime(value)) throw refused(claim, 'is not a time in seconds');
	if (value > now + clockTolerance) throw refused(claim, 'is in the future');
}

function expiry(value: unknown, { now, claims, rules }: ClaimContext, claim: string): void {
	if (!isTime(value)) throw refused(claim, 'is not a time in seconds');
	if (value <= now) throw refused(claim, 'is in the past');
	const lifetime = value - (claims['iat'] as number);
	if (lifetime <= 0 || lifetime > rules.maximumLifetime) {
		throw refused(claim, `is more than ${rules.maximumLifetime} seconds after iat`);
	}
}

const clockTolerance = 60;

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function responseTypes(value: unknown, context: ClaimContext, claim: string): void {
	someOf(({ responseTypes: supported }) => supported)(value, context, claim);
	const grantTypes = context.claims['grant_types'] as string[];
	if (!grantTypes.includes('authorization_code')) {
		throw refused(claim, 'requires the grant type authorization_code');
	}
}

function scopes(value: unknown, { rules, statement }: ClaimContext, claim: string): void {
	if (typeof value !== 'string') throw refused(claim, 'is not a string');
	for (const scope of strings(value.split(' '), claim)) {
		if (!rules.scopes.includes(scope))
			throw refused(claim, `contains the unsupported scope ${scope}`);
		if (!coversScope(statement, scope)) {
			throw registrationRefused(
				'unapproved_software_statement',
				`software_roles do not cover the scope ${scope}`,
			);
		}
	}
}

function oneOf(supported: (rules: RegistrationRules) => string[]): ClaimCheck {
	return (value, { rules }, claim) => {
		if (supported(rules).includes(value as string)) return;
		throw refused(claim, `must be one of ${supported(rules).join(', ')}`);
	};
}

function someOf(supported: (rules: RegistrationRules) => string[]): ClaimCheck {
	return (value, { rules }, claim) => {
		for (const one of strings(value, claim)) {
			if (!supported(rules).includes(one)) {
				throw refused(claim, `contains a value other than ${supported(rules).join(', ')}`);
			}
		}
	};
}
