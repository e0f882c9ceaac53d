import { createHash, randomBytes } from 'node:crypto';

import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { basic, call, redirectParameters, type Call, type Reply } from './tpp';

/** A TPP at The Co-operative Bank. It uses no code of the package. */

export type Brand = 'coop' | 'smile';

export const permissions = [
	'ReadAccountsDetail',
	'ReadBalances',
	'ReadDirectDebits',
	'ReadScheduledPaymentsDetail',
	'ReadStandingOrdersDetail',
	'ReadTransactionsDetail',
	'ReadTransactionsCredits',
	'ReadTransactionsDebits',
];

export function postToken(
	bank: EmbeddedBank,
	form: Record<string, string>,
	{ brand = 'coop', ...options }: Call & { brand?: Brand } = {},
): Promise<Reply> {
	const { clientId: client_id, clientSecret: client_secret } = bank.banks[brand].credential;
	return call(bank, bank.banks[brand].token, {
		method: 'POST',
		body: new URLSearchParams(form).toString(),
		...options,
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			authorization: basic({ client_id, client_secret }),
			...options.headers,
		},
	});
}

export function api(
	bank: EmbeddedBank,
	path: string,
	token: string,
	{ brand = 'coop', ...options }: Call & { brand?: Brand } = {},
): Promise<Reply> {
	return call(bank, `${bank.banks[brand].accountInformation}${path}`, {
		...options,
		headers: { authorization: `Bearer ${token}`, ...options.headers },
	});
}

export async function postConsent(
	bank: EmbeddedBank,
	brand: Brand = 'coop',
	Data: object = { Permissions: permissions },
): Promise<Reply> {
	const grant = { grant_type: 'client_credentials', scope: 'accounts' };
	const { json } = await postToken(bank, grant, { brand });
	return api(bank, '/account-access-consents', json.access_token as string, {
		brand,
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ Data, Risk: {} }),
	});
}

export async function newConsent(bank: EmbeddedBank, brand: Brand = 'coop'): Promise<string> {
	const reply = await postConsent(bank, brand);
	if (reply.status !== 201) throw new Error(reply.text);
	return reply.json.Data.ConsentId as string;
}

export const randomText = () => randomBytes(32).toString('base64url');

export const challengeOf = (verifier: string) =>
	createHash('sha256').update(verifier).digest('base64url');

export type Pairs = Record<string, string | undefined>;

/** Returns the mandatory parameters of the document's table, in its spelling. */
export function parameters(
	bank: EmbeddedBank,
	consentId: string,
	overrides: Pairs = {},
	brand: Brand = 'coop',
): Pairs {
	return {
		client_id: bank.banks[brand].credential.clientId,
		redirect_uri: bank.tpp.redirectUris[0],
		response_type: 'code',
		Scope: 'accounts+offline',
		State: randomText(),
		login_hint: brand,
		Display: consentId,
		code_challenge: challengeOf(randomText()),
		code_challenge_method: 'S256',
		...overrides,
	};
}

export function textOf(parameters: Pairs): string {
	const present = Object.entries(parameters).filter(([, value]) => value !== undefined);
	return present.map(([name, value]) => `${name}=${value}`).join('&');
}

export function redirectUrl(bank: EmbeddedBank, text: string, brand: Brand = 'coop'): string {
	const data = Buffer.from(text).toString('base64url');
	return `${bank.banks[brand].authorization}?data=${data}`;
}

export interface Authorised {
	consentId: string;
	verifier: string;
	/** Parameters of the redirect. */
	response: Record<string, string>;
}

interface AuthorisationOptions {
	brand?: Brand;
	consentId?: string;
	overrides?: Pairs;
	/** Who approves. */
	user?: string;
}

export async function authorise(
	bank: EmbeddedBank,
	options: AuthorisationOptions = {},
): Promise<Authorised> {
	const { brand = 'coop', overrides, user = 'rora' } = options;
	const consentId = options.consentId ?? (await newConsent(bank, brand));
	const verifier = randomText();
	const own = { code_challenge: challengeOf(verifier), ...overrides };
	const url = redirectUrl(bank, textOf(parameters(bank, consentId, own, brand)), brand);
	const location = await psuApproves(url, { user, ca: bank.ca });
	return { consentId, verifier, response: redirectParameters(location) };
}

export function exchange(
	bank: EmbeddedBank,
	{ response, verifier }: Authorised,
	form: Record<string, string> = {},
	brand: Brand = 'coop',
): Promise<Reply> {
	const own = {
		grant_type: 'authorization_code',
		code: response['code']!,
		redirect_uri: bank.tpp.redirectUris[0]!,
		code_verifier: verifier,
	};
	return postToken(bank, { ...own, ...form }, { brand });
}

export interface PsuTokens {
	consentId: string;
	access: string;
	refresh: string;
}

export async function psuTokens(
	bank: EmbeddedBank,
	options: AuthorisationOptions = {},
): Promise<PsuTokens> {
	const authorised = await authorise(bank, options);
	const { status, json, text } = await exchange(bank, authorised, {}, options.brand);
	if (status !== 200) throw new Error(text);
	const { access_token: access, refresh_token: refresh } = json;
	return { consentId: authorised.consentId, access, refresh };
}
