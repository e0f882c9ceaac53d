import type { TokenEndpointAuthMethod } from '../../banks/profile';
import { InvalidResponseError } from '../../errors';
import {
	jweAlgorithms,
	jweEncryptions,
	jwsAlgorithmsFor,
	requestObjectAlgorithms,
} from '../../jose/algorithms';
import { assertBoundTo, bindingOf, type Binding } from '../../jose/binding';
import { open, seal, type Seal } from '../../jose/seal';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isSecret } from '../../responses/secretMembers';
import type { Client, Tpp } from '../../tpp';
import type { HttpResponse } from '../../transport/http';

/** A registered client with its secrets. Outside a node it exists only sealed. */
export interface Registration extends Binding {
	softwareId?: string;
	/** The bank's answer as it came; the wire's spelling. */
	metadata: JsonObject;
}

/** What a node emits: the sealed registration and, in clear, what is no secret. Times are ISO 8601. */
export interface RegistrationItem {
	bank: string;
	softwareId?: string;
	clientId: string;
	issuedAt?: string;
	tokenEndpointAuthMethod: string;
	scope?: string;
	metadata: JsonObject;
	registration: string;
}

const secretMembers = new Set(['client_secret', 'registration_access_token', 'software_statement']);
const authMethods: TokenEndpointAuthMethod[] = [
	'client_secret_basic',
	'private_key_jwt',
	'tls_client_auth',
];

/**
 * The registration out of the bank's answer to POST (201, at some banks 200), GET or PUT (200).
 *
 * @throws AspspError when the bank refused, InvalidResponseError when the answer names no client_id
 */
export function readRegistration(response: HttpResponse, tpp: Tpp, doing: string): Registration {
	const metadata = readJsonResponse(response, { statuses: [200, 201], operation: doing });
	if (typeof metadata.client_id === 'string' && metadata.client_id !== '') {
		return {
			...bindingOf(tpp),
			softwareId: tpp.softwareId,
			metadata,
		};
	}
	throw new InvalidResponseError(`The bank's answer names no client_id when ${doing}.`, {
		httpStatus: response.status,
		interactionId: response.interactionId,
	});
}

/**
 * A bank may register other values than were asked for: its own count (OBIE DCR 3.2, "Response").
 *
 * @throws InvalidResponseError for a method or algorithm that this package does not speak
 */
export function toClient({ metadata }: Registration): Client {
	return {
		clientId: String(metadata.client_id),
		clientSecret: text(metadata.client_secret),
		tokenEndpointAuthMethod:
			oneOf(authMethods, metadata, 'token_endpoint_auth_method') ?? defaultAuthMethodOfClient,
		tokenEndpointAuthSigningAlg: oneOf(
			jwsAlgorithmsFor('clientAssertion'),
			metadata,
			'token_endpoint_auth_signing_alg',
		),
		idTokenSignedResponseAlg: oneOf(
			jwsAlgorithmsFor('idToken'),
			metadata,
			'id_token_signed_response_alg',
		),
		requestObjectSigningAlg: oneOf(requestObjectAlgorithms, metadata, 'request_object_signing_alg'),
		authorizationSignedResponseAlg: oneOf(
			jwsAlgorithmsFor('authorizationResponse'),
			metadata,
			'authorization_signed_response_alg',
		),
		idTokenEncryptedResponseAlg: oneOf(jweAlgorithms, metadata, 'id_token_encrypted_response_alg'),
		idTokenEncryptedResponseEnc: oneOf(jweEncryptions, metadata, 'id_token_encrypted_response_enc'),
		requirePushedRequests: metadata.require_pushed_authorization_requests === true || undefined,
	};
}

export async function sealRegistration(
	registration: Registration,
	tpp: Tpp,
): Promise<RegistrationItem> {
	const { bank, softwareId, metadata } = registration;
	const open = Object.entries(metadata).filter((member) => !isHidden(...member));
	return {
		bank,
		...(softwareId && { softwareId }),
		clientId: String(metadata.client_id),
		...issuedAt(metadata.client_id_issued_at),
		tokenEndpointAuthMethod: text(metadata.token_endpoint_auth_method) ?? defaultAuthMethodOfClient,
		...(text(metadata.scope) && { scope: text(metadata.scope) }),
		metadata: Object.fromEntries(open),
		registration: await seal(registration, registrationSeal(tpp)),
	};
}

/** @throws ConfigurationError when it does not open, or is of another bank, environment or issuer */
export async function openRegistration(sealed: string, tpp: Tpp): Promise<Registration> {
	const registration = await open<Registration>(sealed, registrationSeal(tpp));
	assertBoundTo(tpp, registration, 'registration');
	return registration;
}

const registrationSeal = ({ sealingSecrets }: Tpp): Seal => ({
	purpose: 'registration',
	secrets: sealingSecrets,
	label: 'registration',
});

/** RFC 7591 §2: a client without the member authenticates so. */
const defaultAuthMethodOfClient = 'client_secret_basic';

function oneOf<T extends string>(
	spoken: readonly T[],
	metadata: JsonObject,
	name: string,
): T | undefined {
	const registered = text(metadata[name]);
	const value = spoken.find((candidate) => candidate === registered);
	if (value === registered) return value;
	throw new InvalidResponseError(
		`The bank registered "${registered}" as ${name}, which this package does not speak.`,
	);
}

const isHidden = (name: string, value: unknown) => secretMembers.has(name) || isSecret(name, value);

/** RFC 7591 counts seconds; Ozone banks send milliseconds. */
function issuedAt(value: unknown): { issuedAt?: string } {
	if (typeof value !== 'number' || value <= 0) return {};
	const date = new Date(value > 1e11 ? value : value * 1000);
	return Number.isNaN(date.getTime()) ? {} : { issuedAt: date.toISOString() };
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
