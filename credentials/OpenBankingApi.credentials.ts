import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { banks } from '../lib/banks';
import { hasProviders } from '../lib/banks/addresses';
import type { BankProfile, PublishedEnvironment } from '../lib/banks/profile';
import { withAccessToken } from '../lib/oauth/bearer';
import { trustedAuthorities } from '../lib/transport/agents';
import { toTpp } from '../nodes/shared/credential';
import type { CredentialFields } from '../nodes/shared/credentialFields';

const inEnvironment = (...environment: string[]) => ({ displayOptions: { show: { environment } } });

const idsWhere = (holds: (bank: BankProfile) => boolean) => banks.filter(holds).map(({ id }) => id);

const asksAspspId = ({ registration }: BankProfile) =>
	registration.via === 'dcr' &&
	registration.audience.is === 'aspspId' &&
	registration.audience.aspspId === undefined;

const publicEnvironments: PublishedEnvironment[] = ['sandbox', 'production'];

const customOnly = { bank: ['custom'], environment: publicEnvironments };
const customProfileOnly = { bank: ['custom'], profileSource: ['json'] };

/** The field where the operator's bank is custom, or publishes no such address for the environment. */
const whereUnknown = (
	address: 'issuer' | 'resourceServer',
	field: INodeProperties,
): INodeProperties[] =>
	publicEnvironments.map((environment) => ({
		...field,
		displayOptions: {
			show: {
				environment: [environment],
				bank: [
					'custom',
					...idsWhere(
						({ environments, authorizationRequest }) =>
							!environments[environment]?.[address] &&
							(address === 'resourceServer' || authorizationRequest !== undefined),
					),
				],
			},
		},
	}));

/** Certificate and key as PEM, or both in one PFX file: the same fields for transport and signing. */
function identityFields(use: 'transport' | 'signing', says: string): INodeProperties[] {
	const name = use === 'transport' ? 'Transport' : 'Signing';
	const shown = (format: string) => ({ displayOptions: { show: { [`${use}Format`]: [format] } } });
	const pasted = { typeOptions: { password: true, rows: 4 }, type: 'string', default: '' } as const;
	return [
		{
			displayName: `${name} Certificate Format`,
			name: `${use}Format`,
			type: 'options',
			options: [
				{ name: 'PEM', value: 'pem' },
				{ name: 'PFX (PKCS #12)', value: 'pfx' },
			],
			default: 'pem',
			description: says,
		},
		{
			displayName: `${name} Certificate`,
			name: `${use}Certificate`,
			...pasted,
			...shown('pem'),
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				'PEM with the certificate first and, where the bank wants them, its intermediates after it',
		},
		{
			displayName: `${name} Key`,
			name: `${use}Key`,
			...pasted,
			...shown('pem'),
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description: `Private key of the ${use} certificate as PEM, encrypted or not`,
		},
		{
			displayName: `${name} PFX`,
			name: `${use}Pfx`,
			...pasted,
			...shown('pfx'),
			placeholder: 'e.g. MIIQSQIBAzCCEA8GCSqG…',
			description: 'The .pfx or .p12 file in base64',
		},
		{
			displayName: `${name} Passphrase`,
			name: `${use}Passphrase`,
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Leave empty when the key is not encrypted',
		},
	];
}

export class OpenBankingApi implements ICredentialType {
	name = 'openBankingApi';

	displayName = 'Open Banking API';

