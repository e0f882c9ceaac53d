import type { INodeExecutionData } from 'n8n-workflow';

import type { TokenEndpointAuthMethod } from '../../lib/banks/profile';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import { withToken } from '../../lib/oauth/bearer';
import {
	readManagedRegistration,
	sealRegistration,
	simplifyRegistration,
	type Registration,
} from '../../lib/operations/registration/registration';
import { requireClient } from '../../lib/requirements';
import type { JsonObject } from '../../lib/responses/body';
import { isNonEmptyText } from '../../lib/responses/json';
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
	const registration = readManagedRegistration(response, tpp, operation);
	const metadata = withKnownSecret(registration.metadata, tpp.client);
	const { interactionId } = response;
	const managed = { ...registration, metadata, requestedAuthMethod: authMethod(tpp) };
	return await outputRegistration(managed, tpp, { item, interactionId });
}

/** Banks return the client secret only once. A response without it, or with an empty one, does not change it. */
const withKnownSecret = (metadata: JsonObject, client?: Client): JsonObject =>
	client?.clientSecret && !isNonEmptyText(metadata.client_secret)
		? { ...metadata, client_secret: client.clientSecret }
		: metadata;
