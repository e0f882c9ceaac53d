import { ConnectionError } from '../../lib/errors';
import { clearCaches } from '../../lib/expiringCache';
import { exchangeOnce } from '../../lib/oauth/replay';
import { aTpp, rejection } from '../support/builders';
import { exchangeAuthorizationCode } from './exchange';
import {
	aTestBank,
	authorise,
	clockAt,
	code,
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

let bank: TestBank;
beforeEach(() => {
	clockAt(now.getTime());
	clearCaches();
	bank = aTestBank();
});

afterEach(() => jest.useRealTimers());

const exchange = async (how: Authorisation = {}) =>
	await exchangeAuthorizationCode(bank.connection, await authorise(bank, how), now);

const whole = {
	session: {
		accessToken: 'access-1',
		expiresAt: new Date(now.getTime() + 300_000).toISOString(),
		refreshToken: 'refresh-1',
		refreshTokenExpiresAt: undefined,
		scope: 'openid accounts',
		interactionId: 'interaction-1',
		bank: 'test-bank',
		environment: 'sandbox',
		issuer,
		clientId: 'client-1',
		consentId,
		authorisedAt: now.toISOString(),
		nonce: expect.any(String),
		client: { tokenEndpointAuthMethod: 'private_key_jwt' },
		subject: 'psu-1',
		invalid: undefined,
	},
	passThrough: undefined,
};

const fail = async () => {
	throw new ConnectionError('No response');
};

describe('exchangeRedirect', () => {
	it.each(['code id_token', 'code'] as const)(
		'makes a session of a valid response to %s (RV-01)',
		async (responseType) => {
			expect(await exchange({ responseType, passThrough: 'customer-7' })).toEqual({
				...whole,
				passThrough: 'customer-7',
			});
		},
	);

	it.each(['code id_token', 'code'] as const)(
		'names the interaction of the token endpoint for %s, and of no other response',
		async (responseType) => {
			bank.discovery = () => ({ json: bank.metadata, interactionId: 'of-the-discovery' });
			const jwks = bank.jwks();
			bank.jwks = () => ({ ...jwks, interactionId: 'of-the-keys' });
			bank.token = async () => ({
				json: { ...tokens(), id_token: await idToken(bank.claims) },
				interactionId: 'of-the-tokens',
			});
			expect(await exchange({ responseType })).toEqual({
				...whole,
				session: { ...whole.session, interactionId: 'of-the-tokens' },
			});
		},
	);

	it('checks the front-channel id_token before it sends the code', async () => {
		await exchange();
		expect(bank.requested()).toEqual([
			'GET /.well-known/openid-configuration',
			'GET /jwks',
			'POST /token',
		]);
	});

	it.each<[string, Authorisation]>([
		['the audience is a list of one', { claims: { aud: ['client-1'] } }],
		[
			'there are further audiences and the client is the authorized party',
			{ claims: { aud: ['client-1', 'another'], azp: 'client-1' } },
		],
		['the client is the authorized party', { claims: { azp: 'client-1' } }],
		[
			'the PSU was authenticated without two factors',
			{ claims: { acr: 'urn:openbanking:psd2:ca' } },
		],
		['iat is ahead within the clock tolerance', { claims: { iat: seconds + 20 } }],
		['exp is past within the clock tolerance', { claims: { exp: seconds - 20 } }],
		['iss comes beside the code', { parameters: { iss: 'https://auth.bank.example' } }],
		[
			'the token is of type application/jwt',
			{
				sign: (claims) =>
					idToken(claims, { alg: 'PS256', kid: 'bank-key', typ: 'application/jwt' }),
			},
		],
		['kid is absent and there is one key', { sign: (claims) => idToken(claims, { alg: 'PS256' }) }],
	])('accepts the id_token when %s', async (_, how) => {
		expect((await exchange(how)).session.accessToken).toBe('access-1');
	});

	it.each(['https://AUTH.Bank.example', 'https://auth.bank.example:443', `${issuer}/`])(
		'compares iss with the issuer, also when the operator has entered it as %s',
		async (entered) => {
			bank = aTestBank(aTpp({ addresses: { ...aTpp().addresses, issuer: entered } }));
			const { session } = await exchange({ responseType: 'code', parameters: { iss: issuer } });
			expect(session.accessToken).toBe('access-1');
		},
	);

	describe('sends no token request when', () => {
		const noState =
			'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.';

		it.each<[string, Authorisation, string]>([
			['state is absent', { parameters: { state: undefined } }, noState],
			[
				'the response is a JWT (JARM), which was not requested',
				{ parameters: { response: 'eyJhbGciOiJub25lIn0.e30.', code: undefined, state: undefined } },
				noState,
			],
			['state is not ours', { parameters: { state: '__proto__' } }, noState],
			[
				'an error comes with a state that is not ours',
				{ parameters: { state: 'x', error: 'server_error', code: undefined } },
				noState,
			],
			[
				'iss beside the code is another issuer',
				{ parameters: { iss: 'https://auth.evil.example' } },
				`The authorisation response comes from another issuer (iss).`,
			],
			[
				'an id_token is in the response, but only a code was requested',
				{ responseType: 'code', parameters: { id_token: 'eyJhbGciOiJub25lIn0.e30.' } },
				'The id_token is for another consent (openbanking_intent_id).',
			],
			[
				'an access token comes beside the code',
				{ responseType: 'code', parameters: { token: 'x' } },
				`The authorisation response is invalid: it has an id_token or a token that was not requested.`,
			],
			[
				'the code is empty',
				{ parameters: { code: '' }, claims: { c_hash: halfHash('') } },
				'The bank sent the PSU back without a code and without an error, as some banks do when the PSU waits too long. Send the PSU through authorisation again.',
			],
		])('%s', async (_, how, message) => {
			expect(await rejection(() => exchange(how))).toMatchObject({
				code: 'OB_INVALID_RESPONSE',
				message,
			});
			expect(bank.forms).toEqual([]);
		});

		it('the bank promises iss beside the code and leaves it out', async () => {
			bank.metadata.authorization_response_iss_parameter_supported = true;
			expect(await rejection(() => exchange({ responseType: 'code' }))).toMatchObject({
				code: 'OB_INVALID_RESPONSE',
				message: 'The authorisation response is invalid: it has no iss.',
			});
			expect(bank.forms).toEqual([]);
		});

		it.each([
			[
				'a parameter comes twice',
				'&code=another',
				'The authorisation response contains a parameter twice.',
			],
			[
				'state comes twice',
				'&state=another',
				'The authorisation response contains a parameter twice.',
			],
		])('%s', async (_, more, message) => {
			const response = (await authorise(bank)) + more;
			expect(
				await rejection(() => exchangeAuthorizationCode(bank.connection, response, now)),
			).toEqual({ code: 'OB_INVALID_RESPONSE', message, tppAction: 'contactBank' });
			expect(bank.forms).toEqual([]);
		});

		it('the PSU refused', async () => {
			const parameters = { error: 'access_denied', code: undefined, id_token: undefined };
			expect(await rejection(() => exchange({ parameters }))).toEqual({
				code: 'OB_ASPSP',
				message: 'The PSU or the bank refused the authorisation: access_denied.',
				errorCodes: ['access_denied'],
				tppAction: 'reconsent',
			});
			expect(bank.forms).toEqual([]);
		});

		it('the response belongs to a state of another credential', async () => {
			const response = await authorise(bank);
			const others = { ...bank.connection, tpp: aTpp() };
			expect(await rejection(() => exchangeAuthorizationCode(others, response, now))).toMatchObject(
				{ code: 'OB_INVALID_RESPONSE', message: noState },
			);
			expect(bank.forms).toEqual([]);
		});
	});

	describe('sends a token request', () => {
		it('with the code, the PKCE verifier of the challenge (TK-08), and an assertion', async () => {
			await exchange();
			expect(Object.fromEntries(bank.forms[0]!)).toEqual({
				grant_type: 'authorization_code',
				code,
				redirect_uri: 'https://tpp.example/callback',
				code_verifier: expect.stringMatching(/^[\w-]{43}$/),
				client_id: 'client-1',
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion: expect.any(String),
			});
		});

		it.each([
			'https://tpp.example',
			'https://TPP.example:443/callback?flow=7',
			'https://tpp.example/a%2fb',
		])(
			'with the redirect URI %s as the authorization request had it (TK-09)',
			async (redirectUri) => {
				bank = aTestBank(aTpp({ redirectUri }));
				await exchange();
				expect(bank.forms[0]!.get('redirect_uri')).toBe(redirectUri);
			},
		);

		it('once, though no response came (TK-41): the code may be spent', async () => {
			const response = await authorise(bank);
			bank.token = () => {
				throw new ConnectionError('No response');
			};
			const again = () => exchangeAuthorizationCode(bank.connection, response, now);
			expect(await rejection(again)).toMatchObject({ code: 'OB_CONNECTION' });
			expect(await rejection(again)).toMatchObject({
				code: 'OB_INVALID_RESPONSE',
				tppAction: 'reauthenticate',
			});
			expect(bank.forms).toHaveLength(1);
		});

		it.each<['notSent' | 'refused' | 'unknown', boolean]>([
			['notSent', true],
			['refused', true],
			['unknown', false],
		])('again after a failure to try later whose outcome is %s: %p (F-30)', async (...row) => {
			const [requestOutcome, mayComeAgain] = row;
			const response = await authorise(bank);
			const issue = bank.token;
			bank.token = () => {
				throw new ConnectionError('No response', { tppAction: 'retryLater', requestOutcome });
			};
			const again = () => exchangeAuthorizationCode(bank.connection, response, now);
			await rejection(again);
			bank.token = issue;
			if (mayComeAgain) expect((await again()).session.accessToken).toBe('access-1');
			else expect((await rejection(again)).message).toMatch(/led to no usable session/);
		});

		it('once, also when 600 other codes came in between (F-18)', async () => {
			bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
			const response = await authorise(bank);
			const again = () => exchangeAuthorizationCode(bank.connection, response, now);
			await rejection(again);
			for (let index = 0; index < 600; index++) {
				const parameters = new URLSearchParams({ state: `another-${index}`, code });
				await rejection(() => exchangeOnce(parameters, async () => fail));
			}
			await rejection(again);
			expect(bank.forms).toHaveLength(1);
		});

		describe('for five codes of one state', () => {
			beforeEach(() => {
				bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
			});

			/** Brings codes that the bank has not issued, all at the same moment. */
			async function bringCodes(response: string, count: number) {
				const responses = Array.from({ length: count }, (_, index) =>
					response.replace(`code=${code}`, `code=forged-${index}`),
				);
				return await Promise.all(
					responses.map((one) =>
						rejection(() => exchangeAuthorizationCode(bank.connection, one, now)),
					),
				);
			}

			it('and no more', async () => {
				const errors = await bringCodes(await authorise(bank, { responseType: 'code' }), 20);
				expect(bank.forms).toHaveLength(5);
				expect(errors.filter(({ code }) => code === 'OB_ASPSP')).toHaveLength(5);
				expect(errors.at(-1)).toMatchObject({
					code: 'OB_INVALID_RESPONSE',
					message: expect.stringMatching(
						/^The bank has already received 5 codes of this authorisation, .* Send the PSU through authorisation again\.$/,
					),
					tppAction: 'reauthenticate',
				});
			});

			it('also if the code of the PSU is the sixth', async () => {
				const response = await authorise(bank, { responseType: 'code' });
				await bringCodes(response, 5);
				const error = await rejection(() =>
					exchangeAuthorizationCode(bank.connection, response, now),
				);
				expect(error.tppAction).toBe('reauthenticate');
				expect(bank.forms).toHaveLength(5);
			});

			it('and for those of another one', async () => {
				await bringCodes(await authorise(bank, { responseType: 'code' }), 20);
				await bringCodes(await authorise(bank, { responseType: 'code' }), 1);
				expect(bank.forms).toHaveLength(6);
			});

			it('without those that the bank has not used', async () => {
				const response = await authorise(bank, { responseType: 'code' });
				bank.token = () => {
					throw new ConnectionError('No response', { requestOutcome: 'notSent' });
				};
				for (let round = 0; round < 3; round++) await bringCodes(response, 5);
				expect(bank.forms).toHaveLength(15);
			});
		});

		it('with a code of any characters as it came', async () => {
			const odd = 'a+b/c=d%e ü';
			await exchange({ responseType: 'code', parameters: { code: odd } });
			expect(bank.forms[0]!.get('code')).toBe(odd);
		});
	});
});