	icon = {
		light: 'file:../icons/openBanking.svg',
		dark: 'file:../icons/openBanking.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-open-banking/n8n-nodes-open-banking#the-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Bank',
			name: 'bank',
			type: 'options',
			options: [
				...banks.map(({ id, name }) => ({ name, value: id })),
				{ name: 'Custom', value: 'custom' },
			],
			default: 'zopa',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Local (Embedded Bank)', value: 'local' },
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'sandbox',
			description:
				'Local is the bank that comes with this package: start it with <code>npm run sandbox</code>',
		},
		{
			displayName: 'Local Address',
			name: 'localAddress',
			type: 'string',
			default: 'https://127.0.0.1:8443',
			...inEnvironment('local'),
			description: 'Where the embedded bank answers browsers',
		},
		{
			displayName: 'Local Mutual TLS Address',
			name: 'localMtlsAddress',
			type: 'string',
			default: 'https://127.0.0.1:8444',
			...inEnvironment('local'),
			description: 'Where the embedded bank asks for the transport certificate',
		},
		{
			displayName: 'Profile',
			name: 'profileSource',
			type: 'options',
			options: [
				{ name: 'OBIE Standard', value: 'standard' },
				{ name: 'Paste as JSON', value: 'json' },
			],
			default: 'standard',
			displayOptions: { show: { bank: ['custom'] } },
			description: 'What the bank does: what the standard says, or what you describe',
		},
		{
			displayName: 'Bank Profile',
			name: 'bankProfile',
			type: 'json',
			default: '',
			displayOptions: { show: customProfileOnly },
			description:
				'Start from one that <b>DCR Register → Show Bank Profile</b> shows, and change what your bank does differently',
		},
		{
			displayName: 'Provider Code',
			name: 'providerCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. demobank',
			displayOptions: { show: { bank: idsWhere(hasProviders) } },
			description: 'The code of the bank that you mean, among those behind the same address',
		},
		{
			displayName: 'ASPSP ID',
			name: 'aspspId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0dw23dsa13123',
			displayOptions: { show: { bank: idsWhere(asksAspspId) } },
			description:
				'The identifier that the directory gave the bank (the ASPSP); registration requests are addressed to it',
		},
		...whereUnknown('issuer', {
			displayName: 'Issuer',
			name: 'issuer',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://auth.bank.example',
			description:
				'OpenID Connect issuer of the bank; its discovery document, if it has one, lies below this address at /.well-known/openid-configuration',
		}),
		{
			displayName: 'Endpoints',
			name: 'endpoints',
			type: 'options',
			options: [
				{ name: 'By Discovery', value: 'discovery' },
				{ name: 'Enter Below', value: 'entered' },
			],
			default: 'discovery',
			displayOptions: { show: customOnly },
			description: 'Enter them for a bank that publishes no discovery document',
		},
		...[
			['Authorization Endpoint', 'authorizationUrl', 'authorize'],
			['Token Endpoint', 'tokenUrl', 'token'],
			['JWKS URI', 'jwksUrl', 'jwks'],
			['Registration Endpoint', 'registrationUrl', 'register'],
		].map(([displayName, name, path]): INodeProperties => ({
			displayName: displayName!,
			name: name!,
			type: 'string',
			default: '',
			placeholder: `e.g. https://auth.bank.example/${path}`,
			displayOptions: { show: { ...customOnly, endpoints: ['entered'] } },
		})),
		...whereUnknown('resourceServer', {
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.bank.example',
			description:
				'What comes before the documented paths: before /open-banking for OBIE banks, before /v1/sandbox for Eika, whose documentation has a host as an example only (psd2.eika.no)',
		}),
		{
			displayName: 'Read/Write API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: '3.1', value: 'v3.1' },
				{ name: '4.0', value: 'v4.0' },
			],
			default: 'v4.0',
			displayOptions: { show: { bank: ['custom'], profileSource: ['standard'] } },
		},
		{
			displayName: 'Provider Code',
			name: 'providerCode',
			type: 'string',
			default: '',
			displayOptions: { show: customProfileOnly },
			description: 'What takes the place of {providerCode} in the profile',
		},
		{
			displayName: 'ASPSP ID',
			name: 'aspspId',
			type: 'string',
			default: '',
			displayOptions: { show: customProfileOnly },
			description: 'For a profile whose registration audience is aspspId and that names none',
		},
		...identityFields(
			'transport',
			'The certificate that opens the connection (mutual TLS): OBWAC, QWAC, or OB transport',
		),
		...identityFields(
			'signing',
			'The certificate whose key signs registration requests, client assertions and HTTP messages: OBSeal, QSealC, or OB signing',
		),
		{
			displayName: 'Software Statement',
			name: 'softwareStatement',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. eyJhbGciOiJQUzI1NiIs…',
			description: 'The assertion (SSA) that the directory issued for your software, a JWT',
		},
		{
			displayName: 'Redirect URI',
			name: 'redirectUri',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/open-banking',
			description:
				'Where the bank sends the PSU back to; one of those in the software statement. Leave empty to use the first one there.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			description: 'Empty before registration; DCR Register obtains it',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for clients that authenticate with a secret',
		},
		{
			displayName: 'Most credentials need nothing below this line.',
			name: 'rareFields',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'CA Certificates',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				"PEM of the authorities that issued the bank's server certificate, where they are not public ones. They are trusted beside the system's.",
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description:
				"Whether to connect even if the server's certificate cannot be checked. Whoever stands in between can then read and change everything.",
		},
		{
			displayName: 'Key ID',
			name: 'keyId',
			type: 'string',
			default: '',
			description:
				"The kid of the signing key. Leave empty to look it up in the software statement's key set, or compute it as the Open Banking directory does.",
		},
		{
			displayName: 'Software ID',
			name: 'softwareId',
			type: 'string',
			default: '',
			description: 'Leave empty to read it out of the software statement',
		},
		{
			displayName: 'Organisation ID',
			name: 'organisationId',
			type: 'string',
			default: '',
			description: 'Leave empty to read it out of the software statement',
		},
		{
			displayName: 'Token Endpoint Authentication',
			name: 'clientAuthentication',
			type: 'options',
			options: [
				{ name: 'As the Bank Says', value: '' },
				{ name: 'Client Secret (client_secret_basic)', value: 'client_secret_basic' },
				{ name: 'Mutual TLS (tls_client_auth)', value: 'tls_client_auth' },
				{ name: 'Signed Assertion (private_key_jwt)', value: 'private_key_jwt' },
			],
			default: '',
			description: 'How the client was registered to authenticate',
		},
		{
			displayName: 'Session Secret',
			name: 'sessionSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Seals sessions in place of a key derived from the signing key, so that they outlive a change of certificates. At least 16 characters.',
		},
		{
			displayName: 'Previous Session Secret',
			name: 'previousSessionSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Still opens sessions that were sealed before the secret was changed',
		},
	];

	/**
	 * For n8n's own HTTP Request node: mutual TLS with the transport certificate, and in place of a sealed session in the
	 * header `Authorization: Bearer …` its access token. Redirects are not followed, whatever the node is told: n8n would take
	 * token and certificate along to any host.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const tpp = await toTpp(credentials as unknown as CredentialFields, new Date());
		const { tls } = tpp;
		return {
			...requestOptions,
			headers: await withAccessToken(requestOptions.headers ?? {}, addressOf(requestOptions), tpp),
			...followsNoRedirect,
			agentOptions: {
				cert: tls.certificatePem,
				key: tls.keyPem,
				ca: trustedAuthorities(tls.caPem),
				// What requests have for this the HTTP Request node does not heed.
				...(tls.ignoreSslIssues && { rejectUnauthorized: false }),
			},
		};
	}
}

/** As n8n spells it, and as the HTTP Request node does. */
const followsNoRedirect = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

/** The HTTP Request node still spells it as the library did that it once used. */
const addressOf = ({ url, uri }: IHttpRequestOptions & { uri?: string }) => String(url ?? uri);
