import type { INodeExecutionData } from 'n8n-workflow';

import type { TokenEndpointAuthMethod } from '../../lib/banks/profile';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import { withToken } from '../../lib/oauth/bearer';
import {
	readRegistration,
	sealRegistration,
	simplifyRegistration,
	type Registration,
} from '../../lib/operations/registration/registration';
import { requireClient } from '../../lib/requirements';
import type { Client, Tpp } from '../../lib/tpp';
import type { Connection, HttpRequest, HttpResponse } from '../../lib/transport/http';
import { output, readSwitch, type Item } from '../shared/operation';

/** Outputs a registration with sealed secrets, and the client secret as plain text if the option is on. */
export async function outputRegistration(
	registration: Registration,
	tpp: Tpp,
	{ item, ...more }: { item: Item; alreadyRegistered?: true; interactionId?: string },
): Promise<INodeExecutionData[][]> {
	const isPlainText = readSwitch(item, 'options.outputClientSecret');
	const sealed = await sealRegistration(registration, tpp);
	return output({
		...(readSwitch(item, 'simplify') ? simplifyRegistration(sealed) : sealed),
		...more,
		...(isPlainText && { clientSecret: registration.metadata.client_secret }),
	});
}

/** Builds a request about a client, such as `getRegistrationRequest`. */
type BuildRequest = (connection: Connection, clientId: string) => Promise<HttpRequest>;

/** Sends a request about our client with a client credentials token (OBIE DCR 3.2). */
export async function sendAsClient(
	connection: Connection,
	buildRequest: BuildRequest,
): Promise<HttpResponse> {
	const { clientId } = requireClient(connection.tpp);
	const send = withToken(connection.send, clientTokens(connection));
	return await send(await buildRequest(connection, clientId));
}

interface ManagedRegistration {
	/** For errors, such as "reading the registration". */
	operation: string;
	buildRequest: BuildRequest;
	/** The authentication method for a response that leaves it out. */
	authMethod: (tpp: Tpp) => TokenEndpointAuthMethod | undefined;
}

/** Sends a request about our client and outputs the registration in the response. */
export async function outputManagedRegistration(
	item: Item,
	{ operation, buildRequest, authMethod }: ManagedRegistration,
): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { tpp } = connection;
	const response = await sendAsClient(connection, buildRequest);
	const registration = readRegistration(response, tpp, operation);
	const metadata = { ...secretOf(tpp.client), ...registration.metadata };
	const { interactionId } = response;
	const managed = { ...registration, metadata, requestedAuthMethod: authMethod(tpp) };
	return await outputRegistration(managed, tpp, { item, interactionId });
}

/** Banks return the client secret only once. A response without it does not change it. */
const secretOf = (client?: Client) =>
	client?.clientSecret ? { client_secret: client.clientSecret } : {};
