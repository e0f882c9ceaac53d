import { randomUUID } from 'node:crypto';
import { request as httpsRequest } from 'node:https';

import { obieRules } from '../../lib/banks/applicableRules';
import { authorizationUrl, type AuthorizationRequest } from '../../lib/oauth/authorizationRequest';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import type { PaymentJourney } from '../../lib/oauth/encodedParameters';
import { authorisedSession } from '../../lib/operations/consents';
import { registerClientRequest } from '../../lib/operations/registration/registerClient';
import { readNewRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuApproves, psuRefuses } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import type { ReceivedResponse } from './specification';

export interface ContractRequest {
	method: string;
	/** Relative to the API. */
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
	connection: Connection;
	/** Lets the PSU approve a consent and returns an access token. */
	psuToken(consentId: string, authorisation?: Authorisation): Promise<string>;
	/** Lets the PSU refuse a consent. */
	psuRefuses(consentId: string, authorisation?: Authorisation): Promise<void>;
	send(request: ContractRequest): Promise<ReceivedResponse>;
}

export interface Authorisation {
	/** Absent: rora. */
	user?: string;
	/** The payment that the consent is for. */
	payment?: PaymentJourney;
}

/** The bank that a client uses. */
export interface ContractedBank {
	/** Address of the API. */
	api: string;
	/** What the client asks for. Absent: accounts. */
	access?: 'accounts' | 'payments' | 'fundsConfirmations';
	credential: CredentialFields;
	/** Root of the addresses that the bank's app opens. Absent: the bank has no app. */
	app?: string;
}

/** Registers a TPP at a bank. */
export async function newContractClient(
	bank: EmbeddedBank,
	{ api, credential, app, access = 'accounts' }: ContractedBank,
): Promise<ContractClient> {
	const connection = await registered(credential);
	const clientToken = (await requestClientToken(connection, access.toLowerCase())).accessToken;
	const { ca } = bank;
	const url = (consentId: string, { payment }: Authorisation) =>
		urlFor(connection, { consentId, access, payment });
	return {
		clientId: connection.tpp.client?.clientId,
		clientToken,
		connection,
		async psuToken(consentId, { user = 'rora', payment } = {}) {
			const location = await psuApproves(await url(consentId, { payment }), { user, ca, app });
			const { session } = await authorisedSession(connection, location, new Date());
			return session.accessToken;
		},
		async psuRefuses(consentId, { user = 'rora', payment } = {}) {
			await psuRefuses(await url(consentId, { payment }), { user, ca, app });
		},
		send: (request) => sendRequest(bank, api, request),
	};
}

async function registered(credential: CredentialFields): Promise<Connection> {
	const tpp = await toTpp(credential, new Date());
	const connection = { tpp, send: createSend({ identity: tpp.tls }) };
	if (tpp.bank.registration.via !== 'dcr') return connection;
	const response = await connection.send(await registerClientRequest(connection, {}));
	const client = toClient(readNewRegistration(response, tpp));
	return { ...connection, tpp: { ...tpp, client } };
}

async function urlFor(
	connection: Connection,
	request: Pick<AuthorizationRequest, 'consentId' | 'access' | 'payment'>,
): Promise<string> {
	const { authorizationUrl: url } = await authorizationUrl(connection, {
		...request,
		stepUp: request.access === 'accounts' && obieRules(connection.tpp.bank)?.stepUp !== undefined,
		now: new Date(),
	});
	return url;
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
