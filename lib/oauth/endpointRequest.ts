import { bankError } from '../responses/bankError';
import { reportsError } from '../responses/errorBody';
import { parseJson } from '../responses/json';
import type { Access } from '../responses/nextStep';
import type { Connection, HttpRequest, HttpResponse } from '../transport/http';
import type { SentOnce } from '../transport/requestOutcome';
import { buildRequest, validating, type Fetch } from './adapter';
import { rediscoverMoved, type Endpoint } from './authorizationServer';
import { oauthContext, type OAuthContext } from './clientAuthentication';

interface EndpointCall {
	endpoint: Endpoint;
	/** Completes the sentence "The bank responded with 400 when …". */
	operation: string;
	/** Absent: the request may be sent again, each time with a new client assertion (RFC 7523 §3, `jti`). */
	sentOnce?: SentOnce;
	/** Default: `consent`. */
	access?: Access;
	/** Calls the function of oauth4webapi that makes the request, with `fetch` as `customFetch`. */
	make(context: OAuthContext, fetch: Fetch): Promise<Response>;
}

/** A request that is ready to be sent, with what is needed to read its response. */
export interface PreparedCall extends EndpointCall {
	context: OAuthContext;
	request: HttpRequest;
}

/** A response of success, or of a redirect; `context` has the metadata that the request was made with. */
export interface EndpointResponse {
	context: OAuthContext;
	response: HttpResponse;
}

/**
 * Builds a request to an endpoint at which the client authenticates.
 *
 * @throws ConfigurationError when the credential lacks something, InvalidResponseError when the discovery document does not
 * name the endpoint
 */
export async function prepareCall(
	connection: Connection,
	call: EndpointCall,
	known?: OAuthContext,
): Promise<PreparedCall> {
	const context = known ?? (await oauthContext(connection));
	return { ...call, context, request: await build(call, context) };
}

/**
 * Sends the request. After a 404 it looks for the endpoint's new address and sends a new request there once: a bank that
 * responds with 404 has read neither code nor token. The new request has a new client assertion (RFC 7523 §3, `jti`).
 *
 * @throws AspspError when the bank returns an error, ConnectionError without a response
 */
export async function sendCall(
	connection: Connection,
	{ context, request, ...call }: PreparedCall,
): Promise<EndpointResponse> {
	const response = await connection.send(request);
	if (response.status !== 404) return assertSuccess({ context, response }, call);
	const server = await rediscoverMoved(connection, context.server, call.endpoint);
	if (!server) throw callError(response, call);
	return assertSuccess(
		{
			context: { ...context, server },
			response: await connection.send(await build(call, { ...context, server })),
		},
		call,
	);
}

async function build(call: EndpointCall, context: OAuthContext): Promise<HttpRequest> {
	const request = await validating({ subject: "The bank's discovery document" }, () =>
		buildRequest((fetch) => call.make(context, fetch)),
	);
	if (call.sentOnce) return { ...request, sentOnce: call.sentOnce };
	return { ...request, idempotent: true, renew: async () => await build(call, context) };
}

function assertSuccess(received: EndpointResponse, call: EndpointCall): EndpointResponse {
	const { response } = received;
	if (response.status < 400 && !reportsError(parseJson(response.body))) return received;
	throw callError(response, call);
}

const callError = (response: HttpResponse, { operation, access = 'consent' }: EndpointCall) =>
	bankError(response, operation, { access });
