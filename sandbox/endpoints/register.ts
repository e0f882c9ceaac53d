import { header, mediaType, type BankRequest } from '../http/request';
import { json, Refusal, type BankResponse } from '../http/response';
import type { Route } from '../http/route';
import type { IssuedToken, TokenFinder } from '../oauth/tokens';
import type { Registration, Registrations } from '../registration/registrations';
import { readRegistrationRequest, type RegistrationAuthority } from '../registration/request';

export interface RegistrationBank extends RegistrationAuthority {
	registrations: Registrations;
	/** Media types of requests. Absent: application/jwt and application/jose. */
	contentTypes?: string[];
	findToken: TokenFinder;
	/** Revokes everything that was issued to a client. */
	revokeByClientId(clientId: string): void;
}

/** Returns the routes of OBIE Dynamic Client Registration 3.2: register, read, update, delete. */
export function registrationRoutes(path: string, bank: RegistrationBank): Route[] {
	const route = (method: string, below: string, endpoint: Route['endpoint']): Route => ({
		listener: 'mtls',
		method,
		path: `${path}${below}`,
		endpoint,
	});
	return [
		route('POST', '', (request) => register(request, bank)),
		route('GET', '/{ClientId}', (request) => readRegistration(request, bank)),
		route('PUT', '/{ClientId}', (request) => updateRegistration(request, bank)),
		route('DELETE', '/{ClientId}', (request) => deleteRegistration(request, bank)),
	];
}

async function register(request: BankRequest, bank: RegistrationBank): Promise<BankResponse> {
	assertJwt(request, bank);
	const { claims, jwksEndpoint } = await readRegistrationRequest(await bodyText(request), bank);
	return registrationResponse(201, bank.registrations.add({ ...claims, jwks_uri: jwksEndpoint }));
}

async function readRegistration(
	request: BankRequest,
	bank: RegistrationBank,
): Promise<BankResponse> {
	return registrationResponse(200, await ownRegistration(request, bank));
}

async function updateRegistration(
	request: BankRequest,
	bank: RegistrationBank,
): Promise<BankResponse> {
	const registration = await ownRegistration(request, bank);
	assertJwt(request, bank);
	const { claims, jwksEndpoint } = await readRegistrationRequest(await bodyText(request), bank);
	const metadata = { ...claims, jwks_uri: jwksEndpoint };
	return registrationResponse(200, bank.registrations.replace(registration, metadata));
}

async function deleteRegistration(
	request: BankRequest,
	bank: RegistrationBank,
): Promise<BankResponse> {
	const { client_id } = await ownRegistration(request, bank);
	bank.registrations.remove(client_id);
	bank.revokeByClientId(client_id);
	return { status: 204 };
}

// OBIE DCR: for an unknown or another client the response is 401, and the bank revokes the token of the request.
async function ownRegistration(
	request: BankRequest,
	bank: RegistrationBank,
): Promise<Registration> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'ClientCredentials') throw unauthorised();
	const registration = bank.registrations.find(request.parameters['ClientId']!);
	if (registration?.client_id === token.clientId) return registration;
	return revokeAndReject(token);
}

async function revokeAndReject(token: IssuedToken): Promise<never> {
	await token.destroy();
	throw unauthorised();
}

function assertJwt(
	request: BankRequest,
	{ contentTypes = ['application/jwt', 'application/jose'] }: RegistrationBank,
): void {
	if (contentTypes.includes(mediaType(request))) return;
	throw new Refusal(
		json(415, {
			error: 'invalid_client_metadata',
			error_description: `Content-Type is ${header(request, 'content-type')}, not ${contentTypes[0]}`,
		}),
	);
}

async function bodyText(request: BankRequest): Promise<string> {
	return (await request.body()).toString('utf8').trim();
}

function registrationResponse(status: number, { metadata, ...issued }: Registration): BankResponse {
	const { iss: _iss, aud: _aud, jti: _jti, iat: _iat, exp: _exp, ...registeredClaims } = metadata;
	const body = {
		...issued,
		...registeredClaims,
		software_id: metadata.iss,
		tls_client_certificate_bound_access_tokens: true,
	};
	return json(status, body, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

function unauthorised(): Refusal {
	return new Refusal({
		status: 401,
		headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
	});
}
