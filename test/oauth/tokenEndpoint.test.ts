import type { JWTPayload } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { refreshSession } from '../../lib/oauth/refresh';
import type { IdTokenRules } from '../../lib/banks/profile';
import { aBank, aClient, aTpp, rejection } from '../support/builders';
import { exchangeAuthorizationCode } from './exchange';
import {
	altered,
	aTestBank,
	authorise,
	clockAt,
	consentId,
	halfHash,
	idToken,
	issuer,
	tokens,
	type Authorisation,
	type TestBank,
} from './testBank';

const now = new Date();
const seconds = Math.floor(now.getTime() / 1000);
const refused = "The bank's token response is invalid: ";

let bank: TestBank;
beforeEach(() => {
	clockAt(now.getTime());
	clearCaches();
	bank = aTestBank();
});

afterEach(() => jest.useRealTimers());

const exchange = async (how: Authorisation = {}) =>
	await exchangeAuthorizationCode(bank.connection, await authorise(bank, how), now);

describe('Tokens are kept, marked as not to be used, when of the id_token beside them', () => {
	it.each<[string, JWTPayload, string]>([
		[
			'the nonce is another',
			{ nonce: 'x' },
			`${refused}its id_token belongs to another authorisation (nonce).`,
		],
		[
			'the issuer is another',
			{ iss: 'https://x.example' },
			`${refused}its id_token comes from another issuer (iss).`,
		],
		['the PSU is another', { sub: 'psu-2' }, 'The id_token is about another PSU (sub).'],
		[
			'the consent is another',
			{ openbanking_intent_id: 'x' },
			'The id_token is for another consent (openbanking_intent_id).',
		],
		[
			'at_hash is of another token',
			{ at_hash: halfHash('x') },
			'The id_token belongs to another access token (at_hash).',
		],
		[
			'iat is a week ago',
			{ iat: seconds - 7 * 86_400 },
			'The id_token was issued more than an hour ago or in the future (iat).',
		],
		[
			'acr is absent',
			{ acr: undefined },
			'The id_token does not state that the PSU was authenticated (acr).',
		],
	])('%s', async (_, claims, invalid) => {
		bank.token = async () => ({
			json: { ...tokens(), id_token: await idToken({ ...bank.claims, ...claims }) },
			interactionId: 'of-the-tokens',
		});
		expect((await exchange()).session).toEqual({
			accessToken: 'access-1',
			expiresAt: new Date(now.getTime() + 300_000).toISOString(),
			refreshToken: 'refresh-1',
			scope: 'openid accounts',
			interactionId: 'of-the-tokens',
			bank: 'test-bank',
			environment: 'sandbox',
			issuer,
			clientId: 'client-1',
			consentId,
			authorisedAt: now.toISOString(),
			client: { tokenEndpointAuthMethod: 'private_key_jwt' },
			subject: 'psu-1',
			invalid,
		});
	});
});

describe('Tokens without an id_token beside them', () => {
	it('can be used if the id_token beside the code was validated (B-26)', async () => {
		bank.token = () => ({ json: tokens() });
		const { session } = await exchange({ responseType: 'code id_token' });
		expect(session).toMatchObject({
			accessToken: 'access-1',
			subject: 'psu-1',
			invalid: undefined,
			note: 'The bank sent no id_token beside the tokens. The id_token beside the code was validated instead.',
		});
		expect((await refreshSession(bank.connection, session)).note).toBeUndefined();
	});

	it.each(['not-a-jwt', '', 7, {}])(
		'are not those with the invalid id_token %j beside them (B-26)',
		async (id_token) => {
			bank.token = () => ({ json: { ...tokens(), id_token } });
			const { session } = await exchange({ responseType: 'code id_token' });
			expect(session.invalid).toEqual(expect.any(String));
		},
	);
});

