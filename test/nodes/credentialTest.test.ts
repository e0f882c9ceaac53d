import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';

import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import { banks } from '../../lib/banks';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { testCredential } from '../../nodes/shared/credentialTest';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { postRegistration, registrationClaims, signed, type Claims } from '../sandbox/tpp';
import { stepItems } from '../support/journey';
import { aCertificate, aCertificateAuthority, aPfx, aPrivateKey } from '../support/certificates';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const test = (change: Partial<CredentialFields> = {}, of = 'zopa') =>
	testCredential.call(
		{} as ICredentialTestFunctions,
		{ data: { ...localCredential(bank, of), ...change } } as unknown as ICredentialsDecrypted,
	);

const withOAuth = banks.filter((one) => one.authorizationRequest);
const dcrBanks = withOAuth.filter((one) => one.registration.via === 'dcr').map(({ id }) => id);
const portalBanks = withOAuth.filter((one) => one.registration.via !== 'dcr').map(({ id }) => id);

const day = 24 * 60 * 60 * 1000;

it('says what has been checked when all is well', async () => {
	expect(await test()).toEqual({
		status: 'OK',
		message: expect.stringMatching(
			/^Transport certificate: valid, \d+ days left\. Signing certificate: valid, \d+ days left\. Software ID \w+\. The bank's API accepts the connection \(HTTP 404\)\. The discovery document names the issuer https\S+\. There is no client yet\. The credential has everything that DCR Register needs: register the client next\.$/,
		),
	});
});

it('says how to start the embedded bank when it does not respond', async () => {
	const { message } = await test({ localMtlsAddress: 'https://127.0.0.1:9' });
	expect(message).toMatch(
		/^Mutual TLS: No response from .* \(ECONNREFUSED\)\. Start the embedded bank with "npm run sandbox"/,
	);
});

it('leaves discovery out at a bank without OAuth', async () => {
	expect(await test({}, 'eika')).toEqual({
		status: 'OK',
		message: expect.not.stringMatching(/issuer https/),
	});
});

it('fails when the bank wants a transport certificate and there is none (TL-07)', async () => {
	const { status, message } = await test({ transportCertificate: '', transportKey: '' }, 'eika');
	expect(status).toBe('Error');
	expect(message).toMatch(
		/^Mutual TLS: The bank rejects the connection \(HTTP 400\).* Check "Transport Certificate" in the credential\.$/,
	);
});

it('reads PEM whose lines have collapsed', async () => {
	const collapsed = bank.tpp.transportKey.replaceAll('\n', ' ');
	expect(await test({ transportKey: collapsed })).toMatchObject({ status: 'OK' });
});

it('reads certificate and key out of a PFX file', async () => {
	const pfx = { transportFormat: 'pfx', transportPfx: aPfx() } as const;
	expect(await test({ ...pfx, transportPassphrase: 'a passphrase' })).toMatchObject({
		status: 'OK',
	});
	expect(await test({ ...pfx, transportPassphrase: 'another' })).toEqual({
		status: 'Error',
		message: expect.stringMatching(
			/^Credential: The passphrase does not open the PFX file\. Check "Transport Passphrase" in/,
		),
	});
});

const seal = () => bank.tpp.signingCertificate;

