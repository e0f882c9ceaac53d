import { randomBytes } from 'node:crypto';

import { customBank } from '../../lib/banks/custom';
import type { BankProfile, DynamicRegistration } from '../../lib/banks/profile';
import { OpenBankingError, type ErrorDetails } from '../../lib/errors';
import type { Client, Signer, SoftwareStatementClaims, Tpp } from '../../lib/tpp';
import type { Connection, HttpRequest, HttpResponse, Send } from '../../lib/transport/http';
import { aCertificate, aPrivateKey, type KeyKind } from './certificates';
import { identityReferences } from './identityReferences';

/** Builders of the objects of `lib/`. Each takes the members that matter to the test. */

export const aBank = (changes: Partial<BankProfile> = {}): BankProfile => ({
	...bankOfIssuer('v4.0'),
	id: 'test-bank',
	name: 'Test Bank',
	...changes,
});

/** Returns the standard profile with registration requests for the issuer, which needs no ASPSP ID. */
export function bankOfIssuer(version: 'v3.1' | 'v4.0'): BankProfile {
	const standard = customBank(version);
	const registration = { ...standard.registration, audience: { is: 'issuer' } };
	return { ...standard, registration: registration as DynamicRegistration };
}

export const aTpp = (changes: Partial<Tpp> = {}): Tpp => ({
	bank: aBank(),
	environment: 'sandbox',
	addresses: { issuer: 'https://auth.bank.example', resourceServer: 'https://api.bank.example' },
	tls: {},
	signer: aSigner(),
	redirectUri: 'https://tpp.example/callback',
	client: aClient(),
	sealingSecrets: [aSecret()],
	...changes,
});

export const aClient = (changes: Partial<Client> = {}): Client => ({
	clientId: 'client-1',
	tokenEndpointAuthMethod: 'private_key_jwt',
	...changes,
});

export function aSigner(kind: KeyKind = 'rsa-2048', changes: Partial<Signer> = {}): Signer {
	const { certificate, certificatePem, privateKey } = aCertificate({
		privateKey: aPrivateKey(kind, 'signing'),
	});
	return {
		certificate,
		chainPem: certificatePem,
		privateKey,
		references: identityReferences('signing'),
		keyId: 'our-key',
		...changes,
	};
}

export const aSecret = (): Uint8Array => randomBytes(32);

/** Returns a software statement without a signature. */
export function aSoftwareStatement(changes: Partial<SoftwareStatementClaims> = {}) {
	const claims = {
		software_id: 'software1',
		org_id: 'organisation1',
		software_redirect_uris: ['https://tpp.example/callback'],
		software_roles: ['AISP'],
		...changes,
	};
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return { jwt: `${part({ alg: 'PS256' })}.${part(claims)}.c2lnbmF0dXJl`, claims };
}

export interface ResponseParts {
	status?: number;
	headers?: Record<string, string>;
	json?: unknown;
	text?: string;
	interactionId?: string;
}

/** Builds a response; the body is JSON unless `text` is given. */
export function aResponse({
	status = 200,
	headers,
	json,
	text,
	interactionId = 'interaction-1',
}: ResponseParts = {}): HttpResponse {
	return {
		status,
		headers: { 'content-type': 'application/json', ...headers },
		body: Buffer.from(text ?? (json === undefined ? '' : JSON.stringify(json))),
		interactionId,
	};
}

/** Creates a `send` that responds with one function, and records the requests without their signals. */
export function aSend(
	respond: (request: HttpRequest) => ResponseParts | Promise<ResponseParts>,
): Send & { requests: HttpRequest[] } {
	const requests: HttpRequest[] = [];
	const send = async (request: HttpRequest) => {
		const { signal: _, limit, ...recorded } = request;
		requests.push(recorded);
		const response = aResponse(await respond(request));
		if (response.status === 429) limit?.onRefusal(response);
		return response;
	};
	return Object.assign(send, { requests });
}

/** Builds a connection. Without a `send`, a request fails the test. */
export const aConnection = (tpp: Tpp = aTpp(), send: Send = noNetwork): Connection => ({
	tpp,
	send,
});

export const noNetwork: Send = async ({ method, url }) => {
	throw new Error(`${method} ${url} was not expected`);
};

export interface Rejection extends ErrorDetails {
	code: string;
	message: string;
}

/** Returns code, message and details of the error that `act` throws or rejects with. `said` is part of the message. */
export async function rejection(act: () => unknown): Promise<Rejection> {
	try {
		await act();
	} catch (error) {
		if (!(error instanceof OpenBankingError)) throw error;
		const { code, message, tppAction } = error;
		const { summary: _said, ...details } = error.details;
		return definedOnly({ code, message, ...details, tppAction });
	}
	throw new Error('It was not rejected');
}

const definedOnly = <T extends object>(object: T): T =>
	Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** Returns another spelling of a compact JWE: the same bytes, and other bits at the end, where no byte uses them. */
export function withOtherUnusedBits(jwe: string): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	return jwe.slice(0, -1) + alphabet[alphabet.indexOf(jwe.at(-1)!) + 1];
}
