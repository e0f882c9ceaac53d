import { json, type Answer } from '../http/answer';
import { header, mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Metadata, Registration, Registrations } from '../registration/registrations';
import { saltEdgeRefused as refused } from './refusal';
import { readRequest, type RegistrationAuthority } from './request';

export interface RegistrationBank extends RegistrationAuthority {
	registrations: Registrations;
}

/** "Register": there is no call to read, change or delete a registration. */
export function registrationRoute(path: string, bank: RegistrationBank): Route {
	return { listener: 'mtls', method: 'POST', path, endpoint: (request) => register(request, bank) };
}

async function register(request: BankRequest, bank: RegistrationBank): Promise<Answer> {
	if (mediaType(request) !== 'application/jwt') {
		const given = header(request, 'content-type');
		throw refused('mediaType', `Content-Type is ${given}, not application/jwt`);
	}
	const claims = await readRequest((await request.body()).toString('utf8').trim(), bank);
	return registered(bank.registrations.add({ ...claims, ...fixed } as Metadata));
}

// OpenID Connect Dynamic Client Registration 1.0 §2: what holds without a claim that says otherwise.
const fixed = { subject_type: 'public', id_token_signed_response_alg: 'RS256' };

// The document prints no response: members are those of RFC 7591 §3.2.1.
function registered({ metadata, client_id_issued_at, ...issued }: Registration): Answer {
	const { iss: _iss, aud: _aud, iat: _iat, exp: _exp, ...claims } = metadata;
	const issuedAt = { client_id_issued_at: Math.floor(client_id_issued_at / 1000) };
	const headers = { 'cache-control': 'no-store', pragma: 'no-cache' };
	return json(200, { ...issued, ...issuedAt, ...claims }, headers);
}
