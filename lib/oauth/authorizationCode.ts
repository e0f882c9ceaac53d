import { InvalidResponseError } from '../errors';
import { bindingOf } from '../jose/binding';
import { isSealedWith } from '../jose/seal';
import { requireClient, requireRedirectUri } from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { validating } from './adapter';
import { issuesIdTokens } from './authorizationServer';
import { oauthContext, prepareCall, type OAuthContext, type PreparedCall } from './endpointRequest';
import { assertAuthorised, readIdToken, signedIdToken, type IdTokenClaims } from './idToken';
import { openParameters } from './jarm';
import { keySetFetch, withClockAdvice } from './keySets';
import { assertNoError, assertOutcome, type Redirect } from './redirect';
import { assertNotAuthorised, assertNotReported, exchangeOnce } from './replay';
import { toSealedClient } from './sealedClient';
import type { Session } from './session';
import { deriveNonceAndVerifier, requireCurrentState, type State } from './state';
import { requestTokensOfConsent, toTokens, type GrantOutcome } from './tokenEndpoint';

export interface AuthorizedSession {
	session: Session;
	/** Data of the caller that travelled in the state. */
	passThrough?: string;
}

/** A successful authorization response with a state of ours. */
interface ReceivedCode {
	parameters: URLSearchParams;
	state: State;
	sealed: string;
	/** Of the authorization request. */
	nonce: string;
	codeVerifier: string;
	/** The id_token beside the code, decrypted. */
	idToken?: string;
	/** Of that id_token; its signature is validated with the code. */
	claims?: IdTokenClaims;
	now: Date;
}

/**
 * Validates an authorization response and exchanges its code for tokens. The order of the checks: state, JWT (JARM), the bank's
 * error, id_token beside the code (FAPI 1.0 Advanced §5.2.2.1); only then is a token request sent.
 *
 * @throws InvalidResponseError when the validation fails, AspspError when bank or PSU refused
 */
export async function exchangeRedirect(
	connected: Connection,
	redirect: Redirect,
	now: Date,
): Promise<AuthorizedSession> {
	const connection = { ...connected, tpp: redirect.tpp };
	const received = await receiveCode(connection, redirect, now);
	const session = await exchangeOnce(received.parameters, async () => {
		const grant = await prepareGrant(connection, received);
		return async () => await exchangeCode(connection, grant, received);
	});
	return { session, passThrough: received.state.passThrough };
}

async function receiveCode(
	connection: Connection,
	{ parameters: outer, sealed, state: opened }: Redirect,
	now: Date,
): Promise<ReceivedCode> {
	const { tpp } = connection;
	// The state of a credential's client opens only with that client.
	if (!opened && isSealedWith(sealed, tpp.sealingSecrets)) requireClient(tpp);
	// A state that has brought a session is used up, also after it has expired.
	if (opened && sealed) assertNotAuthorised(sealed);
	const state = requireCurrentState(opened, now);
	assertIssuer(outer, tpp);
	assertOutcome(outer);
	const parameters = await openParameters(connection, outer, { state, sealed: sealed! });
	assertNotReported(parameters);
	assertNoError(parameters, tpp.bank);
	const encoded = parameters.get('id_token');
	const idToken = encoded === null ? undefined : await signedIdToken(encoded, tpp);
	const claims = idToken === undefined ? undefined : readIdToken(idToken);
	const derived = deriveNonceAndVerifier(sealed!, tpp, state);
	const received = { parameters, state, sealed: sealed!, ...derived, idToken, claims, now };
	await withClockAdvice(connection, () => assertClaims(received, tpp));
	return received;
}

function assertClaims({ claims, state: { consentId }, now }: ReceivedCode, tpp: Tpp): void {
	if (!claims) return;
	const { clientId } = requireClient(tpp);
	const rules = tpp.bank.idTokens?.authorizationResponse;
	assertAuthorised(claims, { clientId, consentId, rules, now });
}

/**
 * RFC 9207 §2.4, also beside an error or a JWT. The operator may have entered the issuer with capitals, port 443 or another
 * slash at the end. With the code, `iss` is compared with the discovery document, and whether it may be absent is checked.
 */
function assertIssuer(parameters: URLSearchParams, { addresses }: Tpp): void {
	const iss = parameters.get('iss');
	if (iss === null || comparable(iss) === comparable(addresses.issuer)) return;
	throw new InvalidResponseError('The authorisation response comes from another issuer (iss).');
}

