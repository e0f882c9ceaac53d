import { InvalidResponseError } from '../errors';
import { requireClient, requireRedirectUri } from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { assertNoError, readAuthorizationResponse } from './authorizationResponse';
import { configure, issuesIdTokens } from './authorizationServer';
import { comparingClocks } from './bankClock';
import { decryptIdToken } from './encryptedIdToken';
import { inExchange } from './exchange';
import { assertAuthorised, readIdToken, type IdTokenClaims } from './idToken';
import { keepIssued } from './issued';
import { answeredParameters, assertNotEncrypted, stateOf } from './jarm';
import { assertNotAuthorised, assertNotReported, exchangeOnce, type Sent } from './replay';
import type { Session } from './session';
import { deriveSecrets, openExpiredState, openState, type State } from './state';
import { toTokens } from './tokens';

export interface AuthorizedSession {
	session: Session;
	/** The workflow's own, out of the state. */
	passThrough?: string;
}

/** An authorization response of ours that reports success. */
interface ReceivedCode {
	parameters: URLSearchParams;
	state: State;
	sealed: string;
	/** Of the id_token beside the code. */
	claims?: IdTokenClaims;
	now: Date;
}

/**
 * Validates what the PSU's browser brought back and exchanges the code for tokens: state first, then the JWT around the
 * answer if one was asked for (JARM), then what the bank reports, then the id_token beside the code (FAPI 1.0 Advanced
 * §5.2.2.1), and only then a token request. `response` is the complete address, or what followed its `?` or `#`.
 *
 * @throws InvalidResponseError when anything fails validation, AspspError when bank or PSU refused
 */
export async function exchangeAuthorizationCode(
	connection: Connection,
	response: string,
	now: Date,
): Promise<AuthorizedSession> {
	const came = readAuthorizationResponse(response);
	assertNotEncrypted(came);
	const sealed = stateOf(came)!;
	const state = await openUnusedState(sealed, connection.tpp, now);
	assertIssuer(came, connection.tpp);
	const parameters = await answeredParameters(connection, came, { state, sealed });
	assertNotReported(parameters);
	assertNoError(parameters);
	await decryptIdToken(parameters, connection.tpp);
	const received = { parameters, state, sealed, claims: readClaims(parameters), now };
	await comparingClocks(connection, () => assertClaims(received, connection.tpp));
	const session = await exchangeOnce(parameters, () => send(connection, received));
	return { session, passThrough: state.passThrough };
}

function assertClaims({ claims, state: { consentId }, now }: ReceivedCode, tpp: Tpp): void {
	if (!claims) return;
	const { clientId } = requireClient(tpp);
	assertAuthorised(claims, { clientId, consentId, now });
}

/** One that has brought a session is used up, also when it has expired since. */
async function openUnusedState(sealed: string, tpp: Tpp, now: Date): Promise<State> {
	if (await openExpiredState(sealed, tpp)) assertNotAuthorised(sealed);
	return await openState(sealed, tpp, now);
}

/** RFC 9207 §2.4, for errors as well, and beside a JWT; that it is not left out is checked with the code. */
function assertIssuer(parameters: URLSearchParams, { addresses }: Tpp): void {
	const iss = parameters.get('iss');
	const bare = (issuer = '') => issuer.replace(/\/$/, '');
	if (iss === null || bare(iss) === bare(addresses.issuer)) return;
	throw new InvalidResponseError('The authorisation response is of another issuer (iss).');
}

/** What failed before the code was sent may be tried again. */
async function send(connection: Connection, received: ReceivedCode): Promise<Sent> {
	const attempt = { codeSent: false };
	try {
		return { session: await exchangeCode(connection, received, attempt) };
	} catch (failure) {
		if (attempt.codeSent) return { failure };
		throw failure;
	}
}

async function exchangeCode(
	connection: Connection,
	received: ReceivedCode,
	attempt: { codeSent: boolean },
): Promise<Session> {
	const { tpp } = connection;
	const { clientId } = requireClient(tpp);
	const { state, claims: earlier, now } = received;
	const { granted, exchange } = await codeGrant(connection, received, attempt);
	const validated = async () => {
		const answer = await inExchange(exchange, 'exchanging the authorization code', granted);
		const claims = answer.claims();
		if (claims) {
			// openid-client reads what is no UTF-8 as if it were.
			readIdToken(answer.id_token!);
			assertAuthorised(claims, {
				clientId,
				consentId: state.consentId,
				subject: earlier?.sub,
				accessToken: answer.access_token,
				now: new Date(),
			});
		}
		return { answer, claims };
	};
	const { answer, claims, invalid } = await keepIssued(exchange, () =>
		comparingClocks(connection, validated, exchange),
	);
	return {
		...toTokens(answer, { claims, lifetimes: tpp.bank.tokenLifetimes, now }),
		interactionId: exchange.granted?.interactionId,
		bank: tpp.bank.id,
		environment: tpp.environment,
		issuer: tpp.addresses.issuer,
		...(tpp.provider && { provider: tpp.provider }),
		clientId,
		consentId: state.consentId,
		consentExpiresAt: state.consentExpiresAt,
		authorisedAt: now.toISOString(),
		subject: claims?.sub ?? earlier?.sub,
		...(claims?.nonce !== undefined && { nonce: claims.nonce }),
		invalid,
	};
}

/** The grant, ready to be sent: openid-client checks the authorization response, then asks for the tokens. */
async function codeGrant(
	connection: Connection,
	{ parameters, state, sealed }: ReceivedCode,
	attempt: { codeSent: boolean },
) {
	const openid = await import('openid-client');
	const { configuration, exchange } = await configure(connection);
	const redirectUri = requireRedirectUri(connection.tpp);
	if (state.hybrid) {
		openid.useCodeIdTokenResponseType(configuration);
		openid.enableDetachedSignatureResponseChecks(configuration);
	}
	// RFC 6749 §4.1.3: the very text of the authorization request, of which openid-client drops the query.
	configuration[openid.customFetch] = async (url, options) => {
		if (options.body instanceof URLSearchParams) {
			options.body.set('redirect_uri', redirectUri);
			attempt.codeSent = true;
		}
		return await exchange.fetch(url, options);
	};
	const url = new URL(redirectUri);
	url[state.hybrid ? 'hash' : 'search'] = parameters.toString();
	const { nonce, codeVerifier } = deriveSecrets(sealed, connection.tpp);
	const granted = async () =>
		await openid.authorizationCodeGrant(configuration, url, {
			expectedState: sealed,
			// openid-client insists on an id_token where a nonce was sent.
			expectedNonce: issuesIdTokens(connection.tpp) ? nonce : undefined,
			pkceCodeVerifier: codeVerifier,
		});
	return { granted, exchange };
}

function readClaims(parameters: URLSearchParams): IdTokenClaims | undefined {
	const idToken = parameters.get('id_token');
	return idToken === null ? undefined : readIdToken(idToken);
}
