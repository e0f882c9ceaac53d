import { createHash, randomUUID } from 'node:crypto';

import type { JWTPayload } from 'jose';

import type { AuthorizationRequestRules } from '../banks/profile';
import { ConfigurationError, InvalidResponseError } from '../errors';
import { signRequestJwt, unsignedRequestJwt } from '../jose/requestJwt';
import { signingKeyId } from '../jose/signingKeyId';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/connection';
import { discover, requireClient } from './authorizationServer';
import { strongAuthentication } from './idToken';
import { registeredAlgorithms } from './registeredAlgorithms';
import { deriveSecrets, sealState } from './state';

export interface AuthorizationRequest {
	consentId: string;
	/** Space separated, `openid` included. */
	scope: string;
	/** Absent: as the bank's profile says. */
	responseType?: AuthorizationRequestRules['responseType'];
	/** The workflow's own; travels sealed in the state. */
	payload?: string;
	now: Date;
}

export interface AuthorizationUrl {
	authorizationUrl: string;
	state: string;
	/** ISO 8601; the PSU must have opened the address by then. */
	authorizationUrlExpiresAt: string;
}

/** FAPI 1.0 Advanced §5.2.2: a request object lives an hour at most. */
const requestLifetime = 55 * 60;
/** The PSU may take this long at the bank. */
const stateLifetime = 2 * 60 * 60 * 1000;

/**
 * The address to send the PSU to: an OpenID Connect request with a request object (FAPI 1.0 Advanced §5.2.2, RFC 9101)
 * that names the consent as `openbanking_intent_id` (OBIE security profile) and carries a PKCE S256 challenge.
 *
 * @throws ConfigurationError when client, redirect URI or signing key are missing, InvalidResponseError when the bank's
 * discovery document is not usable
 */
export async function authorizationUrl(
	connection: Connection,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	const { tpp } = connection;
	assertConsentId(request.consentId);
	const server = await discover(connection);
	const parameters = await requestParameters(tpp, request);
	const claims = requestObjectClaims({ parameters, issuer: server.issuer, request });
	const url = new URL(requireEndpoint(server.authorization_endpoint));
	const query = { ...parameters, request: await requestObject(connection, claims) };
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return {
		authorizationUrl: url.href,
		state: parameters.state,
		authorizationUrlExpiresAt: new Date(claims.exp * 1000).toISOString(),
	};
}

/** Expressions may come to nothing at all. */
function assertConsentId(consentId: unknown): void {
	if (typeof consentId === 'string' && consentId.trim() !== '') return;
	throw new ConfigurationError('Consent ID is empty.', {
		field: 'Consent ID',
		tppAction: 'fixRequest',
	});
}

/** OpenID Connect Core §3.3.2.1; the request object repeats them. */
async function requestParameters(tpp: Tpp, request: AuthorizationRequest) {
	const responseType =
		request.responseType ?? tpp.bank.authorizationRequest?.responseType ?? 'code';
	const state = await sealState(
		{
			consentId: request.consentId,
			hybrid: responseType === 'code id_token',
			expires: request.now.getTime() + stateLifetime,
			payload: request.payload,
		},
		tpp,
	);
	const { nonce, codeVerifier } = deriveSecrets(state, tpp);
	return {
		response_type: responseType,
		client_id: requireClient(tpp).clientId,
		redirect_uri: requireRedirectUri(tpp),
		scope: request.scope,
		state,
		nonce,
		code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
		code_challenge_method: 'S256',
	};
}

function requestObjectClaims({
	parameters,
	issuer,
	request: { consentId, now },
}: {
	parameters: { client_id: string };
	issuer: string;
	request: AuthorizationRequest;
}) {
	const seconds = Math.floor(now.getTime() / 1000);
	const openbanking_intent_id = { value: consentId, essential: true };
	return {
		...parameters,
		iss: parameters.client_id,
		aud: issuer,
		jti: randomUUID(),
		iat: seconds,
		nbf: seconds,
		exp: seconds + requestLifetime,
		claims: {
			userinfo: { openbanking_intent_id },
			id_token: { openbanking_intent_id, acr: { essential: true, values: strongAuthentication } },
		},
	};
}

async function requestObject(connection: Connection, claims: JWTPayload): Promise<string> {
	const { signer } = connection.tpp;
	const alg = registeredAlgorithms(connection.tpp).requestObject;
	if (alg === 'none') return unsignedRequestJwt(claims);
	if (signer) {
		return await signRequestJwt(claims, {
			signer,
			alg,
			kid: await signingKeyId(connection, signer),
		});
	}
	throw new ConfigurationError(
		`The client is registered to sign its request objects with ${alg}, and the credential holds no Signing Key.`,
		{ field: 'Signing Key' },
	);
}

export function requireRedirectUri({ redirectUri }: Tpp): string {
	if (redirectUri && URL.canParse(redirectUri)) return redirectUri;
	throw new ConfigurationError(
		'Redirect URI is empty or not a complete address. Enter the one that is registered at the bank.',
		{ field: 'Redirect URI' },
	);
}

function requireEndpoint(endpoint: string | undefined): string {
	if (endpoint && URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:')
		return endpoint;
	throw new InvalidResponseError(
		"The bank's discovery document names no authorization_endpoint with an https address.",
	);
}
