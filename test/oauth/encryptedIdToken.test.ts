import { createPublicKey, type KeyObject } from 'node:crypto';

import { CompactEncrypt, type JWTPayload } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import type { JweAlgorithm } from '../../lib/jose/algorithms';
import { refreshSession } from '../../lib/oauth/refresh';
import { registrationClaims } from '../../lib/operations/registration/registrationClaims';
import type { Tpp } from '../../lib/tpp';
import { aClient, aSoftwareStatement, aTpp, rejection } from '../support/builders';
import { aPrivateKey } from '../support/certificates';
import { exchangeAuthorizationCode } from './exchange';
import { aTestBank, authorise, idToken, tokens, type TestBank } from './testBank';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
const signingKey = aPrivateKey('rsa-2048', 'signing');
const transportKey = aPrivateKey('rsa-2048', 'transport');
const curve = aPrivateKey('p256', 'transport');

let bank: TestBank;
beforeEach(clearCaches);

function aBankOf(alg: JweAlgorithm | undefined, changes: Partial<Tpp> = {}) {
	const client = aClient({ idTokenEncryptedResponseAlg: alg });
	bank = aTestBank(aTpp({ client, ...changes }));
}

const encrypted = async (jwt: string, to = signingKey, header = registered) =>
	await new CompactEncrypt(Buffer.from(jwt))
		.setProtectedHeader({ cty: 'JWT', ...header })
		.encrypt(createPublicKey(to));
const registered = { alg: 'RSA-OAEP', enc: 'A128CBC-HS256' };

/** The bank sends the PSU back with an id_token that `make` made, and the tokens with one that `makeNext` made. */
async function exchanged(
	make: (jwt: string) => string | Promise<string>,
	makeNext: typeof make = make,
	responseType: 'code' | 'code id_token' = 'code id_token',
) {
	const sign = async (claims: JWTPayload) => await make(await idToken(claims));
	const response = await authorise(bank, { responseType, sign });
	bank.token = async () => ({
		json: { ...tokens(), id_token: await makeNext(await idToken(bank.claims)) },
	});
	return (await exchangeAuthorizationCode(bank.connection, response, new Date())).session;
}

describe('An encrypted id_token (RV-31)', () => {
	it.each<[JweAlgorithm, string, KeyObject, Partial<Tpp>]>([
		['RSA-OAEP', 'signing key', signingKey, {}],
		['RSA-OAEP-256', 'signing key', signingKey, {}],
		['RSA-OAEP', 'transport key', transportKey, { tls: { keyPem: pem(transportKey) } }],
		['ECDH-ES', 'transport key', curve, { tls: { keyPem: pem(curve) } }],
		['ECDH-ES+A128KW', 'transport key', curve, { tls: { keyPem: pem(curve) } }],
		['ECDH-ES+A256KW', 'transport key', curve, { tls: { keyPem: pem(curve) } }],
	])('of %s is opened with the %s', async (alg, _, key, changes) => {
		aBankOf(alg, changes);
		const session = await exchanged((jwt) => encrypted(jwt, key, { ...registered, alg }));
		expect(session).toMatchObject({ subject: 'psu-1', invalid: undefined });
	});

	it.each(['A256CBC-HS512', 'A128GCM', 'A256GCM'] as const)(
		'may have its content encrypted with %s',
		async (enc) => {
			aBankOf('RSA-OAEP');
			bank.connection.tpp.client!.idTokenEncryptedResponseEnc = enc;
			const session = await exchanged((jwt) => encrypted(jwt, signingKey, { ...registered, enc }));
			expect(session.invalid).toBeUndefined();
		},
	);

	it('is opened in a response that begins with a byte order mark', async () => {
		aBankOf('RSA-OAEP');
		const response = await authorise(bank, { responseType: 'code' });
		bank.token = async () => {
			const id_token = await encrypted(await idToken(bank.claims));
			return { text: `\uFEFF${JSON.stringify({ ...tokens(), id_token })}` };
		};
		const { session } = await exchangeAuthorizationCode(bank.connection, response, new Date());
		expect(session).toMatchObject({ subject: 'psu-1', invalid: undefined });
	});

	it('of a refresh is opened, too', async () => {
		aBankOf('RSA-OAEP');
		const session = await exchanged((jwt) => encrypted(jwt));
		expect(await refreshSession(bank.connection, session)).toMatchObject({ invalid: undefined });
	});

	it('is invalid if another key signed the JWT inside', async () => {
		aBankOf('RSA-OAEP');
		const other = aPrivateKey('rsa-2048', 'another');
		const make = async () => await encrypted(await idToken(bank.claims, undefined, other));
		expect(await rejection(() => exchanged(make))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: expect.stringMatching(/its id_token has an invalid signature\.$/),
		});
		expect(bank.forms).toEqual([]);
	});
});

