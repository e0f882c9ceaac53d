import { timingSafeEqual } from 'node:crypto';

import { json, Refusal, type BankResponse } from '../http/response';
import { header, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Registration, Registrations } from '../registration/registrations';

export interface PostmanBank {
	name: string;
	/** `none`: client id in the query. `client_secret_basic`: client id and secret. */
	authentication: 'none' | 'client_secret_basic';
	registrations: Registrations;
	issuer: string;
	resourceServer: string;
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
	client_secret_basic(request, { name, registrations }) {
		const { id, secret } = basicCredentials(request);
		const registration = registrations.find(id);
		if (isSame(secret, registration?.client_secret)) return registration!;
		const challenge = `Basic realm="${name}"`;
		throw new Refusal({ status: 401, headers: { 'www-authenticate': challenge } });
	},
};

/** Reads id and secret (RFC 7617), without the form encoding of RFC 6749. */
function basicCredentials(request: BankRequest): { id: string; secret: string } {
	const [, encoded = ''] = /^Basic +(\S+)$/i.exec(header(request, 'authorization') ?? '') ?? [];
	const decoded = Buffer.from(encoded, 'base64').toString('utf8');
	const [id = '', secret = ''] = decoded.split(/:(.*)/s);
	return { id, secret };
}

function isSame(given: string, expected: string | undefined): boolean {
	if (expected === undefined) return false;
	const [one, other] = [Buffer.from(given), Buffer.from(expected)];
	return one.length === other.length && timingSafeEqual(one, other);
}

function environment(registration: Registration, bank: PostmanBank): object {
	const { name, issuer, resourceServer } = bank;
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
		name: `${name} Sandbox`,
		values: Object.entries(values).map(([key, value]) => ({ key, value, enabled: true })),
		_postman_variable_scope: 'environment',
	};
}
