import { json, Refusal, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Ledger } from '../ledger';
import type { Registration, Registrations } from '../registration/registrations';
import { basicClient } from './basicClient';

export interface PostmanBank {
	name: string;
	/** `none`: client id in the query. `client_secret_basic`: client id and secret. */
	authentication: 'none' | 'client_secret_basic';
	registrations: Registrations;
	ledger: Ledger;
	issuer: string;
	resourceServer: string;
	/** The bank's identifier at the directory. */
	aspspId: string;
}

/** Returns the route of the environment file of a client, for import into Postman. */
export function postmanEnvironmentRoute(path: string, bank: PostmanBank): Route {
	return {
		listener: 'mtls',
		method: 'GET',
		path,
		endpoint: (request) => environmentResponse(request, bank),
	};
}

function environmentResponse(request: BankRequest, bank: PostmanBank): BankResponse {
	const registration = findRegistration[bank.authentication](request, bank);
	return json(200, environment(registration, bank), { 'cache-control': 'no-store' });
}

type Finder = (request: BankRequest, bank: PostmanBank) => Registration;

const findRegistration: Record<PostmanBank['authentication'], Finder> = {
	none({ query }, { registrations }) {
		const registration = registrations.find(query.get('client_id') ?? '');
		if (registration) return registration;
		throw new Refusal({ status: 404 });
	},
	client_secret_basic: basicClient,
};

/**
 * Returns the environment with the names that Ozone's collections read: `rs`, `tokenEndpoint`, `basicToken`,
 * `obParticipantId` and `redirectUrl` in Zopa's, the others in those of ClearBank and Tide.
 */
function environment(registration: Registration, bank: PostmanBank): object {
	const { name, issuer, resourceServer, aspspId } = bank;
	const { client_id, client_secret = '', metadata } = registration;
	const basicToken = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
	bank.ledger.add('client secret', basicToken);
	const values = {
		rs: resourceServer,
		issuer,
		configEndpoint: `${issuer}/.well-known/openid-configuration`,
		authEndpoint: `${issuer}/auth`,
		tokenEndpoint: `${resourceServer}/token`,
		userinfoEndpoint: `${resourceServer}/userinfo`,
		introspectionEndpoint: `${resourceServer}/token/introspection`,
		oidcClient: client_id,
		clientId: client_id,
		clientSecret: client_secret,
		basicToken,
		obParticipantId: aspspId,
		redirectUrl: metadata.redirect_uris[0] ?? '',
		requestObjectSigningAlg: metadata.request_object_signing_alg,
	};
	return {
		id: client_id,
		name: `${name} Sandbox`,
		values: Object.entries(values).map(([key, value]) => ({ key, value, enabled: true })),
		_postman_variable_scope: 'environment',
	};
}