const otherAlgorithm =
	'The id_token is not encrypted with RSA-OAEP and A128CBC-HS256, which the client is registered for.';
const unopened =
	'No key of the credential decrypts the id_token: it was altered, or encrypted for another key of your software.';

/** Returns the JWE with another header. */
function withHeader(jwe: string, header: object): string {
	const [, ...rest] = jwe.split('.');
	return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
}

const faults: Array<[string, (jwt: string) => string | Promise<string>, string]> = [
	[
		'RSA1_5 (RV-32)',
		async (jwt) => withHeader(await encrypted(jwt), { ...registered, alg: 'RSA1_5' }),
		otherAlgorithm,
	],
	[
		'dir',
		async (jwt) => withHeader(await encrypted(jwt), { ...registered, alg: 'dir' }),
		otherAlgorithm,
	],
	[
		'another algorithm than is registered',
		(jwt) => encrypted(jwt, signingKey, { ...registered, alg: 'RSA-OAEP-256' }),
		otherAlgorithm,
	],
	[
		'another content encryption than is registered',
		(jwt) => encrypted(jwt, signingKey, { ...registered, enc: 'A256GCM' }),
		otherAlgorithm,
	],
	['a header that is none', async (jwt) => `e${await encrypted(jwt)}`, otherAlgorithm],
	['a key that is not ours', (jwt) => encrypted(jwt, aPrivateKey('rsa-2048', 'x')), unopened],
	['a byte of the content altered', async (jwt) => tampered(await encrypted(jwt)), unopened],
	[
		'nothing, though the client is registered for it',
		(jwt) => jwt,
		'The id_token is not encrypted, but the client is registered for encryption (id_token_encrypted_response_alg).',
	],
];

function tampered(jwe: string): string {
	const parts = jwe.split('.');
	parts[3] = (parts[3]!.startsWith('A') ? 'B' : 'A') + parts[3]!.slice(1);
	return parts.join('.');
}

describe('An id_token encrypted with', () => {
	it.each(faults)('%s sends no code', async (_, make, message) => {
		aBankOf('RSA-OAEP');
		expect(await rejection(() => exchanged(make))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(bank.forms).toEqual([]);
	});

	it.each(faults)('%s, beside the tokens, makes them unusable', async (_, make, message) => {
		aBankOf('RSA-OAEP');
		const session = await exchanged((jwt) => encrypted(jwt), make, 'code');
		expect(session).toMatchObject({ accessToken: 'access-1', invalid: message });
	});
});

describe('Where the client registered for none (RV-33), an encrypted id_token', () => {
	const message =
		'The id_token is encrypted, but the client is not registered for that. Register the client with id_token_encrypted_response_alg, or switch encryption off at the bank.';

	it('sends no code', async () => {
		aBankOf(undefined);
		expect(await rejection(() => exchanged((jwt) => encrypted(jwt)))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(bank.forms).toEqual([]);
	});

	it('beside the tokens makes them unusable', async () => {
		aBankOf(undefined);
		const session = await exchanged(
			(jwt) => jwt,
			(jwt) => encrypted(jwt),
		);
		expect(session).toMatchObject({ accessToken: 'access-1', invalid: message });
	});
});

describe('A credential without a key of the kind', () => {
	const says =
		'The bank encrypts id_tokens with ECDH-ES, which needs an EC key on the curve P-256. Neither the signing key nor the transport key is one.';

	it('is named before any code is sent', async () => {
		aBankOf('ECDH-ES');
		const make = (jwt: string) => encrypted(jwt, curve, { ...registered, alg: 'ECDH-ES' });
		expect(await rejection(() => exchanged(make))).toEqual({
			code: 'OB_CONFIGURATION',
			message: says,
			field: { in: 'credential', key: 'signingKey' },
			tppAction: 'fixCredential',
		});
		expect(bank.forms).toEqual([]);
	});

	it.each([
		['ECDH-ES', says],
		['RSA-OAEP', undefined],
	] as const)('is named before %s is registered', async (alg, message) => {
		const tpp = aTpp({ client: undefined, softwareStatement: aSoftwareStatement() });
		const claims = { id_token_encrypted_response_alg: alg };
		const request = () =>
			registrationClaims(tpp, { claims }, { now: new Date(), jti: '1' }).token_endpoint_auth_method;
		if (message) expect((await rejection(request)).message).toBe(message);
		else expect(request()).toBe('private_key_jwt');
	});
});