describe('Tokens are kept, marked as not to be used, when of the response', () => {
	it.each<[string, () => Promise<object>, string]>([
		['the id_token is absent', async () => ({}), 'its id_token must be a string'],
		[
			'the signature of the id_token is wrong',
			async () => ({ id_token: altered(await idToken(bank.claims)) }),
			'its id_token has an invalid signature',
		],
		[
			'token_type is absent',
			async () => ({ token_type: undefined }),
			'its token_type must be a string',
		],
		[
			'expires_in is no number',
			async () => ({ expires_in: 'soon' }),
			'its expires_in must be a number',
		],
		[
			'expires_in is negative',
			async () => ({ expires_in: -1 }),
			'its expires_in must be a non-negative number',
		],
		['scope is no text', async () => ({ scope: 7 }), 'its scope must be a string'],
	])('%s', async (_, members, says) => {
		bank.token = async () => ({ json: { ...tokens(), ...(await members()) } });
		expect((await exchange({ responseType: 'code' })).session).toMatchObject({
			accessToken: 'access-1',
			refreshToken: 'refresh-1',
			invalid: `${refused}${says}.`,
		});
	});

	it.each(['mac', 'N_A', 'BearerTokens', 'Bearer '])(
		'token_type is %j (B-11)',
		async (token_type) => {
			bank.token = async () => ({ json: { ...tokens(), token_type } });
			expect((await exchange({ responseType: 'code' })).session).toMatchObject({
				accessToken: 'access-1',
				refreshToken: 'refresh-1',
				invalid: `The bank's token response has the token_type "${token_type.trim()}", which is not supported. Only Bearer is.`,
			});
		},
	);

	it('it begins with a byte order mark, and the nonce of its id_token is another', async () => {
		bank.token = async () => {
			const id_token = await idToken({ ...bank.claims, nonce: 'x' });
			return { text: `\uFEFF${JSON.stringify({ ...tokens(), id_token })}` };
		};
		expect((await exchange()).session).toMatchObject({
			accessToken: 'access-1',
			refreshToken: 'refresh-1',
			invalid: `${refused}its id_token belongs to another authorisation (nonce).`,
		});
	});

	it("the id_token cannot be checked, because the bank's keys do not come", async () => {
		bank.jwks = () => ({ status: 503, text: '<html>', interactionId: 'of-the-keys' });
		expect((await exchange({ responseType: 'code' })).session).toMatchObject({
			accessToken: 'access-1',
			refreshToken: 'refresh-1',
			interactionId: 'interaction-1',
			invalid: 'The bank responded with 503 when reading its key set. Try again later.',
		});
	});
});

