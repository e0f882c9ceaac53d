import type { JWTPayload } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { rejection, type ResponseParts } from '../support/builders';
import { aPrivateKey } from '../support/certificates';
import { exchangeAuthorizationCode } from './exchange';
import {
	aTestBank,
	authorise,
	bankKey,
	clockAt,
	idToken,
	publicJwk,
	tokens,
	type Authorisation,
	type TestBank,
} from './testBank';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
});

const exchange = async (how: Authorisation = {}) =>
	await exchangeAuthorizationCode(
		bank.connection,
		await authorise(bank, how),
		new Date(Date.now()),
	);

const notKeySet =
	"The bank's key set is invalid: the response is not JSON with a list `keys` of objects.";

describe('Keys of the bank', () => {
	afterEach(() => jest.useRealTimers());
	const keysFetched = () => bank.requested().filter((request) => request === 'GET /jwks').length;
	const signedByNewKey = (claims: JWTPayload) =>
		idToken(claims, { alg: 'PS256', kid: 'new-key' }, bankKey('new'));

	it('are fetched once for many exchanges', async () => {
		await Promise.all([exchange(), exchange()]);
		await exchange();
		expect(keysFetched()).toBe(1);
	});

	it('are fetched no more within a minute, however many unknown ones come', async () => {
		await exchange();
		await rejection(() => exchange({ sign: signedByNewKey }));
		await rejection(() => exchange({ sign: signedByNewKey }));
		expect(keysFetched()).toBe(1);
	});

	it('are fetched once more after a minute, so that new ones are accepted', async () => {
		await exchange();
		bank.jwks = () => ({ json: { keys: [publicJwk(bankKey('new'), 'new-key')] } });
		bank.token = async () => ({
			json: { ...tokens(), id_token: await signedByNewKey(bank.claims) },
		});
		clockAt(Date.now() + 61_000);
		expect((await exchange({ sign: signedByNewKey })).session.invalid).toBeUndefined();
		expect(keysFetched()).toBe(2);
	});

	it.each<[string, ResponseParts]>([
		['a page', { text: '<html>', headers: { 'content-type': 'text/html' } }],
		['an object without keys', { json: {} }],
		['503', { status: 503 }],
	])('outlast %s in place of them', async (_, parts) => {
		await exchange();
		bank.jwks = () => parts;
		clockAt(Date.now() + 61_000);
		expect((await exchange()).session.invalid).toBeUndefined();
		expect(keysFetched()).toBe(2);
	});

	it('are found among keys of other kinds', async () => {
		const right = publicJwk(bankKey(), 'bank-key');
		bank.jwks = () => ({
			json: {
				keys: [
					{ ...publicJwk(bankKey('enc'), 'bank-key'), use: 'enc' },
					{ kty: 'oct', k: 'AAAA', kid: 'bank-key' },
					{ kty: 'unknown', kid: 'bank-key' },
					right,
				],
			},
		});
		expect((await exchange()).session.accessToken).toBe('access-1');
	});

	it('are refused when several fit and the id_token names none', async () => {
		bank.jwks = () => ({
			json: { keys: [publicJwk(bankKey(), 'a'), publicJwk(bankKey('new'), 'b')] },
		});
		expect(
			await rejection(() => exchange({ sign: (claims) => idToken(claims, { alg: 'PS256' }) })),
		).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The authorisation response is invalid: several keys of the bank fit its id_token (kid).',
		});
		expect(bank.forms).toEqual([]);
	});

	it.each([
		['has fewer than 2048 bits', publicJwk(aPrivateKey('rsa-1024', 'short'), 'bank-key')],
		['is invalid', { ...publicJwk(bankKey(), 'bank-key'), n: undefined }],
		[
			'is a private key, which banks must not publish',
			{ ...bankKey().export({ format: 'jwk' }), kid: 'bank-key' },
		],
	])('are refused when the one for the id_token %s', async (problem, key) => {
		bank.jwks = () => ({ json: { keys: [key] } });
		expect(await rejection(() => exchange())).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: `The authorisation response is invalid: the bank's key for its id_token ${problem}.`,
		});
		expect(bank.forms).toEqual([]);
	});

	it.each<[string, object, string, string]>([
		[
			'404',
			{ status: 404 },
			'OB_ASPSP',
			'The bank responded with 404 when reading its key set. The bank has no endpoint at this URL. Check that the bank supports the operation, and check the URLs that you entered.',
		],
		['no keys', { json: {} }, 'OB_INVALID_RESPONSE', notKeySet],
		['broken JSON', { text: '{"keys' }, 'OB_INVALID_RESPONSE', notKeySet],
	])(
		'that come as %s stop the exchange before the code is sent',
		async (_, parts, errorCode, message) => {
			bank.jwks = () => parts;
			expect(await rejection(() => exchange())).toMatchObject({ code: errorCode, message });
			expect(bank.forms).toEqual([]);
		},
	);
});
