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
import { readJsonLeniently, readJsonResponse, type JsonObject } from '../../responses/body';
import { readErrors, reportsError } from '../../responses/errorBody';
import { saysClientExists } from '../../responses/existingClient';
import { isNonEmptyText, nonEmptyText } from '../../responses/json';
import { withoutSecrets } from '../../responses/secretMembers';
import type { Client, Tpp } from '../../tpp';
import type { HttpResponse } from '../../transport/http';
import { redact, shownId } from '../../transport/redact';
import { invalidResponse } from '../../transport/requestOutcome';

/** A registered client with its secrets. Workflows receive it sealed only. */
export interface Registration extends Binding {
	softwareId?: string;
	/** The unchanged body of the bank's response. */
	metadata: JsonObject;
	/** The method that was requested, for a response without `token_endpoint_auth_method`. */
	requestedAuthMethod?: TokenEndpointAuthMethod;
}

/** The sealed registration, with its members that are not secret as plain text. Times are ISO 8601. */
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

/** What most workflows need of a registration. Times are ISO 8601. */
export interface SimplifiedRegistration extends Omit<RegistrationItem, 'softwareId' | 'metadata'> {
	redirectUris?: string[];
	grantTypes?: string[];
	responseTypes?: string[];
}

const authMethods: TokenEndpointAuthMethod[] = [
	'client_secret_basic',
	'client_secret_post',
	'private_key_jwt',
	'tls_client_auth',
];

/**
 * Reads the response to POST: 201, at some banks 200. A 202 promises nothing (RFC 9110 §15.3.3), but a client in it must not
 * be lost, also beside an error.
 *
 * @throws AspspError when the bank responded with an error and no new client, InvalidResponseError when the response has no
 * client_id
 */
export function readNewRegistration(response: HttpResponse, tpp: Tpp): Registration {
	const body = readJsonLeniently(response);
	const isClientOrError = isNonEmptyText(body?.client_id) || reportsError(body);
	if (response.status === 202 && !isClientOrError) {
		throw invalidResponse(
			'The bank responded with 202 when registering the client: it has received the request, but has not registered the client yet.',
			response,
		);
	}
	const isRefusal = saysClientExists(readErrors(response.body));
	return readClient(response, tpp, {
		statuses: [200, 201, 202],
		operation: 'registering the client',
		// A client that the bank has registered must not be lost, whatever else the response says.
		...(!isRefusal && { result: 'client_id' }),
	});
}

/**
 * Reads the registration of our client in the response to GET or PUT.
 *
 * @param operation for errors, such as "reading the registration"
 * @throws AspspError when the bank responded with an error, InvalidResponseError when the response has no client_id, or that
 * of another client (RFC 7592 §3)
 */
export function readManagedRegistration(
	response: HttpResponse,
	tpp: Tpp,
	operation: string,
): Registration {
	const registration = readClient(response, tpp, { statuses: [200, 201], operation });
	const clientId = String(registration.metadata.client_id);
	if (clientId.trim() === tpp.client?.clientId.trim()) return registration;
	throw invalidResponse(
		`The bank's response when ${operation} describes another client, "${shownId(clientId)}".`,
		response,
	);
}

function readClient(
	response: HttpResponse,
	tpp: Tpp,
	expected: { statuses: number[]; operation: string; result?: string },
): Registration {
	const metadata = readJsonResponse(response, expected);
	if (isNonEmptyText(metadata.client_id)) {
		return {
			...bindingOf(tpp),
			softwareId: tpp.softwareId,
			metadata,
		};
	}
	throw invalidResponse(
		`The bank's response when ${expected.operation} has no client_id.`,
		response,
	);
}

/**
 * Returns the OAuth client with the registered values. A bank may register other values than requested (OBIE DCR 3.2,
 * "Response"). If the response leaves out the authentication method, the operator's choice applies, or what was requested.
 *
 * @throws InvalidResponseError for an authentication method or algorithm that is not supported
 */
