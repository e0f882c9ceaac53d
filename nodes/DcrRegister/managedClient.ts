import { clientTokens } from '../../lib/oauth/clientCredentials';
import { withToken } from '../../lib/oauth/bearer';
import {
	readRegistration,
	type Registration,
} from '../../lib/operations/registration/registration';
import { requireClient } from '../../lib/requirements';
import type { Client } from '../../lib/tpp';
import type { Connection, HttpRequest, HttpResponse } from '../../lib/transport/http';

/** Sends a request about the client itself, with a client credentials token (OBIE DCR 3.2). */
export async function sendAsClient(
	connection: Connection,
	makeRequest: (clientId: string) => Promise<HttpRequest>,
): Promise<HttpResponse> {
	const { clientId } = requireClient(connection.tpp);
	const send = withToken(connection.send, clientTokens(connection));
	return await send(await makeRequest(clientId));
}

/** Banks tell the client secret once: an answer without it leaves the one we have in force. */
export function readManaged(
	response: HttpResponse,
	{ tpp }: Connection,
	doing: string,
): Registration {
	const registration = readRegistration(response, tpp, doing);
	return { ...registration, metadata: { ...secretOf(tpp.client), ...registration.metadata } };
}

const secretOf = (client?: Client) =>
	client?.clientSecret ? { client_secret: client.clientSecret } : {};