it.each<[string, () => Partial<CredentialFields>, RegExp]>([
	[
		'swapped certificates',
		() => ({
			transportCertificate: seal(),
			transportKey: bank.tpp.signingKey,
			signingCertificate: bank.tpp.transportCertificate,
			signingKey: bank.tpp.transportKey,
		}),
		/^Credential: The transport certificate and the signing certificate are swapped/,
	],
	[
		'a key of another certificate',
		() => ({ transportKey: bank.tpp.signingKey }),
		/^Credential: The private key does not belong to the certificate\..* Check "Transport Key" in/,
	],
	[
		'a missing transport certificate',
		() => ({ transportCertificate: '', transportKey: '' }),
		/^Credential: The transport certificate is missing, and Zopa accepts only connections with one\. Check "Transport Certificate"/,
	],
	[
		'an expired certificate',
		() => {
			const expired = aCertificate({ notAfter: new Date(Date.now() - day) });
			return { signingCertificate: expired.certificatePem, signingKey: expired.keyPem };
		},
		/^Credential: The certificate expired on .* Check "Signing Certificate" in/,
	],
	[
		'a text that is no software statement',
		() => ({ softwareStatement: 'not a statement' }),
		/^Credential: The software statement is not a JWT/,
	],
	[
		'a short session secret',
		() => ({ sessionSecret: 'short' }),
		/^Credential: The secret is shorter than 16 characters\. Check "Session Secret" in the credential/,
	],
	[
		'an unknown authority of the server',
		() => ({ ca: aCertificateAuthority().certificatePem }),
		/^Mutual TLS: No response.*CA Certificates/,
	],
	[
		'an address that is not the issuer of its discovery document',
		() => ({ localAddress: bank.address.replace('127.0.0.1', 'localhost') }),
		/^Discovery: .*issuer/,
	],
])('names the part that fails with %s (TL-08, LK-15)', async (_, change, says) => {
	const result = await test(change());
	expect(result).toEqual({ status: 'Error', message: expect.stringMatching(says) });
	expect(result.message).not.toMatch(/-----|MII/);
});

it('The HTTP Request node is told the field of the credential by its label', async () => {
	const credential = { ...localCredential(bank, 'zopa'), sessionSecret: 'short' };
	await expect(
		new OpenBankingApi().authenticate(credential, { url: bank.address }),
	).rejects.toMatchObject({
		code: 'OB_CONFIGURATION',
		message: 'The secret is shorter than 16 characters. Check "Session Secret" in the credential.',
	});
});

describe('without a client', () => {
	it('registers none', async () => {
		const clients = async () =>
			(await bank.secrets()).filter(({ kind }) => kind === 'client secret').length;
		const before = await clients();
		expect(await test()).toMatchObject({ status: 'OK' });
		expect(await clients()).toBe(before);
	});

	it('a DCR bank is red for every missing field of the registration (C-14)', async () => {
		const { status, message } = await test({
			signingCertificate: '',
			signingKey: '',
			softwareStatement: '',
		});
		expect(status).toBe('Error');
		expect(message).toMatch(/^Client: There is no client yet\. Register one with DCR Register/);
		expect(message).toMatch(/enter the client ID/);
		expect(message).toMatch(/Check "Software Statement" in the credential\..*Check "Signing Cert/);
	});

	it('a DCR bank is red when the software statement cannot be registered', async () => {
		const { status, message } = await test({ redirectUri: 'https://elsewhere.example/back' });
		expect(status).toBe('Error');
		expect(message).toMatch(/^Client: .*is not in the software statement.* Check "Redirect URI"/);
	});

	it.each(dcrBanks)('%s is green with everything for the registration', async (of) => {
		expect(await test({}, of)).toEqual({
			status: 'OK',
			message: expect.stringMatching(/The credential has everything that DCR Register needs/),
		});
	});

	it.each(dcrBanks)('%s is red without a software statement (C-14)', async (of) => {
		expect(await test({ softwareStatement: '' }, of)).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Client: .* Check "Software Statement" in the credential\./),
		});
	});

	it('a DCR bank with an ASPSP ID is red without it', async () => {
		expect(await test({ aspspId: '' }, 'salt-edge')).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Client: .*ASPSP ID is missing.* Check "ASPSP ID"/),
		});
	});

	it.each(portalBanks)('the portal bank %s is red and names the field (C-13)', async (of) => {
		expect(await test({ clientId: '', clientSecret: '' }, of)).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^Client: The client ID is missing\. .* on its portal\. Check "Client ID" in/,
			),
		});
	});

	it('a bank without OAuth needs only what signs its requests', async () => {
		expect(await test({ signingCertificate: '', signingKey: '' }, 'eika')).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Client: .* Check "Signing Certificate" in/),
		});
	});
});