export function toClient(
	registration: Registration,
	chosen: Pick<Tpp, 'clientAuthentication'> = {},
): Client {
	const { metadata } = registration;
	return {
		clientId: String(metadata.client_id),
		clientSecret: nonEmptyText(metadata.client_secret),
		tokenEndpointAuthMethod:
			oneOf(authMethods, metadata, 'token_endpoint_auth_method') ??
			chosen.clientAuthentication ??
			unconfirmedAuthMethod(registration),
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

/**
 * Seals the client of `tpp` as a registration with the members that requests need. Items pass it on to later nodes.
 * Returns undefined if there is no client, or if the credential has it.
 */
export async function sealClient(tpp: Tpp): Promise<string | undefined> {
	const { client, softwareId } = tpp;
	if (!client || client.isFromCredential) return undefined;
	return await seal(
		{ ...bindingOf(tpp), softwareId, metadata: toMetadata(client) },
		registrationSeal(tpp),
	);
}

/** Returns the members that `toClient` reads (RFC 7591 §2). */
const toMetadata = (client: Client): JsonObject => ({
	client_id: client.clientId,
	client_secret: client.clientSecret,
	token_endpoint_auth_method: client.tokenEndpointAuthMethod,
	token_endpoint_auth_signing_alg: client.tokenEndpointAuthSigningAlg,
	id_token_signed_response_alg: client.idTokenSignedResponseAlg,
	request_object_signing_alg: client.requestObjectSigningAlg,
	authorization_signed_response_alg: client.authorizationSignedResponseAlg,
	id_token_encrypted_response_alg: client.idTokenEncryptedResponseAlg,
	id_token_encrypted_response_enc: client.idTokenEncryptedResponseEnc,
	require_pushed_authorization_requests: client.requirePushedRequests,
});

/** Seals a registration. Members that are or may be secret appear in the sealed text only. */
export async function sealRegistration(
	registration: Registration,
	tpp: Tpp,
): Promise<RegistrationItem> {
	const { bank, softwareId, metadata } = registration;
	const authMethod = nonEmptyText(metadata.token_endpoint_auth_method);
	return {
		bank,
		...(softwareId && { softwareId }),
		clientId: String(metadata.client_id),
		...issuedAt(metadata.client_id_issued_at),
		tokenEndpointAuthMethod: authMethod ?? unconfirmedAuthMethod(registration),
		...(nonEmptyText(metadata.scope) && { scope: nonEmptyText(metadata.scope) }),
		metadata: withoutSecrets(metadata) as JsonObject,
		registration: await seal(registration, registrationSeal(tpp)),
	};
}

/** Returns the members of RFC 7591 §2 that workflows use, in place of the whole metadata. */
export function simplifyRegistration(item: RegistrationItem): SimplifiedRegistration {
	const { clientId, bank, issuedAt, scope, tokenEndpointAuthMethod, registration } = item;
	const lists = {
		redirectUris: item.metadata.redirect_uris,
		grantTypes: item.metadata.grant_types,
		responseTypes: item.metadata.response_types,
	};
	return {
		clientId,
		bank,
		...(issuedAt && { issuedAt }),
		...(scope && { scope }),
		...Object.fromEntries(Object.entries(lists).filter(([, list]) => Array.isArray(list))),
		tokenEndpointAuthMethod,
		registration,
	};
}

/**
 * Opens a sealed registration.
 *
 * @throws ConfigurationError when it cannot be opened, or belongs to another bank, environment, issuer or provider
 */
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

/** RFC 7591 §2 has client_secret_basic as the default, for registrations that were sealed without the requested method. */
const unconfirmedAuthMethod = ({ requestedAuthMethod = 'client_secret_basic' }: Registration) =>
	requestedAuthMethod;

function oneOf<T extends string>(
	supported: readonly T[],
	metadata: JsonObject,
	name: string,
): T | undefined {
	const registered = nonEmptyText(metadata[name]);
	const value = supported.find((candidate) => candidate === registered);
	if (value === registered) return value;
	throw new InvalidResponseError(
		`The bank registered "${redact(registered ?? '')}" as ${name}, which is not supported. Supported: ${supported.join(', ')}.`,
	);
}

/** RFC 7591 defines seconds, but Ozone banks send milliseconds. */
function issuedAt(value: unknown): { issuedAt?: string } {
	if (typeof value !== 'number' || value <= 0) return {};
	const date = new Date(value > 1e11 ? value : value * 1000);
	return Number.isNaN(date.getTime()) ? {} : { issuedAt: date.toISOString() };
}