describe('Tokens are accepted', () => {
	const accepted = async (members: object, claims: JWTPayload = {}) => {
		bank.token = async () => {
			const id_token = await idToken({ ...bank.claims, ...claims });
			return { json: { ...tokens(), id_token, ...members } };
		};
		return (await exchange()).session;
	};

	it.each(['bearer', 'BEARER', 'BearerToken', 'bearertoken'])(
		'of the type %s (B-11)',
		async (token_type) => {
			expect((await accepted({ token_type })).invalid).toBeUndefined();
		},
	);

	it('without a lifetime and a scope', async () => {
		const { expiresAt, scope, invalid } = await accepted({
			expires_in: undefined,
			scope: undefined,
		});
		expect({ expiresAt, scope, invalid }).toEqual({});
	});

	it('with an empty scope', async () => {
		expect((await accepted({ scope: '' })).scope).toBeUndefined();
	});

	it('with null in place of absent members (B-11)', async () => {
		const session = await accepted({ scope: null, refresh_token: null, expires_in: null, x: null });
		expect(session).toMatchObject({ accessToken: 'access-1', subject: 'psu-1' });
		const { refreshToken, expiresAt, scope, invalid } = session;
		expect({ refreshToken, expiresAt, scope, invalid }).toEqual({});
	});

	it('with a lifetime that is a number in a text', async () => {
		expect((await accepted({ expires_in: '60' })).expiresAt).toBe(
			new Date(now.getTime() + 60_000).toISOString(),
		);
	});

	it('with a lifetime beyond all dates, as one that the bank did not name', async () => {
		expect(await accepted({ expires_in: 1e15 })).toMatchObject({
			accessToken: 'access-1',
			expiresAt: undefined,
			invalid: undefined,
		});
	});

	it('of 8 kB', async () => {
		const access_token = 'a'.repeat(8192);
		expect((await accepted({ access_token })).accessToken).toBe(access_token);
	});

	it('with the lifetime of the refresh token beside them', async () => {
		expect((await accepted({ refresh_token_expires_in: 60 })).refreshTokenExpiresAt).toBe(
			new Date(now.getTime() + 60_000).toISOString(),
		);
	});

	it('with 0 as the lifetime of the refresh token, as one that the bank did not name', async () => {
		expect(
			await accepted({ refresh_token: 'refresh-1', refresh_token_expires_in: 0 }),
		).toMatchObject({
			refreshToken: 'refresh-1',
			refreshTokenExpiresAt: undefined,
			invalid: undefined,
		});
	});

	it('with the end of the refresh token in the id_token (TK-37)', async () => {
		const claim = { 'http://openbanking.org.uk/refresh_token_expires_at': 1_900_000_000 };
		const session = await accepted({}, claim);
		expect(session.refreshTokenExpiresAt).toBe('2030-03-17T17:46:40.000Z');
	});

	it('with the same claim without its namespace (B-25)', async () => {
		const session = await accepted({}, { refresh_token_expires_at: 1_900_000_000 });
		expect(session.refreshTokenExpiresAt).toBe('2030-03-17T17:46:40.000Z');
	});

	it('with at_hash as OpenID Connect Core prints it', async () => {
		const session = await accepted(
			{ access_token: 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y' },
			{ at_hash: '77QmUPtjPfzWtF2AnpK9RQ' },
		);
		expect(session.invalid).toBeUndefined();
	});

	it('with an id_token of the algorithm that the bank registered for the client', async () => {
		bank = aTestBank(aTpp({ client: aClient({ idTokenSignedResponseAlg: 'RS256' }) }));
		const sign = (payload: JWTPayload) => idToken(payload, { alg: 'RS256', kid: 'bank-key' });
		bank.token = async () => ({ json: { ...tokens(), id_token: await sign(bank.claims) } });
		expect((await exchange({ sign })).session.invalid).toBeUndefined();
	});
});

describe('An id_token that differs beside the tokens', () => {
	const milliseconds = (bank: TestBank) => ({ exp: bank.claims.exp! * 1000 });
	const rows: Array<[IdTokenRules, string, (bank: TestBank) => JWTPayload]> = [
		[{ acr: 'optional' }, 'does not state that the PSU', () => ({ acr: undefined })],
		[{ acr: 'unchecked' }, 'does not state that the PSU', () => ({ acr: 'urn:bank:2' })],
		[{ acr: ['urn:bank:2'] }, 'does not state that the PSU', () => ({ acr: 'urn:bank:2' })],
		[{ nonce: 'optional' }, 'its id_token has no nonce', () => ({ nonce: undefined })],
		[
			{ openbanking_intent_id: 'optional' },
			'is for another consent',
			() => ({ openbanking_intent_id: undefined }),
		],
		[{ sub: 'unrelated' }, 'is about another PSU', () => ({ sub: 'psu-2' })],
		[{ exp: 'milliseconds' }, 'has an invalid expiry', milliseconds],
	];
	const sessionOf = async (rules: IdTokenRules | undefined, claims: (typeof rows)[0][2]) => {
		bank = aTestBank(aTpp({ bank: aBank({ idTokens: rules && { tokenResponse: rules } }) }));
		bank.token = async () => ({
			json: { ...tokens(), id_token: await idToken({ ...bank.claims, ...claims(bank) }) },
		});
		return (await exchange()).session;
	};

	it.each(rows)('is accepted with %j, and refused without: it "%s" (B-09)', async (...row) => {
		const [rules, says, claims] = row;
		expect((await sessionOf(rules, claims)).invalid).toBeUndefined();
		expect((await sessionOf(undefined, claims)).invalid).toContain(says);
	});

	it.each<[IdTokenRules, JWTPayload, string]>([
		[{ acr: 'optional' }, { acr: 'urn:bank:2' }, 'does not state that the PSU'],
		[{ acr: ['urn:bank:2'] }, { acr: 'urn:bank:3' }, 'does not state that the PSU'],
		[{ acr: ['urn:bank:2'] }, { acr: undefined }, 'does not state that the PSU'],
		[
			{ nonce: 'optional' },
			{ nonce: 'x' },
			'its id_token belongs to another authorisation (nonce)',
		],
		[
			{ openbanking_intent_id: 'optional' },
			{ openbanking_intent_id: 'x' },
			'is for another consent',
		],
		[{ exp: 'milliseconds' }, { exp: (seconds - 60) * 1000 }, 'has expired (exp)'],
		[{ exp: 'milliseconds' }, { exp: (seconds + 1e10) * 1000 }, 'has an invalid expiry'],
		[{ exp: 'milliseconds' }, { exp: seconds - 60 }, 'has expired (exp)'],
	])('with %j, %j is still refused', async (rules, claims, says) => {
		expect((await sessionOf(rules, () => claims)).invalid).toContain(says);
	});

	it('is accepted in seconds, too, with milliseconds', async () => {
		expect((await sessionOf({ exp: 'milliseconds' }, () => ({}))).invalid).toBeUndefined();
	});
});

it('Tokens of a 201 are kept, and must not be used (F-11)', async () => {
	bank.token = () => ({ status: 201, json: tokens() });
	const { session } = await exchange();
	expect(session).toMatchObject({
		accessToken: 'access-1',
		refreshToken: expect.any(String),
		invalid: `${refused}its HTTP status is not the expected one.`,
	});
});

it('A 200 with an error is read as that error (F-12)', async () => {
	bank.token = () => ({ json: { error: 'invalid_grant', error_description: 'Spent' } });
	expect(await rejection(() => exchange())).toMatchObject({
		code: 'OB_ASPSP',
		errorCodes: ['invalid_grant'],
		httpStatus: 200,
		message: expect.stringContaining('invalid_grant: Spent'),
		tppAction: 'reauthenticate',
	});
});

describe('An exchange fails when the token endpoint responds with', () => {
	it.each([
		['204', { status: 204 }, 'its HTTP status is not the expected one'],
		[
			'302',
			{ status: 302, headers: { location: 'https://x.example' } },
			'its HTTP status is not the expected one',
		],
		[
			'HTML',
			{ text: '<html>', headers: { 'content-type': 'text/html' } },
			'its content type is not JSON',
		],
		['broken JSON', { text: '{"access_token":"secret-1' }, 'its body is not JSON'],
		['null', { text: 'null' }, 'its body is not a JSON object'],
		['a list', { text: '[]' }, 'its body is not a JSON object'],
		['no access token', { json: { token_type: 'bearer' } }, 'its access_token must be a string'],
		[
			'an empty access token',
			{ json: { ...tokens(), access_token: '' } },
			'its access_token must not be empty',
		],
		[
			'an access token that is a number',
			{ json: { ...tokens(), access_token: 7 } },
			'its access_token must be a string',
		],
	])('%s', async (_, parts, says) => {
		bank.token = () => parts;
		expect(await rejection(() => exchange())).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: `${refused}${says}.`,
			httpStatus: (parts as { status?: number }).status ?? 200,
			interactionId: 'interaction-1',
			tppAction: 'contactBank',
		});
	});

	it('invalid_grant, with the bank’s words and no secret', async () => {
		bank.token = (form) => ({
			status: 400,
			json: { error: 'invalid_grant', error_description: `code=${form.get('code')} is spent` },
		});
		expect(await rejection(() => exchange())).toEqual({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 400 when exchanging the authorization code: invalid_grant: code=[secret] is spent. Send the PSU through authorisation again for the same consent.',
			httpStatus: 400,
			errorCodes: ['invalid_grant'],
			interactionId: 'interaction-1',
			tppAction: 'reauthenticate',
		});
	});
});