describe('with a client', () => {
	it.each([...dcrBanks, ...portalBanks])(
		'%s is green with its client, and red with a wrong secret or ID (C-13)',
		async (of) => {
			const client = dcrBanks.includes(of) ? await registeredAt(of) : {};
			const { clientId } = { ...localCredential(bank, of), ...client } as CredentialFields;
			expect(await test(client, of)).toEqual({
				status: 'OK',
				message: expect.stringContaining(`The bank gave the client "${clientId}" a token.`),
			});
			for (const wrong of [{ clientSecret: 'wrong' }, { clientId: 'wrong' }]) {
				expect(await test({ ...client, ...wrong }, of)).toEqual({
					status: 'Error',
					message: expect.stringMatching(
						/^Client: .*401.*its ID or its secret is wrong\..* Check "Client Secret" in/,
					),
				});
			}
			expect(await test({ ...client, clientSecret: '' }, of)).toEqual({
				status: 'Error',
				message: expect.stringMatching(
					/^Client: The client secret is missing.* Check "Client Secret" in/,
				),
			});
			expect(await test({ ...client, redirectUri: '', softwareStatement: '' }, of)).toEqual({
				status: 'Error',
				message: expect.stringMatching(
					/^Client: The redirect URI is missing.* Check "Redirect URI" in/,
				),
			});
		},
	);

	it.each(['client_secret_basic', 'private_key_jwt'] as const)(
		'a DCR bank is green once it gave a token to a client with %s',
		async (method) => {
			expect(await test(await registeredClient({ token_endpoint_auth_method: method }))).toEqual({
				status: 'OK',
				message: expect.stringMatching(/The bank gave the client "[^"]+" a token\.$/),
			});
		},
	);

	it('a bank that refuses the signature is red', async () => {
		const { certificatePem, keyPem } = aCertificate({ privateKey: aPrivateKey('rsa-2048', 'new') });
		const client = await registeredClient({ token_endpoint_auth_method: 'private_key_jwt' });
		expect(
			await test({ ...client, signingCertificate: certificatePem, signingKey: keyPem }),
		).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Client: .*cannot verify the signature.* Check "Client ID"/),
		});
	});

	it('a bank that refuses the scope is red', async () => {
		expect(await test(await registeredClient({ scope: 'openid payments' }))).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^Client: .*invalid_scope.* accepts the client, but it refuses the scope "accounts"/,
			),
		});
	});

	it('a client without the grant type is red', async () => {
		expect(await test(await registeredClient({ grant_types: ['authorization_code'] }))).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Client: .*not registered for the grant type/),
		});
	});

	it('a token endpoint that refuses the certificate is red', async () => {
		await bank.addFault({
			path: '/coop/apis/oauth',
			times: 1,
			response: {
				status: 400,
				body: '<html><head><title>400 The SSL certificate error</title></head></html>',
			},
		});
		expect(await test({}, 'coop')).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^Client: .*refuses the transport certificate\. Check "Transport Certificate" in/,
			),
		});
	});
});

/** Returns the credential's fields of a new client with a secret. */
async function registeredAt(of: string): Promise<Partial<CredentialFields>> {
	const parameters = { options: { outputClientSecret: true, registerAgain: true } };
	const credential = localCredential(bank, of);
	const [item] = await stepItems(bank, { type: 'dcrRegister', parameters }, { credential });
	return { clientId: String(item!.clientId), clientSecret: String(item!.clientSecret) };
}

/** Returns the credential's fields of a new client at Zopa. */
async function registeredClient(claims: Claims): Promise<Partial<CredentialFields>> {
	const { json } = await postRegistration(
		bank,
		await signed(bank, registrationClaims(bank, claims)),
	);
	return {
		clientId: json.client_id,
		clientSecret: json.client_secret,
		clientAuthentication: json.token_endpoint_auth_method,
	};
}
