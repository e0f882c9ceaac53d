import { createPublicKey, generateKeyPairSync } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';

import { clearCaches } from '../../lib/expiringCache';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import type { Tpp } from '../../lib/tpp';
import { aBank, aClient, aSigner, aTpp, rejection } from '../support/builders';
import type { KeyKind } from '../support/certificates';
import { aTestBank, issuer, type TestBank } from './testBank';

beforeEach(clearCaches);

async function authenticated(changes: Partial<Tpp> = {}): Promise<TestBank> {
	const bank = aTestBank(aTpp(changes));
	bank.token = () => ({ json: { access_token: 'a', token_type: 'bearer' } });
	await requestClientToken(bank.connection);
	return bank;
}

describe('private_key_jwt', () => {
	it.each<[JwsAlg, KeyKind]>([
		['PS256', 'rsa-2048'],
		['RS256', 'rsa-2048'],
		['ES256', 'p256'],
	])(
		'sends an assertion only for the issuer, which jose verifies with our public key (TK-01, TK-02, RP-09), %s',
		async (alg, kind) => {
			const signer = aSigner(kind);
			const client = aClient({ tokenEndpointAuthSigningAlg: alg });
			const before = Math.floor(Date.now() / 1000);
			const { forms, headers } = await authenticated({ signer, client });
			const { payload, protectedHeader } = await jwtVerify(
				forms[0]!.get('client_assertion')!,
				createPublicKey(signer.privateKey),
			);
			expect(protectedHeader).toEqual({ alg, kid: 'our-key' });
			const { iat } = payload;
			expect(payload).toEqual({
				iss: 'client-1',
				sub: 'client-1',
				aud: issuer,
				jti: expect.stringMatching(/^[\w-]{43}$/),
				iat,
				nbf: iat,
				exp: iat! + 60,
			});
			expect(iat).toBeGreaterThanOrEqual(before);
			expect(iat).toBeLessThanOrEqual(Date.now() / 1000);
			expect(headers[0]).not.toHaveProperty('authorization');
		},
	);

	it('sends one only for the token endpoint if the profile says so (TK-02)', async () => {
		const bank = aBank({ clientAssertionAudience: 'tokenEndpoint' });
		const { forms } = await authenticated({ bank });
		expect(decodeJwt(forms[0]!.get('client_assertion')!).aud).toBe(`${issuer}/token`);
	});

	it('makes a new assertion for every request (TK-03)', async () => {
		const bank = await authenticated();
		await requestClientToken(bank.connection);
		const assertions = bank.forms.map((form) => form.get('client_assertion')!);
		const [first, second] = assertions.map((jwt) => claimsOf(jwt).jti);
		expect(first).not.toBe(second);
	});

	it('names the key by the directory’s thumbprint when the credential names none', async () => {
		const { forms } = await authenticated({ signer: aSigner('rsa-2048', { keyId: undefined }) });
		const { kid } = decodeProtectedHeader(forms[0]!.get('client_assertion')!);
		expect(kid).toMatch(/^[\w-]{27}$/);
	});

	it.each<[string, Partial<Tpp>, string, string?]>([
		[
			'no key',
			{ signer: undefined },
			'There is no signing certificate with its key, and this request must be signed.',
			'signingCertificate',
		],
		[
			'a key of another kind',
			{ signer: aSigner('p256') },
			'The bank expects signatures with PS256, which needs an RSA key of 2048 bits or more. The signing key is of another kind.',
		],
		[
			'an RSA key that is too short',
			{ signer: aSigner('rsa-1024') },
			'The bank expects signatures with PS256, which needs an RSA key of 2048 bits or more. The signing key is of another kind.',
		],
		[
			'a key of another curve',
			{ signer: aSigner('p384'), client: aClient({ tokenEndpointAuthSigningAlg: 'ES256' }) },
			'The bank expects signatures with ES256, which needs an EC key on the curve P-256. The signing key is of another kind.',
		],
		[
			'a key only for RSA-PSS',
			{
				signer: aSigner('rsa-2048', {
					privateKey: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
				}),
			},
			'The bank expects signatures with PS256, which needs an RSA key of 2048 bits or more. The signing key is of another kind.',
		],
	])(
		'is refused with %s before the bank is asked for a token (TK-45)',
		async (_, changes, message, key = 'signingKey') => {
			const bank = aTestBank(aTpp(changes));
			expect(await rejection(() => requestClientToken(bank.connection))).toEqual({
				code: 'OB_CONFIGURATION',
				message,
				field: { in: 'credential', key },
				tppAction: 'fixCredential',
			});
			expect(bank.forms).toEqual([]);
		},
	);
});

