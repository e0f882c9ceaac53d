import type { AuthorizationServer } from 'oauth4webapi';

import type { RequestObjectRules } from '../banks/profile';
import {
	credentialError,
	OpenBankingError,
	parameterError,
	type ConfigurationError,
} from '../errors';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { withOutcome } from '../transport/requestOutcome';
import { toResponse, validating } from './adapter';
import { endpointAddress } from './authorizationServer';
import { prepareCall, sendCall } from './endpointRequest';

/** Who may require pushed requests, beside the bank. */
interface PushRules {
	rules: RequestObjectRules;
	/** The operator, for this request. */
	push?: boolean;
}

/**
 * Returns whether the request is pushed to the bank before the PSU goes there (RFC 9126). It is when one of these requires it:
 * - the bank, of all clients (§5) or of this client (§6)
 * - the bank's profile
 * - the operator
 *
 * A bank that only supports pushed requests gets none: their URLs expire after about a minute, others after an hour.
 *
 * @throws ConfigurationError when profile or operator require it and the bank has no endpoint for it
 */
export function isPushed(
	{ rules, push }: PushRules,
	server: AuthorizationServer,
	tpp: Tpp,
): boolean {
	const hasEndpoint = endpointAddress(server, 'pushed_authorization_request_endpoint');
	if (push && !hasEndpoint) throw pushUnsupported(tpp);
	if (rules.pushed && !hasEndpoint) throw wrongProfile(tpp);
	return (
		push === true ||
		rules.pushed === true ||
		server.require_pushed_authorization_requests === true ||
		tpp.client?.requirePushedRequests === true
	);
}

/** Returns the error for an operator who requires a pushed request of a bank that does not support it. */
export const pushUnsupported = ({ bank }: Tpp): ConfigurationError =>
	parameterError(
		`${bank.name} does not support pushed authorization requests: it has no pushed_authorization_request_endpoint.`,
		'push',
	);

const wrongProfile = ({ bank }: Tpp): ConfigurationError =>
	credentialError(
		`The profile of ${bank.name} requires pushed authorization requests, but the bank's discovery document has no pushed_authorization_request_endpoint. Remove authorizationRequest.pushed from the profile.`,
		'bankProfile',
	);

/**
 * Pushes a request object to the bank (RFC 9126 §2). Returns the `request_uri` that stands for it, and its lifetime in seconds.
 *
 * @throws ConfigurationError, ConnectionError; AspspError when the bank refuses the request, InvalidResponseError when the
 * response has no `request_uri` or lifetime
 */
export async function pushRequest(
	connection: Connection,
	request: string,
): Promise<{ requestUri: string; lifetime: number }> {
	const oauth = await import('oauth4webapi');
	const call = await prepareCall(connection, {
		endpoint: 'pushed_authorization_request_endpoint',
		operation: 'pushing the authorization request',
		sentOnce: 'pushedRequest',
		make: ({ server, client, authentication }, fetch) =>
			oauth.pushedAuthorizationRequest(
				server,
				client,
				authentication,
				{ client_id: client.client_id, request },
				{ [oauth.customFetch]: fetch },
			),
	});
	const { context, response } = await sendCall(connection, call);
	const { request_uri: requestUri, expires_in: lifetime } = await validating(
		{ subject: "The bank's response to the pushed authorization request", response },
		() =>
			oauth.processPushedAuthorizationResponse(
				context.server,
				context.client,
				toResponse(response),
			),
	).catch((error: unknown) => {
		throw error instanceof OpenBankingError ? withOutcome(error, response) : error;
	});
	return { requestUri, lifetime };
}
