import type {
	AuthorizationRequestRules,
	EncodedParameters,
	RequestObjectRules,
	ResponseType,
} from '../banks/profile';
import { ConfigurationError, InvalidResponseError } from '../errors';
import { requireClient, requireRedirectUri } from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { discover } from './authorizationServer';
import { encodedAuthorizationUrl, type PaymentJourney } from './encodedParameters';
import { assertJwtResponseMode } from './jarm';
import { newState, stateLifetime } from './newState';
import { isPushed, notOffered, pushRequest } from './par';
import { requestObject, requestObjectClaims } from './requestObject';

export interface AuthorizationRequest {
	consentId: string;
	/** ISO 8601; travels sealed in the state and comes back with the session. */
	consentExpiresAt?: string;
	/** What the consent is for. */
	access: keyof EncodedParameters['scopes'];
	/** Absent: as the bank's profile says. */
	responseType?: ResponseType;
	/** With access to payments. */
	payment?: PaymentJourney;
	/** The PSU is to authenticate with a second factor. */
	stepUp?: boolean;
	/** The bank is to get the request before the PSU goes there (RFC 9126). Absent: only where it must. */
	push?: boolean;
	/** The workflow's own; travels sealed in the state. */
	passThrough?: string;
	/** Everything but telling the bank: there is no consent yet. */
	rehearsal?: true;
	now: Date;
}

export interface AuthorizationUrl {
	authorizationUrl: string;
	state: string;
	/** ISO 8601; the PSU must have opened the address by then. */
	authorizationUrlExpiresAt: string;
}

/** OBIE security profile. */
const scopes: EncodedParameters['scopes'] = {
	accounts: 'openid accounts',
	payments: 'openid payments',
	fundsConfirmations: 'openid fundsconfirmations',
};

/**
 * The address to send the PSU to, in the form that the bank's profile names. It carries a PKCE S256 challenge (RFC 7636).
 *
 * @throws ConfigurationError when client, redirect URI or signing key are missing, InvalidResponseError when the bank's
 * discovery document is not usable
 */
export async function authorizationUrl(
	connection: Connection,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	const { bank } = connection.tpp;
	assertConsentId(request.consentId);
	const rules = requireRules(connection.tpp);
	if (rules.as === 'encodedParameters') return await encodedUrl(connection, rules, request);
	if (request.stepUp) {
		throw new ConfigurationError(`${bank.name} knows no step-up. Switch off Step-Up.`, {
			field: 'Step-Up',
			tppAction: 'fixRequest',
		});
	}
	return await requestObjectUrl(connection, rules, request);
}

/**
 * An OpenID Connect request with a request object (FAPI 1.0 Advanced §5.2.2, RFC 9101) that names the consent as
 * `openbanking_intent_id` (OBIE security profile).
 */
async function requestObjectUrl(
	connection: Connection,
	rules: RequestObjectRules,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	if (rules.responseMode) assertAnswers(rules.responseType, request);
	const server = await discover(connection);
	assertJwtResponseMode(rules.responseMode, server, connection.tpp);
	const pushes = isPushed({ rules, push: request.push }, server, connection.tpp);
	const parameters = await requestParameters(connection.tpp, rules, request);
	const claims = requestObjectClaims({ parameters, issuer: server.issuer, ...request });
	const url = new URL(requireEndpoint(server.authorization_endpoint));
	const object = await requestObject(connection, claims);
	if (pushes && !request.rehearsal) {
		const pushed = await pushRequest(connection, object);
		return {
			authorizationUrl: pushed.url.href,
			state: parameters.state,
			// The answer counts no longer, however long the bank keeps the request.
			authorizationUrlExpiresAt: secondsAfter(
				request.now,
				Math.min(pushed.lifetime, stateLifetime / 1000),
			),
		};
	}
	const query = { ...parameters, request: object };
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return {
		authorizationUrl: url.href,
		state: parameters.state,
		authorizationUrlExpiresAt: new Date(claims.exp * 1000).toISOString(),
	};
}

async function encodedUrl(
	connection: Connection,
	rules: EncodedParameters,
	request: AuthorizationRequest,
): Promise<AuthorizationUrl> {
	const { tpp } = connection;
	assertAnswers(rules.responseType, request);
	if (request.push) throw notOffered(tpp);
	const endpoint = requireEndpoint((await discover(connection)).authorization_endpoint);
	const { state, code_challenge } = await newState(tpp, { responseType: 'code' }, request);
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

/** @throws ConfigurationError at a bank where no PSU authorises anything */
function requireRules({ bank }: Tpp): AuthorizationRequestRules {
	if (bank.authorizationRequest) return bank.authorizationRequest;
	throw new ConfigurationError(`${bank.name} has no OAuth authorization server.`, {
		field: 'Bank',
	});
}

function assertAnswers(only: ResponseType, { responseType = only }: AuthorizationRequest): void {
	if (responseType === only) return;
	throw new ConfigurationError(
		`The bank answers with ${only} alone. Take Response Type out of the options.`,
		{ field: 'Response Type', tppAction: 'fixRequest' },
	);
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
async function requestParameters(
	tpp: Tpp,
	{ responseType: usual, responseMode }: RequestObjectRules,
	request: AuthorizationRequest,
) {
	const { responseType = usual } = request;
	const answer = { responseType, responseMode };
	const { state, nonce, code_challenge } = await newState(tpp, answer, request);
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

const secondsAfter = (now: Date, seconds: number) =>
	new Date(now.getTime() + seconds * 1000).toISOString();

function requireEndpoint(endpoint: string | undefined): string {
	if (endpoint && URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:')
		return endpoint;
	throw new InvalidResponseError(
		"The bank's discovery document names no authorization_endpoint with an https address.",
	);
}
