import { createPublicKey } from 'node:crypto';

import { CompactEncrypt, decodeJwt } from 'jose';

import type { BankProfile, JwtResponseMode } from '../../lib/banks/profile';
import { clearCaches } from '../../lib/expiringCache';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { redirectOutcome } from '../../lib/oauth/redirectOutcome';
import type { Tpp } from '../../lib/tpp';
import { aTpp, rejection } from '../support/builders';
import { aPrivateKey } from '../support/certificates';
import { fapiBankWithoutEncryption as fapiBank } from '../support/fapiBank';
import { exchangeAuthorizationCode } from './exchange';
import {
	altered,
	aTestBank,
	authorise,
	bankKey,
	clockAt,
	code,
	consentId,
	idToken,
	issuer,
	type Authorisation,
	type TestBank,
} from './testBank';

/** Requests go by the browser, where they can be looked at. */
const jarmBank: BankProfile = {
	...fapiBank,
	authorizationRequest: { as: 'requestObject', responseType: 'code', responseMode: 'jwt' },
};

/** The clock stands still, so that a slow machine changes no outcome. */
const start = Date.now();

let bank: TestBank;
beforeEach(() => {
	clockAt(start);
	clearCaches();
	bank = aBankThatOffers(['jwt']);
});
afterEach(() => void jest.useRealTimers());

function aBankThatOffers(modes: unknown, changes: Partial<Tpp> = {}): TestBank {
	const made = aTestBank(aTpp({ bank: jarmBank, ...changes }));
	Object.assign(made.metadata, { response_modes_supported: modes });
	return made;
}

const requested = { consentId, access: 'accounts', now: new Date() } as const;
const exchange = async (how: Authorisation = {}) =>
	await exchangeAuthorizationCode(
		bank.connection,
		await authorise(bank, { responseType: 'code', ...how }),
		new Date(),
	);

describe('A request for a JWT (JARM)', () => {
	const withMode = (responseMode: JwtResponseMode) => ({
		...jarmBank,
		authorizationRequest: { ...jarmBank.authorizationRequest!, responseMode } as never,
	});

	it.each(['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'] as const)(
		'names the mode %s, outside and inside of the request object',
		async (mode) => {
			const { connection } = aBankThatOffers([mode], { bank: withMode(mode) });
			const { authorizationUrl: url } = await authorizationUrl(connection, requested);
			const { searchParams } = new URL(url);
			expect(searchParams.get('response_mode')).toBe(mode);
			const [, claims] = searchParams.get('request')!.split('.');
			expect(JSON.parse(Buffer.from(claims!, 'base64url').toString())).toMatchObject({
				response_type: 'code',
				response_mode: mode,
			});
		},
	);

	it.each([
		['offers others', ['query', 'fragment', 'query.jwt']],
		['lists none', undefined],
		['lists something else', null],
		['names it in a text', 'jwt query'],
	])('is not made to a bank that %s', async (_, modes) => {
		const { connection } = aBankThatOffers(modes);
		expect(await rejection(() => authorizationUrl(connection, requested))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				"The profile of FAPI Bank has the response mode jwt, which is not among response_modes_supported of the bank's discovery document. Remove authorizationRequest.responseMode from the profile, or enter a supported mode.",
			field: { in: 'credential', key: 'bankProfile' },
			tppAction: 'fixCredential',
		});
	});

	it('is made where the endpoints were entered and nothing lists the modes', async () => {
		const endpoints = {
			authorization_endpoint: `${issuer}/authorize`,
			token_endpoint: `${issuer}/token`,
			jwks_uri: `${issuer}/jwks`,
		};
		const { connection } = aBankThatOffers([], { addresses: { issuer, endpoints } });
		const { authorizationUrl: url } = await authorizationUrl(connection, requested);
		expect(new URL(url).searchParams.get('response_mode')).toBe('jwt');
	});

	it('is not made for a response with an id_token', async () => {
		const responseType = 'code id_token';
		expect(
			await rejection(() => authorizationUrl(bank.connection, { ...requested, responseType })),
		).toMatchObject({ code: 'OB_CONFIGURATION', field: { in: 'parameters', key: 'responseType' } });
	});
});

