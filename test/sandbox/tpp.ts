import { createHash, createPrivateKey, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { request, type RequestOptions } from 'node:https';

import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank, OzoneBank } from '../../sandbox/startEmbeddedBank';

/** A TPP for the tests of the embedded bank. It uses no code of the package. */

/** The embedded bank, and the bank that the TPP uses: Zopa by default. */
export interface TestedBank extends EmbeddedBank {
	at?: 'zopa' | 'monese';
}

function bankAt({ banks, at = 'zopa' }: TestedBank): OzoneBank {
	return banks[at];
}

export interface Reply {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	json: any;
}

export interface Call {
	method?: string;
	headers?: Record<string, string>;
	body?: string | Buffer;
	/** Settings of the connection; the TPP's transport certificate by default. */
	tls?: Pick<RequestOptions, 'cert' | 'key' | 'ca' | 'agent' | 'servername'>;
}

export function call(bank: TestedBank, url: string, options: Call = {}): Promise<Reply> {
	const { method = 'GET', headers, body, tls } = options;
	const { transportCertificate: cert, transportKey: key } = bank.tpp;
	return new Promise((resolve, reject) => {
		const own = { ca: bank.ca, cert, key, agent: false as const };
		const outgoing = request(url, { method, headers, ...own, ...tls });
		outgoing.on('error', reject);
		outgoing.on('response', (response) => {
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => (text += chunk));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					status: response.statusCode!,
					headers: response.headers,
					text,
					json: parsed(text),
				}),
			);
		});
		outgoing.end(body);
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

export function now(): number {
	return Math.floor(Date.now() / 1000);
}

export type Claims = Record<string, unknown>;

/** Returns the claims of Zopa's example. */
export function registrationClaims(bank: TestedBank, overrides: Claims = {}): Claims {
	return {
		token_endpoint_auth_signing_alg: 'PS256',
		grant_types: ['authorization_code', 'client_credentials'],
		subject_type: 'public',
		application_type: 'web',
		iss: bank.tpp.softwareId,
		redirect_uris: [bank.tpp.redirectUris[0]],
		token_endpoint_auth_method: 'client_secret_basic',
		aud: bankAt(bank).issuer,
		scope: 'openid payments accounts',
		request_object_signing_alg: 'none',
		exp: now() + 3600,
		iat: now(),
		jti: randomUUID(),
		response_types: ['code', 'code id_token'],
		id_token_signed_response_alg: 'PS256',
		software_statement: bank.tpp.softwareStatement,
		...overrides,
	};
}

export function signed(bank: TestedBank, claims: Claims, header: object = {}, key?: string) {
	return new SignJWT(claims as JWTPayload)
		.setProtectedHeader({ alg: 'PS256', kid: bank.tpp.kid, typ: 'JWT', ...header })
		.sign(createPrivateKey(key ?? bank.tpp.signingKey));
}

export function postRegistration(bank: TestedBank, jws: string): Promise<Reply> {
	return call(bank, bankAt(bank).registration, {
		method: 'POST',
		headers: { 'content-type': 'application/jwt' },
		body: jws,
	});
}

export interface Client {
	client_id: string;
	client_secret?: string;
}

export async function register(bank: TestedBank, overrides: Claims = {}): Promise<Client> {
	const reply = await postRegistration(
		bank,
		await signed(bank, registrationClaims(bank, overrides)),
	);
	if (reply.status !== 201) throw new Error(reply.text);
	return reply.json as Client;
}