describe('client_secret_basic', () => {
	it('leaves the characters of a UUID and of base64url as they are', async () => {
		const clientId = '3f2a1c44-6d1e-4f0a-9b7c-0a1b2c3d4e5f';
		const { headers } = await authenticated({
			client: aClient({
				clientId,
				clientSecret: 'a-b_c.d',
				tokenEndpointAuthMethod: 'client_secret_basic',
			}),
		});
		const [, credentials] = headers[0]!.authorization!.split('Basic ');
		expect(Buffer.from(credentials!, 'base64').toString()).toBe(`${clientId}:a-b_c.d`);
	});

	it('sends id and secret form-encoded in the header, and neither in the body', async () => {
		const { forms, headers } = await authenticated({
			client: aClient({
				clientId: 'client:1',
				clientSecret: 'p+ss/w ö%',
				tokenEndpointAuthMethod: 'client_secret_basic',
			}),
		});
		const [, credentials] = headers[0]!.authorization!.split('Basic ');
		// RFC 6749 §2.3.1, by the encoder of the platform.
		expect(Buffer.from(credentials!, 'base64').toString()).toBe(
			`${formEncoded('client:1')}:${formEncoded('p+ss/w ö%')}`,
		);
		expect(Object.fromEntries(forms[0]!)).toEqual({ grant_type: 'client_credentials' });
	});

	it('sends id and secret as they are where the profile says so (B-10)', async () => {
		const secret = 'p+ss/w=%:1';
		const client = aClient({
			clientSecret: secret,
			tokenEndpointAuthMethod: 'client_secret_basic',
		});
		const bank = aBank({ clientSecretBasicEncoding: 'none' });
		const { headers } = await authenticated({ bank, client });
		const [, credentials] = headers[0]!.authorization!.split('Basic ');
		expect(Buffer.from(credentials!, 'base64').toString()).toBe(`client-1:${secret}`);
	});

	it('is refused without a secret', async () => {
		const client = aClient({ tokenEndpointAuthMethod: 'client_secret_basic' });
		expect(await rejection(() => authenticated({ client }))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'The client secret is missing, and the client authenticates with one.',
			field: { in: 'credential', key: 'clientSecret' },
			suggestion: 'provideSecret',
			tppAction: 'fixCredential',
		});
	});
});

describe('client_secret_post', () => {
	const tokenEndpointAuthMethod = 'client_secret_post';

	it('sends id and secret in the body, and neither in the header (B-10)', async () => {
		const client = aClient({ clientSecret: 'p+ss/w=%:1', tokenEndpointAuthMethod });
		const { forms, headers } = await authenticated({ client, signer: undefined });
		expect(Object.fromEntries(forms[0]!)).toEqual({
			grant_type: 'client_credentials',
			client_id: 'client-1',
			client_secret: 'p+ss/w=%:1',
		});
		expect(headers[0]).not.toHaveProperty('authorization');
	});

	it('is refused without a secret', async () => {
		const client = aClient({ tokenEndpointAuthMethod });
		expect(await rejection(() => authenticated({ client }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'credential', key: 'clientSecret' },
		});
	});
});

describe('tls_client_auth', () => {
	it('sends the client id in the body and no assertion (TK-07)', async () => {
		const client = aClient({ tokenEndpointAuthMethod: 'tls_client_auth' });
		const { forms, headers } = await authenticated({ client, signer: undefined });
		expect(Object.fromEntries(forms[0]!)).toEqual({
			grant_type: 'client_credentials',
			client_id: 'client-1',
		});
		expect(headers[0]).not.toHaveProperty('authorization');
	});
});

type JwsAlg = 'PS256' | 'RS256' | 'ES256';

const claimsOf = (jwt: string) =>
	JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as { jti: string };

const formEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
