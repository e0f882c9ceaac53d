import { createHash, randomUUID, sign, X509Certificate } from 'node:crypto';

import { psuApproves, psuRefuses, type PsuOptions } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { call, type Reply } from './tpp';

/** A TPP for the tests of the embedded Eika. It uses no code of the package. */

export interface Signing {
	method: string;
	body: string;
	/** Headers beside the ones that are always there; `undefined` takes one away. */
	headers: Record<string, string | undefined>;
	signedHeaders: string;
	algorithm: string;
	serialNumber: string;
	issuer: string;
	digest: 'sha256' | 'sha512';
	certificate: string;
	key: string;
	/** Last word on the Signature header. */
	write: (header: string) => string;
}

const digestNames = { sha256: 'SHA-256', sha512: 'SHA-512' };

/** Returns the name of the issuer of the signing certificate. */
export const rfc2253 = () =>
	`CN=Sandbox Issuing CA,2.5.4.97=#0c10${Buffer.from('PSDGB-OB-SANDBOX').toString('hex')},` +
	'O=Open Banking Sandbox,C=GB';

/** Sends a request that is signed as Eika's page says, or wrongly where the test asks for it. */
export function sendSigned(
	bank: EmbeddedBank,
	path: string,
	signing: Partial<Signing> = {},
): Promise<Reply> {
	const { method = 'GET', body, digest = 'sha256' } = signing;
	const certificate = new X509Certificate(signing.certificate ?? bank.tpp.signingCertificate);
	const hash = createHash(digest)
		.update(body ?? '')
		.digest('base64');
	const headers: Record<string, string | undefined> = {
		...(body !== undefined && { 'content-type': 'application/json' }),
		date: new Date().toUTCString(),
		digest: `${digestNames[digest]}=${hash}`,
		'x-request-id': randomUUID(),
		'tpp-signature-certificate': certificate.raw.toString('base64'),
		...signing.headers,
	};
	const names = signing.signedHeaders ?? 'date digest x-request-id';
	const text = names
		.toLowerCase()
		.split(' ')
		.map((name) => `${name}: ${headers[name]}`)
		.join('\n');
	const signature = sign('sha256', Buffer.from(text), signing.key ?? bank.tpp.signingKey);
	const parameters = [
		`keyId="SN=${signing.serialNumber ?? certificate.serialNumber},CA=${signing.issuer ?? rfc2253()}"`,
		`algorithm="${signing.algorithm ?? 'rsa-sha256'}"`,
		`headers="${names}"`,
		`signature="${signature.toString('base64')}"`,
	].join(',');
	const all = {
		signature: signing.write?.(parameters) ?? parameters,
		...headers,
		...signing.headers,
	};
	const sent = Object.entries(all).filter(
		(entry): entry is [string, string] => entry[1] !== undefined,
	);
	return call(bank, path.startsWith('https:') ? path : bank.banks.eika.apiBaseUrl + path, {
		method,
		headers: Object.fromEntries(sent),
		body,
	});
}

type Headers = Record<string, string>;

/** Sends a request with a correct signature. A body makes it a POST. */
export function eika(
	bank: EmbeddedBank,
	path: string,
	{ method, headers = {}, body }: { method?: string; headers?: Headers; body?: unknown } = {},
): Promise<Reply> {
	const psu = ['psu-id', 'psu-corporate-id', 'tpp-redirect-uri'].filter((name) => name in headers);
	return sendSigned(bank, path, {
		method: method ?? (body === undefined ? 'GET' : 'POST'),
		headers,
		signedHeaders: ['date', 'digest', 'x-request-id', ...psu].join(' '),
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
}

const day = 86_400_000;

/** Returns the date `days` days from now. */
export const dateIn = (days: number): string =>
	new Date(Date.now() + days * day).toISOString().slice(0, 10);

export const redirectUri = 'https://n8n.example.com/webhook/back?state=sealed';

/** Returns the body of a request for a consent. */
export const consentBody = (overrides: object = {}) => ({
	access: { accounts: [], balances: [], transactions: [] },
	recurringIndicator: true,
	validUntil: dateIn(180),
	frequencyPerDay: 4,
	combinedServiceIndicator: false,
	...overrides,
});

interface ConsentOptions {
	body?: object;
	headers?: Headers;
	/** Default: the PSU chooses accounts at the bank. */
	path?: '/v1/bank-offered-consents' | '/v1/consents';
}

/** Sends a request for a consent. */
export const postConsent = (
	bank: EmbeddedBank,
	{ body, headers, path = '/v1/bank-offered-consents' }: ConsentOptions = {},
): Promise<Reply> =>
	eika(bank, path, {
		body: consentBody(body),
		headers: { 'tpp-redirect-uri': redirectUri, ...headers },
	});

/** A consent that the PSU approved. */
export interface Authorised {
	consentId: string;
	/** The address that the bank redirected to. */
	location: URL;
	/** Headers for account data. */
	session: Headers;
}

/** Creates a consent and lets the PSU approve it. */
export async function authorise(
	bank: EmbeddedBank,
	psu: Omit<PsuOptions, 'ca'> = { user: '13039319955' },
	options: ConsentOptions = {},
): Promise<Authorised> {
	const { json } = await postConsent(bank, options);
	const consentId = json.consentId as string;
	const { ca } = bank;
	const location = new URL(await psuApproves(json._links.scaRedirect.href, { ...psu, ca }));
	const parameters = ['tpp-session-id', 'psu-id', 'psu-corporate-id'].flatMap((name) => {
		const value = location.searchParams.get(name);
		return value === null ? [] : [[name, value]];
	});
	return {
		consentId,
		location,
		session: { 'consent-id': consentId, ...Object.fromEntries(parameters) },
	};
}

/** Lets the PSU refuse a consent. Returns the address that the bank redirected to. */
export const refuse = async (bank: EmbeddedBank, { json }: Reply): Promise<URL> =>
	new URL(await psuRefuses(json._links.scaRedirect.href, { user: '13039319955', ca: bank.ca }));
