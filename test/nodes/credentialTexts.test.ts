import { ConfigurationError } from '../../lib/errors';
import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import { toTpp } from '../../nodes/shared/credential';
import { credentialLabels, type CredentialFields } from '../../nodes/shared/credentialFields';
import { presentError } from '../../nodes/shared/nodeError';
import { aCertificate } from '../support/certificates';

const { keyPem } = aCertificate();
const body = keyPem.split('\n')[3]!;

/** What an operator reads of the refusal. */
async function refused(change: object): Promise<string> {
	const fields = { bank: 'zopa', environment: 'sandbox', ...change } as CredentialFields;
	const error: unknown = await toTpp(fields, new Date()).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ConfigurationError) return presentError(error, []).message;
	throw new Error(`It was not refused: ${String(error)}`);
}

const isSecret = (name: string) => /(Key|Pfx|Passphrase|Secret)$/.test(name);

const otherKeys = ['bankProfile', 'ignoreSslIssues'];
const textKeys = Object.keys(credentialLabels).filter((key) => !otherKeys.includes(key));

describe.each<[string, unknown]>([
	['a number', 7],
	['an object', { secret: 'text' }],
	['a list', ['text']],
	['null', null],
	['true or false', true],
])('An expression that gives %s', (kind, value) => {
	it.each(textKeys)('is refused in the field %s (F-13)', async (key) => {
		const label = credentialLabels[key as keyof typeof credentialLabels];
		expect(await refused({ [key]: value })).toBe(
			`The field must be text, but its expression returned ${kind}. Check "${label}" in the credential.`,
		);
	});
});

it('Text for a switch is refused, because "false" would switch it on (F-13)', async () => {
	expect(await refused({ ignoreSslIssues: 'false' })).toMatch(
		/^The field must be true or false, but its expression returned text\. Check "Ignore SSL Issues/,
	);
});

describe('A private key', () => {
	const custom = { bank: 'custom', endpoints: 'entered' };

	it.each<[string, object]>([
		['Bank', { bank: keyPem }],
		['Provider Code', { bank: 'salt-edge', providerCode: keyPem }],
		['Issuer', { bank: 'custom', issuer: keyPem }],
		['API Base URL', { bank: 'custom', apiBaseUrl: keyPem }],
		['Token Endpoint', { ...custom, authorizationUrl: 'https://bank.example/', tokenUrl: keyPem }],
		['Client ID', { clientId: keyPem }],
		[
			'Token Endpoint Authentication',
			{ bank: 'coop', clientId: 'c', clientAuthentication: keyPem },
		],
		['Software Statement', { softwareStatement: keyPem }],
		['CA Certificates', { ca: keyPem }],
		['Bank Profile', { bank: 'custom', profileSource: 'json', bankProfile: keyPem }],
	])('in %s is refused and not quoted (F-06)', async (label, change) => {
		const message = await refused({ ...aTransport(), ...change });
		expect(message).not.toContain(body);
		expect(message).not.toContain('BEGIN');
		expect(message.length).toBeLessThan(300);
		expect(message).toContain(`Check "${label}" in the credential.`);
	});
});

it('Of a URL without TLS, only the host is quoted (F-06)', async () => {
	const apiBaseUrl = 'http://bank.example/path?secret=text';
	expect(await refused({ ...aTransport(), bank: 'custom', apiBaseUrl })).toBe(
		'"http://bank.example" is not a complete https URL. Check "API Base URL" in the credential.',
	);
});

function aTransport() {
	const { certificatePem, keyPem: key } = aCertificate();
	return { transportCertificate: certificatePem, transportKey: key };
}

it.each(
	new OpenBankingApi().properties.filter(({ name }) => isSecret(name)).map(({ name }) => name),
)('The field %s is shown as dots (LK-14)', (name) => {
	const fields = new OpenBankingApi().properties.filter((field) => field.name === name);
	expect(fields.map(({ typeOptions }) => typeOptions?.password)).toEqual(fields.map(() => true));
});

it('Keys, PFX files, passphrases and secrets are secret (LK-14)', () => {
	const names = new Set(new OpenBankingApi().properties.map(({ name }) => name).filter(isSecret));
	expect([...names].sort()).toEqual([
		'clientSecret',
		'previousSessionSecret',
		'sessionSecret',
		'signingKey',
		'signingPassphrase',
		'signingPfx',
		'transportKey',
		'transportPassphrase',
		'transportPfx',
	]);
});
