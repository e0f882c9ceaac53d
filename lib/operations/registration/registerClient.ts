import { randomUUID } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { credentialError } from '../../errors';
import type { JwsAlgorithm } from '../../jose/algorithms';
import { signRequestJwt } from '../../jose/jws';
import { signingKeyId } from '../../jose/signingKeyId';
import { discover } from '../../oauth/authorizationServer';
import {
	requireDynamicRegistration,
	requireRegistrationServer,
	requireSigner,
} from '../../requirements';
import { pathSegment, type Connection, type HttpRequest } from '../../transport/http';
import { registrationClaims, type RegistrationSettings } from './registrationClaims';

/** Header and claims of a registration request before it is signed. */
export interface RegistrationPreview {
	header: { alg: JwsAlgorithm; kid: string; typ: 'JWT' };
	claims: JWTPayload;
}

/** Returns the header and claims that {@link registerClientRequest} signs. */
export async function previewRegistration(
	connection: Connection,
	settings: RegistrationSettings,
): Promise<RegistrationPreview> {
	const { tpp } = connection;
	const alg = settings.requestSigningAlg ?? requireDynamicRegistration(tpp).requestSigningAlg;
	const kid = await signingKeyId(connection, requireSigner(tpp));
	return {
		header: { alg, kid, typ: 'JWT' },
		claims: registrationClaims(tpp, settings, { now: new Date(), jti: randomUUID() }),
	};
}

/**
 * Builds `POST /register` (OBIE DCR 3.2): the request JWT over mutual TLS, without a token. It is sent once, because a
 * second request would register a second client.
 */
export async function registerClientRequest(
	connection: Connection,
	settings: RegistrationSettings,
): Promise<HttpRequest> {
	return {
		method: 'POST',
		url: await registrationEndpoint(connection),
		headers: jwtHeaders(connection),
		body: await signedRegistration(connection, settings),
		sentOnce: 'registration',
	};
}

/** Builds `PUT /register/{ClientId}`, which replaces all claims. */
export async function updateRegistrationRequest(
	connection: Connection,
	clientId: string,
	settings: RegistrationSettings,
): Promise<HttpRequest> {
	return {
		method: 'PUT',
		url: await clientUrl(connection, clientId),
		headers: jwtHeaders(connection),
		body: await signedRegistration(connection, settings),
		sentOnce: 'registrationUpdate',
	};
}

/** Builds `GET /register/{ClientId}`. */
export async function getRegistrationRequest(
	connection: Connection,
	clientId: string,
): Promise<HttpRequest> {
	return {
		method: 'GET',
		url: await clientUrl(connection, clientId),
		headers: { Accept: 'application/json' },
	};
}

/** Builds `DELETE /register/{ClientId}`. The bank revokes all tokens of the client. */
export async function deleteRegistrationRequest(
	connection: Connection,
	clientId: string,
): Promise<HttpRequest> {
	return {
		method: 'DELETE',
		url: await clientUrl(connection, clientId),
		sentOnce: 'registrationDeletion',
	};
}

const jwtHeaders = ({ tpp }: Connection) => ({
	'Content-Type': requireDynamicRegistration(tpp).contentType ?? 'application/jwt',
	Accept: 'application/json',
});

async function signedRegistration(
	connection: Connection,
	settings: RegistrationSettings,
): Promise<string> {
	const { header, claims } = await previewRegistration(connection, settings);
	return await signRequestJwt(claims, {
		signer: requireSigner(connection.tpp),
		alg: header.alg,
		kid: header.kid,
	});
}

const clientUrl = async (connection: Connection, clientId: string) =>
	`${await registrationEndpoint(connection)}/${pathSegment(clientId, 'client ID', { in: 'credential', key: 'clientId' })}`;

async function registrationEndpoint(connection: Connection): Promise<string> {
	const { path } = requireDynamicRegistration(connection.tpp);
	if (path) return requireRegistrationServer(connection.tpp) + path;
	const server = await discover(connection);
	// RFC 8705 §5
	const endpoint =
		server.mtls_endpoint_aliases?.registration_endpoint ?? server.registration_endpoint;
	if (endpoint) return endpoint;
	throw credentialError(
		"The bank's discovery document has no registration_endpoint. Ask the bank how it registers clients.",
		'bank',
		{ tppAction: 'contactBank' },
	);
}
