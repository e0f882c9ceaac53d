import { json, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Registration, Registrations } from '../registration/registrations';

export interface PostmanBank {
	registrations: Registrations;
	issuer: string;
	resourceServer: string;
}

/** Environment file of a client, to import into Postman. */
export function postmanEnvironmentRoute(path: string, bank: PostmanBank): Route {
	return { listener: 'mtls', method: 'GET', path, endpoint: (request) => answer(request, bank) };
}

function answer({ query }: BankRequest, bank: PostmanBank): Answer {
	const registration = bank.registrations.find(query.get('client_id') ?? '');
	return registration ? json(200, environment(registration, bank)) : { status: 404 };
}

function environment(registration: Registration, { issuer, resourceServer }: PostmanBank): object {
	const values = {
		as_base_url: issuer,
		rs_base_url: resourceServer,
		wellKnownEndpoint: `${issuer}/.well-known/openid-configuration`,
		tokenEndpoint: `${resourceServer}/token`,
		clientId: registration.client_id,
		clientSecret: registration.client_secret ?? '',
		redirectUrl: registration.metadata.redirect_uris[0] ?? '',
		requestObjectSigningAlg: registration.metadata.request_object_signing_alg,
		consentId: '',
		authorizationCode: '',
		accessToken: '',
	};
	return {
		id: registration.client_id,
		name: 'Zopa Sandbox',
		values: Object.entries(values).map(([key, value]) => ({ key, value, enabled: true })),
		_postman_variable_scope: 'environment',
	};
}
