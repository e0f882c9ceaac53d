import { randomUUID } from 'node:crypto';

import type { JWTPayload } from 'jose';

import type {
	AuthorizationRequestRules,
	EncodedParameters,
	RequestObjectRules,
	ResponseType,
} from '../banks/profile';
import { InvalidResponseError, parameterError } from '../errors';
import { signRequestJwt, unsignedRequestJwt } from '../jose/jws';
import { registeredAlgorithms } from '../jose/registeredAlgorithms';
import { signingKeyId } from '../jose/signingKeyId';
import {
	noAuthorizationServer,
	requireClient,
	requireRedirectUri,
	requireSigner,
} from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { discover } from './authorizationServer';
import { encodedAuthorizationUrl, type PaymentJourney } from './encodedParameters';
import { strongAuthentication } from './idToken';
import { assertJwtResponseMode } from './jarm';
import { isPushed, pushRequest, pushUnsupported } from './par';
import { newState, stateLifetime } from './state';

export interface AuthorizationRequest {
	consentId: string;
	/** ISO 8601. It travels sealed in the state and returns with the session. */
	consentExpiresAt?: string;
	/** Bit set of the consent's permissions. It travels like `consentExpiresAt`. Absent: not known. */
	consentPermissions?: number;
	/** What the consent gives access to. */
	access: keyof EncodedParameters['scopes'];
	/** Absent: as in the bank's profile. */
	responseType?: ResponseType;
	/** Required for access to payments. */
	payment?: PaymentJourney;
	/** The PSU must authenticate with a second factor. */
	stepUp?: boolean;
	/** The request is pushed to the bank before the PSU goes there (RFC 9126). Absent: only where the bank requires it. */
	push?: boolean;
	/** Data of the caller that travels sealed in the state. */
	passThrough?: string;
	/** Where the bank sends the PSU back to. Absent: the redirect URI of the TPP. */
	redirectUri?: string;
	/** Builds and checks everything, but pushes nothing to the bank: there is no consent yet. */
	dryRun?: true;
	now: Date;
}

export interface AuthorizationUrl {
	authorizationUrl: string;
	state: string;
	/** ISO 8601. The PSU must open the URL before this time. */
	authorizationUrlExpiresAt: string;
}

/** OBIE security profile. */
const scopes: EncodedParameters['scopes'] = {
	accounts: 'openid accounts',
	payments: 'openid payments',
	fundsConfirmations: 'openid fundsconfirmations',
};

/** Seconds. FAPI 1.0 Advanced §5.2.2 allows an hour. */
const requestLifetime = 55 * 60;

/**
 * Returns the URL to send the PSU to, in the form of the bank's profile, with a PKCE S256 challenge (RFC 7636).
 *
 * @throws ConfigurationError when client, redirect URI or signing key are missing, InvalidResponseError when the bank's
 * discovery document is invalid
 */
export async function authorizationUrl(
	given: Connection,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	const { tpp } = given;
	const { bank } = tpp;
	const { redirectUri = tpp.redirectUri } = request;
	const connection = { ...given, tpp: { ...tpp, redirectUri } };
	assertConsentId(request.consentId);
	const rules = authorizationRules(connection.tpp);
	if (rules.as === 'encodedParameters') return await encodedUrl(connection, rules, request);
	if (request.stepUp) throw parameterError(`${bank.name} does not support step-up.`, 'stepUp');
	return await requestObjectUrl(connection, rules, request);
}

/**
 * Builds an OpenID Connect request with a request object (FAPI 1.0 Advanced §5.2.2, RFC 9101) that names the consent as
 * `openbanking_intent_id` (OBIE security profile).
 */
async function requestObjectUrl(
	connection: Connection,
	rules: RequestObjectRules,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	if (rules.responseMode) assertResponseType(rules.responseType, request);
	const server = await discover(connection);
	assertJwtResponseMode(rules.responseMode, server, connection.tpp);
	const pushes = isPushed({ rules, push: request.push }, server, connection.tpp);
	const parameters = await requestParameters(connection.tpp, rules, request);
	const claims = requestObjectClaims({ parameters, issuer: server.issuer, rules, ...request });
	const appLink = rules.appLinks && appLinkFor(rules.appLinks, request);
	const endpoint = appLink ?? requireEndpoint(server.authorization_endpoint);
	const object = await requestObject(connection, claims);
	if (pushes && !request.dryRun) {
		return await pushedUrl(connection, { endpoint, object, parameters, now: request.now });
	}
	return {
		authorizationUrl: withQuery(endpoint, {
			...(appLink ? leastParameters(parameters) : parameters),
			request: object,
		}),
		state: parameters.state,
		authorizationUrlExpiresAt: new Date(claims.exp * 1000).toISOString(),
	};
}

/** @throws ConfigurationError for a kind of consent that the app has no link for */
function appLinkFor(
	{ accounts, payments, standingOrders }: NonNullable<RequestObjectRules['appLinks']>,
	{ access, payment }: AuthorizationRequest,
): string {
	const ofPayment = payment?.type === 'DSO' ? (standingOrders ?? payments) : payments;
	const link = { accounts, payments: ofPayment, fundsConfirmations: undefined }[access];
	if (link) return link;
	throw parameterError(`The bank's app has no link for access to ${access}.`, 'access');
}

/** OpenID Connect Core §6.1: the query must have these beside a request object. */
const leastParameters = ({ client_id, response_type, scope }: RequestParameters) => ({
	client_id,
	response_type,
	scope,
});