const comparable = (issuer = ''): string =>
	(URL.canParse(issuer) ? new URL(issuer).href : issuer).replace(/\/$/, '');

/** Validates the code and builds the token request. */
async function prepareGrant(connection: Connection, received: ReceivedCode): Promise<PreparedCall> {
	const oauth = await import('oauth4webapi');
	const { tpp } = connection;
	const context = await oauthContext(connection);
	const validated = await withClockAdvice(connection, () =>
		validateResponse(connection, context, received),
	);
	// RFC 6749 §4.1.3: exactly as in the authorization request.
	const redirectUri = requireRedirectUri(tpp);
	return await prepareCall(
		connection,
		{
			endpoint: 'token_endpoint',
			operation: 'exchanging the authorization code',
			sentOnce: 'code',
			make: ({ server, client, authentication }, fetch) =>
				oauth.authorizationCodeGrantRequest(
					server,
					client,
					authentication,
					validated,
					redirectUri,
					received.codeVerifier,
					{ [oauth.customFetch]: fetch },
				),
		},
		context,
	);
}

/** Validates state, issuer, and the id_token that signs code and state (OpenID Connect Core §3.3.2.11). */
async function validateResponse(
	connection: Connection,
	{ server, client }: OAuthContext,
	{ parameters, state, sealed, nonce, idToken }: ReceivedCode,
): Promise<URLSearchParams> {
	const oauth = await import('oauth4webapi');
	return await validating({ subject: 'The authorisation response' }, async () => {
		if (!state.hybrid) return oauth.validateAuthResponse(server, client, parameters, sealed);
		return await oauth.validateDetachedSignatureResponse(
			server,
			client,
			parameters,
			nonce,
			sealed,
			oauth.skipAuthTimeCheck,
			{
				[oauth.customFetch]: keySetFetch(connection, server),
				[oauth.jweDecrypt]: async () => idToken!,
			},
		);
	});
}

async function exchangeCode(
	connection: Connection,
	grant: PreparedCall,
	received: ReceivedCode,
): Promise<Session> {
	const oauth = await import('oauth4webapi');
	const { tpp } = connection;
	const { clientId } = requireClient(tpp);
	const { state, nonce, claims: earlier } = received;
	/** The id_token beside the code has confirmed the consent already. */
	const isRequired = (received: IdTokenClaims) =>
		issuesIdTokens(tpp) && !(earlier && isEmpty(received));
	const rules = tpp.bank.idTokens?.tokenResponse;
	const mayLackNonce = rules?.nonce === 'optional';
	const outcome = await requestTokensOfConsent(connection, grant, {
		process: ({ server, client }, response, options, received) =>
			oauth.processAuthorizationCodeResponse(server, client, response, {
				...options,
				requireIdToken: isRequired(received),
				expectedNonce:
					isRequired(received) && !(mayLackNonce && received.nonce === undefined)
						? nonce
						: undefined,
			}),
		assertClaims: (claims, { access_token: accessToken }) =>
			assertAuthorised(claims, {
				clientId,
				consentId: state.consentId,
				subject: earlier?.sub,
				accessToken,
				rules,
				now: new Date(),
			}),
	});
	return toSession(tpp, outcome, received);
}

function toSession(
	tpp: Tpp,
	{ response, tokens, claims, invalid }: GrantOutcome,
	{ state, claims: earlier, now }: ReceivedCode,
): Session {
	return {
		...toTokens(tokens, { claims, lifetimes: tpp.bank.tokenLifetimes, now }),
		interactionId: response.interactionId,
		...bindingOf(tpp),
		clientId: requireClient(tpp).clientId,
		client: toSealedClient(tpp),
		consentId: state.consentId,
		consentExpiresAt: state.consentExpiresAt,
		...(state.consentPermissions && { consentPermissions: state.consentPermissions }),
		authorisedAt: now.toISOString(),
		subject: claims?.sub ?? earlier?.sub,
		...(claims?.nonce !== undefined && { nonce: claims.nonce }),
		invalid,
		...(earlier && !claims && invalid === undefined && { note: missingIdToken }),
	};
}

/** OpenID Connect Core §3.1.3.3 requires it, but the id_token beside the code has the same claims (§3.3.2.11). */
const missingIdToken =
	'The bank sent no id_token beside the tokens. The id_token beside the code was validated instead.';

const isEmpty = (claims: IdTokenClaims) => Object.keys(claims).length === 0;