describe('A session is created from a JWT', () => {
	it.each<[string, Authorisation]>([
		['that is right', {}],
		['whose audience is a list of one', { claims: { aud: ['client-1'] } }],
		[
			'without kid, where there is one key',
			{ sign: (claims) => idToken(claims, { alg: 'PS256' }) },
		],
		['with a claim that nobody knows', { claims: { shoe_size: 42, jti: 'x' } }],
		['with an empty error in it', { parameters: { error: '', error_description: '' } }],
		['with a parameter beside it that nobody knows', { beside: { session_state: 'x' } }],
		['with its issuer beside it', { beside: { iss: issuer } }],
		['whose exp is past within the clock tolerance', { claims: { exp: inSeconds(-20) } }],
		['that lives almost an hour', { claims: { exp: inSeconds(3500) } }],
	])('%s', async (_, how) => {
		const { session, passThrough } = await exchange({ passThrough: 'customer-7', ...how });
		expect(session).toMatchObject({ accessToken: 'access-1', consentId, invalid: undefined });
		expect(passThrough).toBe('customer-7');
		expect(bank.forms.map((form) => form.get('code'))).toEqual([code]);
	});

	it('signed with RS256 where the client registered none', async () => {
		const { authorization_signed_response_alg: _, ...claims } =
			jarmBank.registration.via === 'dcr' ? jarmBank.registration.claims : ({} as never);
		const registration = { ...jarmBank.registration, claims } as typeof jarmBank.registration;
		bank = aBankThatOffers(['jwt'], { bank: { ...jarmBank, registration } });
		bank.token = async () => ({
			json: {
				access_token: 'access-1',
				token_type: 'bearer',
				id_token: await idToken(bank.claims),
			},
		});
		const sign = (own: object) => idToken(own as never, { alg: 'RS256', kid: 'bank-key' });
		expect((await exchange({ sign })).session.accessToken).toBe('access-1');
	});

	it('once: its second coming is told from the first', async () => {
		const response = await authorise(bank, { responseType: 'code' });
		const outcomes = [];
		for (const _ of [1, 2]) {
			outcomes.push((await redirectOutcome(bank.connection, response, new Date())).outcome);
		}
		expect(outcomes).toEqual(['authorised', 'repeated']);
		expect(bank.forms).toHaveLength(1);
	});
});

const reading = 'The authorisation response is invalid: ';
const noState =
	'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.';
const beside =
	'The authorisation response contains a JWT (response) and unsigned parameters beside it.';
const alg = `${reading}its JWT is signed with another algorithm than the registered one (alg).`;
const signature = `${reading}its JWT has an invalid signature.`;
const foreignKey = aPrivateKey('rsa-2048', 'foreign');

describe('No token request is sent when the JWT', () => {
	it.each<[string, Authorisation, string]>([
		['is not signed', { sign: async (own) => unsecured(await idToken(own)) }, alg],
		['is signed with another algorithm', { sign: (own) => idToken(own, { alg: 'RS256' }) }, alg],
		[
			'is a MAC of the public key',
			{ sign: (own) => idToken(own, { alg: 'HS256' }, Buffer.from(publicKey())) },
			alg,
		],
		['was altered', { sign: async (own) => altered(await idToken(own)) }, signature],
		[
			'is signed by somebody else',
			{ sign: (own) => idToken(own, { alg: 'PS256', kid: 'bank-key' }, foreignKey) },
			signature,
		],
		['has expired', { claims: { exp: inSeconds(-120) } }, `${reading}its JWT has expired (exp).`],
		[
			'expires more than an hour ahead',
			{ claims: { exp: inSeconds(3660) } },
			'The authorisation response expires in more than an hour (exp).',
		],
		['has no exp', { claims: { exp: undefined } }, `${reading}its JWT has no exp.`],
		[
			'is for another client',
			{ claims: { aud: 'another' } },
			`${reading}its JWT is for another client (aud).`,
		],
		['is for nobody', { claims: { aud: undefined } }, `${reading}its JWT has no aud.`],
		[
			'is of another issuer',
			{ claims: { iss: `${issuer}1` } },
			`${reading}its JWT comes from another issuer (iss).`,
		],
		['names no issuer', { claims: { iss: undefined } }, `${reading}its JWT has no iss.`],
		['has no state', { parameters: { state: undefined } }, noState],
		['has a state that is no text', { parameters: { state: 7 } }, noState],
		['has a state that is not ours', { parameters: { state: 'another' } }, noState],
		[
			'holds an id_token',
			{ parameters: { id_token: 'e30.e30.' } },
			`${reading}it has an id_token or a token that was not requested.`,
		],
		[
			'holds another JWT',
			{ parameters: { response: 'e30.e30.' } },
			`${reading}it contains another JWT (response).`,
		],
		['comes beside a code', { beside: { code: 'another' } }, beside],
		['comes beside another state', { beside: { state: 'another' } }, beside],
		[
			'comes beside another issuer',
			{ beside: { iss: 'https://another.example' } },
			'The authorisation response comes from another issuer (iss).',
		],
		['comes beside an error', { beside: { error: 'access_denied' } }, beside],
		[
			'reports an error and a code',
			{ parameters: { error: 'access_denied' } },
			'The authorisation response contains both an error and a code.',
		],
		[
			'holds neither code nor error',
			{ parameters: { code: undefined } },
			'The authorisation response contains neither code nor error.',
		],
		[
			'holds an empty code',
			{ parameters: { code: '' } },
			'The authorisation response contains neither code nor error.',
		],
		[
			'holds an empty error',
			{ parameters: { code: undefined, error: '' } },
			'The authorisation response contains neither code nor error.',
		],
		[
			'holds a code that is no text',
			{ parameters: { code: 7 } },
			'The authorisation response contains neither code nor error.',
		],
		['is no JWT', { sign: () => 'e30' }, noState],
		['is no JWT of an object', { sign: () => 'e30.W10.e30' }, noState],
	])('%s', async (_, how, message) => {
		expect(await rejection(() => exchange(how))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(bank.forms).toEqual([]);
	});

	it('is encrypted, and nobody registered for that', async () => {
		const key = createPublicKey(bankKey());
		const sign = async (own: object) =>
			await new CompactEncrypt(Buffer.from(await idToken(own as never)))
				.setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A128CBC-HS256' })
				.encrypt(key);
		expect((await rejection(() => exchange({ sign }))).message).toBe(
			'The authorisation response is encrypted, which is not supported. Register the client without authorization_encrypted_response_alg.',
		);
		expect(bank.forms).toEqual([]);
	});
});

describe('Modes are not confused:', () => {
	it('open parameters are refused where a JWT was asked for', async () => {
		const { authorizationUrl: url, state } = await authorizationUrl(bank.connection, requested);
		const { searchParams } = new URL(url);
		const open = `${searchParams.get('redirect_uri')}?code=${code}&state=${state}&iss=${issuer}`;
		expect(
			await rejection(() => exchangeAuthorizationCode(bank.connection, open, new Date())),
		).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The authorisation response is not the signed JWT that was requested (JARM). Send the PSU through authorisation again.',
			tppAction: 'reauthenticate',
		});
		expect(bank.forms).toEqual([]);
	});

	it('so is an open error', async () => {
		const { state } = await authorizationUrl(bank.connection, requested);
		const result = await redirectOutcome(
			bank.connection,
			`error=access_denied&state=${state}`,
			new Date(),
		);
		expect(result).toMatchObject({ outcome: 'failed', consentId });
	});

	it.each(['code', 'code id_token'] as const)(
		'a right JWT is refused where %s was asked for openly',
		async (responseType) => {
			const plain = aTestBank(aTpp());
			const { state } = await authorizationUrl(plain.connection, { ...requested, responseType });
			const exp = inSeconds(60);
			const jwt = await idToken({ iss: issuer, aud: 'client-1', exp, state, code });
			expect(
				await rejection(() =>
					exchangeAuthorizationCode(plain.connection, `response=${jwt}`, new Date()),
				),
			).toMatchObject({
				code: 'OB_INVALID_RESPONSE',
				message:
					'The authorisation response is a JWT (JARM), but none was requested. Send the PSU through authorisation again.',
			});
			expect(plain.forms).toEqual([]);
		},
	);
});

