import { randomUUID } from 'node:crypto';
import { request } from 'node:https';

import { exchangeAuthorizationCode } from '../../lib/oauth/authorizationCode';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { registerClientRequest } from '../../lib/operations/registration/registerClient';
import { readRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from '../../nodes/shared/credential';
import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../localCredential';
import type { Received } from './specification';

export interface Ask {
	method: string;
	/** Below the account information API. */
	path: string;
	token?: string;
	headers?: Record<string, string>;
	body?: unknown;
}

/** A registered TPP at one bank: gets its tokens as the package does, and sees every answer as it came. */
export interface Visitor {
	clientToken: string;
	/** A token for a consent that the PSU approves. */
	psuToken(consentId: string): Promise<string>;
	ask(question: Ask): Promise<Received>;
}

/** `api` is the address of the bank's account information API. */
export async function visit(bank: EmbeddedBank, id: string, api: string): Promise<Visitor> {
	const connection = await registered(bank, id);
	const clientToken = (await requestClientToken(connection, 'accounts')).accessToken;
	return {
		clientToken,
		psuToken: (consentId) => authorised(bank, connection, consentId),
		ask: (question) => answerTo(bank, api, question),
	};
}

async function registered(bank: EmbeddedBank, id: string): Promise<Connection> {
	const tpp = await toTpp({ ...localCredential(bank, id), environment: 'local' }, new Date());
	const connection = { tpp, send: createSend({ identity: tpp.tls }) };
	if (tpp.bank.registration.via !== 'dcr') return connection;
	const response = await connection.send(await registerClientRequest(connection, {}));
	const client = toClient(readRegistration(response, tpp, 'registering'));
	return { ...connection, tpp: { ...tpp, client } };
}

async function authorised(
	{ ca }: EmbeddedBank,
	connection: Connection,
	consentId: string,
): Promise<string> {
	const { authorizationUrl: url } = await authorizationUrl(connection, {
		consentId,
		access: 'accounts',
		stepUp: connection.tpp.bank.accountInformation?.stepUp !== undefined,
		now: new Date(),
	});
	const location = await psuApproves(url, { user: 'rora', ca });
	const { session } = await exchangeAuthorizationCode(connection, location, new Date());
	return session.accessToken;
}

/** Not over the package's transport, which takes care that nothing wrong is ever sent. */
function answerTo({ ca, tpp }: EmbeddedBank, api: string, question: Ask): Promise<Received> {
	const { method, path, token, headers, body } = question;
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
		const outgoing = request(`${api}${path}`, options, (response) => {
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
