import { randomUUID } from 'node:crypto';
import { request as httpsRequest } from 'node:https';

import { obieRules } from '../../lib/banks/standards';
import { exchangeAuthorizationCode } from '../../lib/oauth/authorizationCode';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { registerClientRequest } from '../../lib/operations/registration/registerClient';
import { readRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import type { ReceivedResponse } from './specification';

export interface ContractRequest {
	method: string;
	/** Relative to the account information API. */
	path: string;
	token?: string;
	headers?: Record<string, string>;
	body?: unknown;
}

/** A registered TPP at one bank. It gets tokens with the code of the package and returns responses unchanged. */
export interface ContractClient {
	/** Absent: the bank has no OAuth client. */
	clientId?: string;
	clientToken: string;
	/** Lets the PSU approve a consent and returns an access token. */
	psuToken(consentId: string): Promise<string>;
	send(request: ContractRequest): Promise<ReceivedResponse>;
}

/** The bank that a client uses. */
export interface ContractedBank {
	/** Address of the account information API. */
	api: string;
	credential: CredentialFields;
	/** Root of the addresses that the bank's app opens. Absent: the bank has no app. */
	app?: string;
}

/** Registers a TPP at a bank. */
export async function newContractClient(
	bank: EmbeddedBank,
	{ api, credential, app }: ContractedBank,
): Promise<ContractClient> {
	const connection = await registered(credential);
	const clientToken = (await requestClientToken(connection, 'accounts')).accessToken;
	return {
		clientId: connection.tpp.client?.clientId,
		clientToken,
		psuToken: (consentId) => authorised({ ca: bank.ca, app }, connection, consentId),
		send: (request) => sendRequest(bank, api, request),
	};
}

async function registered(credential: CredentialFields): Promise<Connection> {
	const tpp = await toTpp(credential, new Date());
	const connection = { tpp, send: createSend({ identity: tpp.tls }) };
	if (tpp.bank.registration.via !== 'dcr') return connection;
	const response = await connection.send(await registerClientRequest(connection, {}));
	const client = toClient(readRegistration(response, tpp, 'registering'));
	return { ...connection, tpp: { ...tpp, client } };
}

async function authorised(
	{ ca, app }: { ca: string; app?: string },
	connection: Connection,
	consentId: string,
): Promise<string> {
	const { authorizationUrl: url } = await authorizationUrl(connection, {
		consentId,
		access: 'accounts',
		stepUp: obieRules(connection.tpp.bank)?.stepUp !== undefined,
		now: new Date(),
	});
	const location = await psuApproves(url, { user: 'rora', ca, app });
	const { session } = await exchangeAuthorizationCode(connection, location, new Date());
	return session.accessToken;
}

/** Sends a request without the transport of the package, which would not send invalid requests. */
export function sendRequest(
	{ ca, tpp }: EmbeddedBank,
	api: string,
	request: ContractRequest,
): Promise<ReceivedResponse> {
	const { method, path, token, headers, body } = request;
	const options = {
		method,
		ca,
		cert: tpp.transportCertificate,
		key: tpp.transportKey,
		headers: {
			accept: 'application/json',
			'x-fapi-interaction-id': randomUUID(),
			...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...headers,
		},
	};
	return new Promise((resolve, reject) => {
		const outgoing = httpsRequest(`${api}${path}`, options, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					text: Buffer.concat(chunks).toString('utf8'),
				}),
			);
		});
		outgoing.on('error', reject);
		outgoing.end(body === undefined ? undefined : JSON.stringify(body));
	});
}
