import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';

import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { testOpenBankingApi } from '../../nodes/shared/credentialTest';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aCertificate, aCertificateAuthority, aPfx } from '../support/certificates';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const test = (change: Partial<CredentialFields> = {}, of = 'zopa') =>
	testOpenBankingApi.call(
		{} as ICredentialTestFunctions,
		{ data: { ...localCredential(bank, of), ...change } } as unknown as ICredentialsDecrypted,
	);

const day = 24 * 60 * 60 * 1000;

it('says what has been checked when all is well', async () => {
	expect(await test()).toEqual({
		status: 'OK',
		message: expect.stringMatching(
			/^Transport certificate: valid, \d+ days left\. Signing certificate: valid, \d+ days left\. Software ID \w+\. The bank's API accepts the connection \(HTTP 404\)\. The discovery document names the issuer https/,
		),
	});
});

it('leaves discovery out at a bank without OAuth', async () => {
	expect(await test({}, 'eika')).toEqual({
		status: 'OK',
		message: expect.not.stringMatching(/issuer https/),
	});
});

it('says what is missing where the bank does without', async () => {
	const { status, message } = await test({
		signingCertificate: '',
		signingKey: '',
		softwareStatement: '',
	});
	expect(status).toBe('OK');
	expect(message).toMatch(
		/no signing certificate, so nothing can be signed.*registration is not possible/,
	);
});

it('fails when the bank wants a transport certificate and there is none', async () => {
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
		'an issuer that does not answer as such',
		() => ({ localAddress: bank.address.replace('127.0.0.1', 'localhost') }),
		/^Discovery: .*issuer/,
	],
])('names the part that fails with %s', async (_, change, says) => {
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