interface BuiltRequest {
	endpoint: string;
	object: string;
	parameters: { client_id: string; state: string };
	now: Date;
}

/** RFC 9126 §4 */
async function pushedUrl(
	connection: Connection,
	{ endpoint, object, parameters: { client_id, state }, now }: BuiltRequest,
): Promise<AuthorizationUrl> {
	const { requestUri, lifetime } = await pushRequest(connection, object);
	// The state expires even if the bank keeps the request for longer.
	const seconds = Math.min(lifetime, stateLifetime / 1000);
	return {
		authorizationUrl: withQuery(endpoint, { client_id, request_uri: requestUri }),
		state,
		authorizationUrlExpiresAt: secondsAfter(now, seconds),
	};
}

async function encodedUrl(
	connection: Connection,
	rules: EncodedParameters,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	const { tpp } = connection;
	assertResponseType(rules.responseType, request);
	if (request.push) throw pushUnsupported(tpp);
	const endpoint = requireEndpoint((await discover(connection)).authorization_endpoint);
	const { state, code_challenge } = await newState(tpp, { ...request, responseType: 'code' });
	const url = encodedAuthorizationUrl(endpoint, rules, {
		client_id: requireClient(tpp).clientId,
		redirect_uri: requireRedirectUri(tpp),
		scope: rules.scopes[request.access],
		state,
		code_challenge,
		consentId: request.consentId,
		stepUp: request.stepUp,
		payment: request.payment,
	});
	return {
		authorizationUrl: url,
		state,
		authorizationUrlExpiresAt: secondsAfter(request.now, stateLifetime / 1000),
	};
}

/** Returns the rules of the profile. @throws ConfigurationError for a bank at which no PSU authorises anything */
function authorizationRules({ bank }: Tpp): AuthorizationRequestRules {
	if (bank.authorizationRequest) return bank.authorizationRequest;
	throw noAuthorizationServer(bank);
}

function assertResponseType(
	supported: ResponseType,
	{ responseType = supported }: AuthorizationRequest,
): void {
	if (responseType === supported) return;
	throw parameterError(
		`The bank does not support the response type "${responseType}", only "${supported}".`,
		'responseType',
	);
}

/** An expression may have no value. */
function assertConsentId(consentId: unknown): void {
	if (typeof consentId === 'string' && consentId.trim() !== '') return;
	throw parameterError('The consent ID is empty.', 'consentId');
}

type RequestParameters = Awaited<ReturnType<typeof requestParameters>>;

/** OpenID Connect Core §3.3.2.1; the request object repeats them. */
async function requestParameters(
	tpp: Tpp,
	{ responseType: supported, responseMode }: RequestObjectRules,
	request: AuthorizationRequest,
) {
	const { responseType = supported } = request;
	const { state, nonce, code_challenge } = await newState(tpp, {
		...request,
		responseType,
		responseMode,
	});
	return {
		response_type: responseType,
		...(responseMode && { response_mode: responseMode }),
		client_id: requireClient(tpp).clientId,
		redirect_uri: requireRedirectUri(tpp),
		scope: scopes[request.access],
		state,
		nonce,
		code_challenge,
		code_challenge_method: 'S256',
	};
}

interface RequestObject {
	/** The parameters of the query, which the request object repeats. */
	parameters: { client_id: string };
	issuer: string;
	rules: Pick<RequestObjectRules, 'lifetime' | 'requestedClaims'>;
	consentId: string;
	now: Date;
}

/** Returns the claims, with the consent as `openbanking_intent_id` (OBIE security profile). Times are seconds since 1970. */
function requestObjectClaims({ parameters, issuer, rules, consentId, now }: RequestObject) {
	const seconds = Math.floor(now.getTime() / 1000);
	const { lifetime = requestLifetime, requestedClaims } = rules;
	const openbanking_intent_id = { value: consentId, essential: true };
	const acr = { essential: true, values: strongAuthentication };
	return {
		...parameters,
		iss: parameters.client_id,
		aud: issuer,
		jti: randomUUID(),
		iat: seconds,
		nbf: seconds,
		exp: seconds + lifetime,
		claims:
			requestedClaims === 'consentOnly'
				? { id_token: { openbanking_intent_id } }
				: { userinfo: { openbanking_intent_id }, id_token: { openbanking_intent_id, acr } },
	};
}

/**
 * Encodes a request object with the registered algorithm of the client, which may be `none`.
 *
 * @throws ConfigurationError when the signing key is missing or of another kind
 */
async function requestObject(connection: Connection, claims: JWTPayload): Promise<string> {
	const alg = registeredAlgorithms(connection.tpp).requestObject;
	if (alg === 'none') return await unsignedRequestJwt(claims);
	const signer = requireSigner(connection.tpp);
	return await signRequestJwt(claims, { signer, alg, kid: await signingKeyId(connection, signer) });
}

/** An app may not decode the plus sign of HTML forms, so a space is `%20`. */
function withQuery(endpoint: string, query: Record<string, string>): string {
	const url = new URL(endpoint);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	url.search = url.search.replaceAll('+', '%20');
	return url.href;
}

const secondsAfter = (now: Date, seconds: number) =>
	new Date(now.getTime() + seconds * 1000).toISOString();

function requireEndpoint(endpoint: string | undefined): string {
	if (endpoint && URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:')
		return endpoint;
	throw new InvalidResponseError(
		"The bank's discovery document has no authorization_endpoint with an https URL.",
	);
}
