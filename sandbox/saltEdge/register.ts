import { json, type BankResponse } from '../http/response';
import { header, mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Metadata, Registration, Registrations } from '../registration/registrations';
import { saltEdgeRefused as refused } from './refusal';
import { readRequest, type SaltEdgeAuthority } from './request';

export interface SaltEdgeRegistrationBank extends SaltEdgeAuthority {
	registrations: Registrations;
}

/** "Register": returns the route for registration. There is none to read, update or delete a registration. */
export function registrationRoute(path: string, bank: SaltEdgeRegistrationBank): Route {
	return { listener: 'mtls', method: 'POST', path, endpoint: (request) => register(request, bank) };
}

async function register(
	request: BankRequest,
	bank: SaltEdgeRegistrationBank,
): Promise<BankResponse> {
	if (mediaType(request) !== 'application/jwt') {
		const given = header(request, 'content-type');
		throw refused('mediaType', `Content-Type is ${given}, not application/jwt`);
	}
	const claims = await readRequest((await request.body()).toString('utf8').trim(), bank);
	return registrationResponse(bank.registrations.add({ ...claims, ...defaults } as Metadata));
}

// OpenID Connect Dynamic Client Registration 1.0 §2: defaults.
const defaults = { subject_type: 'public', id_token_signed_response_alg: 'RS256' };

// The document shows no response, so the members are those of RFC 7591 §3.2.1.
function registrationResponse({
	metadata,
	client_id_issued_at,
	...issued
}: Registration): BankResponse {
	const { iss: _iss, aud: _aud, iat: _iat, exp: _exp, ...claims } = metadata;
	const issuedAt = { client_id_issued_at: Math.floor(client_id_issued_at / 1000) };
	const headers = { 'cache-control': 'no-store', pragma: 'no-cache' };
	return json(200, { ...issued, ...issuedAt, ...claims }, headers);
}
