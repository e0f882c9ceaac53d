import { randomUUID } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { ConfigurationError } from '../../errors';
import { signRequestJwt } from '../../jose/requestJwt';
import { signingKeyId } from '../../jose/signingKeyId';
import { discover } from '../../oauth/authorizationServer';
import {
	requireDynamicRegistration,
	requireRegistrationServer,
	requireSigner,
} from '../../requirements';
import type { Connection, HttpRequest } from '../../transport/http';
import { pathSegment } from '../pathSegment';
import { registrationClaims, type RegistrationSettings } from './registrationClaims';

/** A registration request before it is signed. */
export interface RegistrationPreview {
	header: { alg: string; kid: string; typ: 'JWT' };
	claims: JWTPayload;
}

/** Header and claims of the request JWT, as {@link registerClientRequest} signs them. */
export async function previewRegistration(
	connection: Connection,
	settings: RegistrationSettings,
): Promise<RegistrationPreview> {
	const { tpp } = connection;
	const { requestSigningAlg } = requireDynamicRegistration(tpp);
	const kid = await signingKeyId(connection, requireSigner(tpp));
	return {
		header: { alg: requestSigningAlg, kid, typ: 'JWT' },
		claims: registrationClaims(tpp, settings, { now: new Date(), jti: randomUUID() }),
	};
}

/**
 * `POST /register` (OBIE DCR 3.2): the request JWT over mutual TLS, with no token. Never repeated: the bank would
 * register a second client.
 */
export async function registerClientRequest(
	connection: Connection,
	settings: RegistrationSettings,
): Promise<HttpRequest> {
	return {
		method: 'POST',
		url: await registrationEndpoint(connection),
		headers: jwtHeaders,
		body: await signedRegistration(connection, settings),
		idempotent: false,
	};
}

/** `PUT /register/{ClientId}`: every claim again, not a patch. */
export async function updateRegistrationRequest(
	connection: Connection,
	clientId: string,
	settings: RegistrationSettings,
): Promise<HttpRequest> {
	return {
		method: 'PUT',
		url: await clientAddress(connection, clientId),
		headers: jwtHeaders,
		body: await signedRegistration(connection, settings),
	};
}

/** `GET /register/{ClientId}`. */
export async function getRegistrationRequest(
	connection: Connection,
	clientId: string,
): Promise<HttpRequest> {
	return {
		method: 'GET',
		url: await clientAddress(connection, clientId),
		headers: { Accept: 'application/json' },
	};
}

/** `DELETE /register/{ClientId}`; the bank withdraws all tokens of the client. */
export async function deleteRegistrationRequest(
	connection: Connection,
	clientId: string,
): Promise<HttpRequest> {
	return { method: 'DELETE', url: await clientAddress(connection, clientId) };
}

const jwtHeaders = { 'Content-Type': 'application/jwt', Accept: 'application/json' };

async function signedRegistration(
	connection: Connection,
	settings: RegistrationSettings,
): Promise<string> {
	const { header, claims } = await previewRegistration(connection, settings);
	return await signRequestJwt(claims, {
		signer: requireSigner(connection.tpp),
		alg: requireDynamicRegistration(connection.tpp).requestSigningAlg,
		kid: header.kid,
	});
}

const clientAddress = async (connection: Connection, clientId: string) =>
	`${await registrationEndpoint(connection)}/${pathSegment(clientId, 'Client ID')}`;

async function registrationEndpoint(connection: Connection): Promise<string> {
	const { path } = requireDynamicRegistration(connection.tpp);
	if (path) return requireRegistrationServer(connection.tpp) + path;
	const server = await discover(connection);
	// RFC 8705 §5
	const endpoint =
		server.mtls_endpoint_aliases?.registration_endpoint ?? server.registration_endpoint;
	if (endpoint) return endpoint;
	throw new ConfigurationError(
		"The bank's discovery document names no registration_endpoint, so clients are registered elsewhere.",
		{ field: 'Bank', tppAction: 'contactBank' },
	);
}
