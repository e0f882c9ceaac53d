import { randomUUID } from 'node:crypto';

import { UnsecuredJWT } from 'jose';

import { isOpen, type Consents } from '../accountInformation/consents';
import { json, Refusal, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Registration, Registrations } from '../registration/registrations';
import { basicClient } from './basicClient';

export interface AuthCodeUrlBank {
	name: string;
	registrations: Registrations;
	consents: Consents;
	issuer: string;
}

/**
 * Returns the route of a helper of Ozone's sandboxes: the address for the PSU as plain text, with an unsigned request object
 * that the bank builds. Zopa's portal, page "Sandbox", step 6, and its Postman collection.
 */
export function authCodeUrlRoute(path: string, bank: AuthCodeUrlBank): Route {
	return {
		listener: 'mtls',
		method: 'GET',
		path: `${path}/{ConsentId}`,
		endpoint: (request) => addressResponse(request, bank),
	};
}

function addressResponse(request: BankRequest, bank: AuthCodeUrlBank): BankResponse {
	const registration = basicClient(request, bank);
	assertUnsigned(request);
	const consentId = request.parameters['ConsentId']!;
	const consent = bank.consents.find(consentId);
	const scope = consent?.payment ? 'payments' : 'accounts';
	if (consent?.clientId !== registration.client_id || !isOpen(consent)) {
		throw refused('the consent is unknown or can no longer be authorised');
	}
	if (request.query.get('scope') !== scope) throw refused(`scope must be ${scope}`);
	return {
		status: 200,
		headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
		body: addressOf(registration, { consentId, scope }, bank),
	};
}

function assertUnsigned({ query }: BankRequest): void {
	if (query.get('alg') !== 'none') throw refused('alg must be none');
}

function addressOf(
	{ client_id, metadata }: Registration,
	{ consentId, scope }: { consentId: string; scope: string },
	{ issuer }: AuthCodeUrlBank,
): string {
	const parameters = {
		client_id,
		response_type: metadata.response_types.includes('code') ? 'code' : 'code id_token',
		scope: `openid ${scope}`,
		redirect_uri: metadata.redirect_uris[0]!,
		state: randomUUID(),
		nonce: randomUUID(),
	};
	const openbanking_intent_id = { value: consentId, essential: true };
	const now = Math.floor(Date.now() / 1000);
	const request = new UnsecuredJWT({
		...parameters,
		iss: client_id,
		aud: issuer,
		nbf: now,
		exp: now + 300,
		claims: { id_token: { openbanking_intent_id } },
	}).encode();
	return `${issuer}/auth?${new URLSearchParams({ ...parameters, request })}`;
}

function refused(error_description: string): Refusal {
	return new Refusal(json(400, { error: 'invalid_request', error_description }));
}