export function basic({ client_id, client_secret }: Client): string {
	return `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
}

export function postToken(
	bank: TestedBank,
	client: Client,
	form: Record<string, string>,
	options: Call & { url?: string } = {},
): Promise<Reply> {
	return call(bank, options.url ?? `${bankAt(bank).resourceServer}/token`, {
		method: 'POST',
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			...(client.client_secret ? { authorization: basic(client) } : {}),
		},
		body: new URLSearchParams(form).toString(),
		tls: options.tls,
	});
}

export async function clientToken(bank: TestedBank, client: Client): Promise<string> {
	const form = { grant_type: 'client_credentials', scope: 'accounts' };
	const reply = await postToken(bank, client, form);
	if (reply.status !== 200) throw new Error(reply.text);
	return reply.json.access_token as string;
}

/** Sends a request to the account information API. */
export function api(
	bank: TestedBank,
	path: string,
	token: string,
	options: Call = {},
): Promise<Reply> {
	return call(bank, `${bankAt(bank).accountInformation}${path}`, {
		...options,
		headers: { authorization: `Bearer ${token}`, ...options.headers },
	});
}

export const allPermissions = [
	'ReadAccountsDetail',
	'ReadBalances',
	'ReadTransactionsDetail',
	'ReadTransactionsCredits',
	'ReadTransactionsDebits',
];

export function postConsent(
	bank: TestedBank,
	token: string,
	body: unknown = { Data: { Permissions: allPermissions }, Risk: {} },
): Promise<Reply> {
	return api(bank, '/account-access-consents', token, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

export async function newConsent(
	bank: TestedBank,
	client: Client,
	Data: object = { Permissions: allPermissions },
): Promise<string> {
	const reply = await postConsent(bank, await clientToken(bank, client), { Data, Risk: {} });
	if (reply.status !== 201) throw new Error(reply.text);
	return reply.json.Data.ConsentId as string;
}

export function requestObjectClaims(
	bank: TestedBank,
	client: Client,
	consentId: string,
	overrides: Claims = {},
): Claims {
	const intent = { value: consentId, essential: true };
	return {
		iss: client.client_id,
		aud: bankAt(bank).issuer,
		client_id: client.client_id,
		response_type: 'code id_token',
		redirect_uri: bank.tpp.redirectUris[0],
		scope: 'openid accounts',
		state: 'a-state',
		nonce: 'a-nonce',
		iat: now(),
		nbf: now(),
		exp: now() + 300,
		claims: {
			id_token: {
				openbanking_intent_id: intent,
				acr: { essential: true, values: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'] },
			},
			userinfo: { openbanking_intent_id: intent },
		},
		...overrides,
	};
}

export function authorizationUrl(
	bank: TestedBank,
	claims: Claims,
	request = new UnsecuredJWT(claims as JWTPayload).encode(),
): string {
	const names = ['client_id', 'response_type', 'scope', 'redirect_uri'];
	const query = names.map((name): [string, string] => [name, String(claims[name])]);
	return `${bankAt(bank).issuer}/auth?${new URLSearchParams([...query, ['request', request]])}`;
}

/** Returns the parameters of a redirect's fragment, or of its query if there is no fragment. */
export function redirectParameters(location: string): Record<string, string> {
	const { hash, search } = new URL(location);
	return Object.fromEntries(new URLSearchParams(hash ? hash.slice(1) : search));
}

export interface Authorised {
	consentId: string;
	code: string;
	parameters: Record<string, string>;
}

/** Creates a consent, sends the authorization request and lets the PSU approve it. */
export async function authorise(
	bank: TestedBank,
	client: Client,
	options: { user?: string; accounts?: 'all' | string[]; Data?: object; request?: Claims } = {},
): Promise<Authorised> {
	const { user = 'rora', accounts, Data, request: overrides } = options;
	const consentId = await newConsent(bank, client, Data);
	const url = authorizationUrl(bank, requestObjectClaims(bank, client, consentId, overrides));
	const location = await psuApproves(url, { user, accounts, ca: bank.ca });
	const parameters = redirectParameters(location);
	return { consentId, code: parameters['code']!, parameters };
}

export function exchange(
	bank: TestedBank,
	client: Client,
	code: string,
	form: Record<string, string> = {},
): Promise<Reply> {
	return postToken(bank, client, {
		grant_type: 'authorization_code',
		code,
		redirect_uri: bank.tpp.redirectUris[0]!,
		...form,
	});
}

/** Returns an access token for a consent that the PSU approved. */
export async function psuToken(
	bank: TestedBank,
	client: Client,
	options: Parameters<typeof authorise>[2] = {},
): Promise<string> {
	const { code } = await authorise(bank, client, options);
	return (await exchange(bank, client, code)).json.access_token as string;
}

/** Returns the left half of the SHA-256 hash (OpenID Connect Core §3.3.2.11). */
export function halfHash(value: string): string {
	return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');
}