describe('An error in a JWT', () => {
	const denied = { code: undefined, error: 'access_denied', error_description: 'no' };
	const outcome = async (how: Authorisation) =>
		await redirectOutcome(
			bank.connection,
			await authorise(bank, { responseType: 'code', passThrough: 'customer-7', ...how }),
			new Date(),
		);

	it('is what the PSU or the bank decided', async () => {
		expect(await outcome({ parameters: denied })).toMatchObject({
			outcome: 'refused',
			consentId,
			passThrough: 'customer-7',
			error: { message: expect.stringMatching(/refused the authorisation: access_denied, no/) },
		});
		expect(bank.forms).toEqual([]);
	});

	it('is not believed when it would live for hours', async () => {
		const claims = { exp: inSeconds(7200) };
		expect(await outcome({ parameters: denied, claims })).toMatchObject({
			outcome: 'failed',
			error: { code: 'OB_INVALID_RESPONSE' },
		});
	});

	it('is not believed when somebody else signed it', async () => {
		const sign = (own: object) =>
			idToken(own as never, { alg: 'PS256', kid: 'bank-key' }, foreignKey);
		expect(await outcome({ parameters: denied, sign })).toMatchObject({
			outcome: 'failed',
			consentId,
			error: { code: 'OB_INVALID_RESPONSE', message: signature },
		});
	});

	it('that was not believed does not spoil the right response', async () => {
		const right = await authorise(bank, { responseType: 'code' });
		const own = decodeJwt(new URL(right).searchParams.get('response')!);
		const forged = await idToken({ ...own, ...denied }, undefined, foreignKey);
		const outcomeOf = async (response: string) =>
			(await redirectOutcome(bank.connection, response, new Date())).outcome;
		expect(await outcomeOf(`response=${forged}`)).toBe('failed');
		expect(await outcomeOf(right)).toBe('authorised');
	});
});

function inSeconds(seconds: number): number {
	return Math.floor(start / 1000) + seconds;
}

function unsecured(jwt: string): string {
	const [, claims] = jwt.split('.');
	return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
}

const publicKey = () =>
	createPublicKey(bankKey()).export({ type: 'spki', format: 'pem' }) as string;
