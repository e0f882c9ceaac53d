import { UnsecuredJWT } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { rejection } from '../support/builders';
import { exchangeAuthorizationCode } from './exchange';
import {
	altered,
	aTestBank,
	authorise,
	bankKey,
	clockAt,
	consentId,
	halfHash,
	idToken,
	publicJwk,
	type Authorisation,
	type TestBank,
} from './testBank';

const now = new Date();
const seconds = Math.floor(now.getTime() / 1000);

let bank: TestBank;
beforeEach(() => {
	clockAt(now.getTime());
	clearCaches();
	bank = aTestBank();
});

afterEach(() => jest.useRealTimers());

const exchange = async (how: Authorisation = {}) =>
	await exchangeAuthorizationCode(bank.connection, await authorise(bank, how), now);

const iatWrong = 'The id_token was issued more than an hour ago or in the future (iat).';
const expWrong = 'The id_token has an invalid expiry (exp).';
const acrWrong = 'The id_token does not state that the PSU was authenticated (acr).';
const azpWrong = 'The id_token is for another client (azp).';
const noJwt = 'The id_token is not a signed JWT.';

describe('refuses the id_token beside the code, and sends no token request, when', () => {
	const prefix = 'The authorisation response is invalid: ';
	const noIdToken = `${prefix}it has no id_token.`;
	const publicPem = () => JSON.stringify(publicJwk(bankKey(), 'bank-key'));

	it.each<[string, Authorisation, string]>([
		[
			'its nonce is another',
			{ claims: { nonce: 'another' } },
			`${prefix}its id_token belongs to another authorisation (nonce).`,
		],
		['it has no nonce', { claims: { nonce: undefined } }, `${prefix}its id_token has no nonce.`],
		[
			's_hash is of another state',
			{ claims: { s_hash: halfHash('another') } },
			`${prefix}its id_token belongs to another state (s_hash).`,
		],
		['it has no s_hash', { claims: { s_hash: undefined } }, `${prefix}its id_token has no s_hash.`],
		[
			'c_hash is of another code',
			{ parameters: { code: 'another' } },
			`${prefix}its id_token belongs to another code (c_hash).`,
		],
		['it has no c_hash', { claims: { c_hash: undefined } }, `${prefix}its id_token has no c_hash.`],
		[
			'it is of another issuer',
			{ claims: { iss: 'https://auth.bank.example1' } },
			`${prefix}its id_token comes from another issuer (iss).`,
		],
		['it has no issuer', { claims: { iss: undefined } }, `${prefix}its id_token has no iss.`],
		[
			'it is for another client',
			{ claims: { aud: 'client-2' } },
			`${prefix}its id_token is for another client (aud).`,
		],
		['it has no audience', { claims: { aud: undefined } }, `${prefix}its id_token has no aud.`],
		[
			'it has a further audience and no authorized party',
			{ claims: { aud: ['client-1', 'client-11'] } },
			`${prefix}its id_token is also for other clients (aud).`,
		],
		[
			'the authorized party is another',
			{ claims: { aud: ['client-1', 'another'], azp: 'another' } },
			azpWrong,
		],
		[
			'the authorized party beside one audience is another',
			{ claims: { azp: 'another' } },
			azpWrong,
		],
		['the authorized party is no text', { claims: { azp: ['client-1'] } }, azpWrong],
		[
			'it has expired',
			{ claims: { exp: seconds - 360 } },
			`${prefix}its id_token has expired (exp).`,
		],
		['exp is in milliseconds', { claims: { exp: (seconds + 600) * 1000 } }, expWrong],
		['exp is a text', { claims: { exp: String(seconds + 600) as never } }, expWrong],
		['it has no exp', { claims: { exp: undefined } }, expWrong],
		['it was issued a week ago', { claims: { iat: seconds - 7 * 86_400 } }, iatWrong],
		['it was issued more than an hour ago', { claims: { iat: seconds - 3660 } }, iatWrong],
		['it was issued in the future', { claims: { iat: seconds + 90 } }, iatWrong],
		['iat is a text', { claims: { iat: String(seconds) as never } }, iatWrong],
		['it has no iat', { claims: { iat: undefined } }, iatWrong],
		[
			'nbf is in the future',
			{ claims: { nbf: seconds + 90 } },
			`${prefix}its id_token is not valid yet (nbf).`,
		],
		['it has no subject', { claims: { sub: undefined } }, `${prefix}its id_token has no sub.`],
		[
			'it is not signed',
			{ sign: (claims) => new UnsecuredJWT(claims).encode() },
			`${prefix}its id_token is signed with another algorithm than the registered one (alg).`,
		],
		...['NONE', 'nOnE', 'ps256'].map((alg): [string, Authorisation, string] => [
			`alg is ${alg}`,
			{ sign: async (claims) => withHeader(await idToken(claims), { alg, kid: 'bank-key' }) },
			`${prefix}its id_token is signed with another algorithm than the registered one (alg).`,
		]),
		[
			"it is signed RS256 with the bank's key where PS256 is registered",
			{ sign: (claims) => idToken(claims, { alg: 'RS256', kid: 'bank-key' }) },
			`${prefix}its id_token is signed with another algorithm than the registered one (alg).`,
		],
		[
			"it is a MAC made with the bank's public key",
			{
				sign: (claims) =>
					idToken(claims, { alg: 'HS256', kid: 'bank-key' }, Buffer.from(publicPem())),
			},
			`${prefix}its id_token is signed with another algorithm than the registered one (alg).`,
		],
		[
			'a byte of the signature was altered',
			{ sign: async (claims) => altered(await idToken(claims)) },
			`${prefix}its id_token has an invalid signature.`,
		],
		[
			'it is signed with a key of its own header',
			{
				sign: (claims) =>
					idToken(
						claims,
						{ alg: 'PS256', kid: 'bank-key', jwk: publicJwk(bankKey('foreign'), 'bank-key') },
						bankKey('foreign'),
					),
			},
			`${prefix}its id_token has an invalid signature.`,
		],
		[
			'kid names none of the keys',
			{ sign: (claims) => idToken(claims, { alg: 'PS256', kid: 'another' }) },
			`${prefix}its id_token is signed with a key that the bank does not publish (kid).`,
		],
		[
			'kid is no text',
			{ sign: (claims) => idToken(claims, { alg: 'PS256', kid: 7 as never }) },
			`${prefix}its id_token is signed with a key that the bank does not publish (kid).`,
		],
		[
			'its signature is not in base64url',
			{ sign: async (claims) => (await idToken(claims)).replace(/[^.]*$/, '*') },
			`${prefix}its id_token is not in base64url.`,
		],
		[
			'its header is not in base64url',
			{ sign: async (claims) => (await idToken(claims)).replace(/^[^.]*/, '*') },
			`${prefix}its id_token is not in base64url.`,
		],
		[
			'crit names an extension',
			{
				sign: async (claims) =>
					withHeader(await idToken(claims), {
						alg: 'PS256',
						kid: 'bank-key',
						crit: ['exp'],
						exp: 1,
					}),
			},
			`${prefix}its id_token has a critical header that is not supported (crit).`,
		],
		[
			'it is for another consent',
			{ claims: { openbanking_intent_id: `${consentId}1` } },
			'The id_token is for another consent (openbanking_intent_id).',
		],
		[
			'it names no consent',
			{ claims: { openbanking_intent_id: undefined } },
			'The id_token is for another consent (openbanking_intent_id).',
		],
		['acr is another', { claims: { acr: 'urn:mace:incommon:iap:silver' } }, acrWrong],
		['it has no acr', { claims: { acr: undefined } }, acrWrong],
		['acr is a list', { claims: { acr: ['urn:openbanking:psd2:sca'] } }, acrWrong],
		['it is absent', { parameters: { id_token: undefined } }, noIdToken],
		['it is empty', { parameters: { id_token: '' } }, noIdToken],
		[
			'it is encrypted',
			{ parameters: { id_token: 'eyJhbGciOiJkaXIifQ..a.b.c' } },
			'The id_token is encrypted, but the client is not registered for that. Register the client with id_token_encrypted_response_alg, or switch encryption off at the bank.',
		],
		...['null', '[]', '"text"', '{"'].map((payload): [string, Authorisation, string] => [
			`its payload is ${payload}`,
			{ sign: async (claims) => withPayload(await idToken(claims), payload) },
			noJwt,
		]),
	])('%s', async (_, how, message) => {
		expect(await rejection(() => exchange(how))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(bank.requested()).not.toContain('POST /token');
	});
});

const withHeader = (jwt: string, header: object) => withPart(jwt, 0, JSON.stringify(header));
const withPayload = (jwt: string, payload: string) => withPart(jwt, 1, payload);

function withPart(jwt: string, index: number, text: string): string {
	const parts = jwt.split('.');
	parts[index] = Buffer.from(text).toString('base64url');
	return parts.join('.');
}
