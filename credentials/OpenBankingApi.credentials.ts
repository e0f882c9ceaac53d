import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { banks } from '../lib/banks';
import { hasProviders } from '../lib/banks/addresses';
import type { BankProfile, PublishedEnvironment } from '../lib/banks/profile';
import { profileIn } from '../lib/banks/inEnvironment';
import { parameterError } from '../lib/errors';
import { withAccessToken } from '../lib/oauth/bearer';
import { signedOtherHeaders } from '../lib/operations/berlinGroup/otherRequest';
import type { Tpp } from '../lib/tpp';
import { trustedAuthorities } from '../lib/transport/agents';
import { toTpp } from '../nodes/shared/credential';
import {
	credentialLabels as labels,
	type CredentialFields,
} from '../nodes/shared/credentialFields';
import { presentError } from '../nodes/shared/presentError';

const inEnvironment = (...environment: string[]) => ({ displayOptions: { show: { environment } } });

const idsWhere = (holds: (bank: BankProfile) => boolean) => banks.filter(holds).map(({ id }) => id);

const isAddressedByAspspId = ({ registration }: BankProfile) =>
	registration.via === 'dcr' && registration.audience.is === 'aspspId';

const isAddressedByAspspIdInProduction = (bank: BankProfile) =>
	isAddressedByAspspId(profileIn(bank, 'production')) && !isAddressedByAspspId(bank);

const publicEnvironments: PublishedEnvironment[] = ['sandbox', 'production'];

const customOnly = { bank: ['custom'], environment: publicEnvironments };
const customProfileOnly = { bank: ['custom'], profileSource: ['json'] };

/** Shows the field for a custom bank, and for banks that publish no such address for the environment. */
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

/** Banks that have no use for a signing certificate, and those whose profile is entered. */
const unsignedBanks = [
	...idsWhere(({ registration, agreements }) => registration.via !== 'dcr' && !agreements),
	'custom',
];
const signedBanks = idsWhere(({ id }) => !unsignedBanks.includes(id));

interface IdentityGroup {
	use: 'transport' | 'signing';
	description: string;
	/** Shows the fields for these banks only. Absent: for all. */
	onlyFor?: string[];
	isRequired: boolean;
}

/** Returns the fields for a certificate with its key: as PEM, or both in one PFX file. */
function identityFields({ use, description, onlyFor, isRequired }: IdentityGroup) {
	const fields: INodeProperties[] = [
		{
			displayName: labels[`${use}Format`],
			name: `${use}Format`,
			type: 'options',
			options: [
				{ name: 'PEM', value: 'pem' },
				{ name: 'PFX (PKCS #12)', value: 'pfx' },
			],
			default: 'pem',
			description,
		},
		{
			displayName: labels[`${use}Certificate`],
			name: `${use}Certificate`,
			type: 'string',
			// A certificate is public, and the operator wants to see which one it is.
			typeOptions: { rows: 4 },
			default: '',
			required: isRequired,
			...shown('pem'),
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				'PEM, without the key. The certificate comes first, then its intermediate certificates if the bank requires them.',
		},
		{
			displayName: labels[`${use}Key`],
			name: `${use}Key`,
			...pasted,
			required: isRequired,
			...shown('pem'),
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description: `The private key of the ${use} certificate as PEM, encrypted or not`,
		},
		{
			displayName: labels[`${use}Pfx`],
			name: `${use}Pfx`,
			...pasted,
			required: isRequired,
			...shown('pfx'),
			placeholder: 'e.g. MIIQSQIBAzCCEA8GCSqG…',
			description: 'The content of the .pfx or .p12 file as base64',
		},
		{
			displayName: labels[`${use}Passphrase`],
			name: `${use}Passphrase`,
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The passphrase of the key or the PFX file. Leave it empty if there is none.',
		},
	];
	if (!onlyFor) return fields;
	return fields.map((field): INodeProperties => ({
		...field,
		displayOptions: { show: { ...field.displayOptions?.show, bank: onlyFor } },
	}));

	function shown(format: string) {
		return { displayOptions: { show: { [`${use}Format`]: [format] } } };
	}
}

const pasted = { typeOptions: { password: true, rows: 4 }, type: 'string', default: '' } as const;

/** A heading within the form. */
const heading = (text: string, name: string): INodeProperties => ({
	displayName: text,
	name,
	type: 'notice',
	default: '',
});

const certificateAuthorities: INodeProperties = {
	displayName: labels.ca,
	name: 'ca',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: '-----BEGIN CERTIFICATE-----',
	description:
		"PEM of the root and issuing certificates of the bank's server, if they are not public. They are trusted in addition to the system's.",
};

const signingDescription =
	'How you paste the certificate for signatures of requests. Its kind is OBSeal, QSealC or OB signing.';

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
			displayName: labels.bank,
			name: 'bank',
			type: 'options',
			options: [
				...banks.map(({ id, name }) => ({ name, value: id })),
				{ name: 'Custom', value: 'custom' },
			],
			default: 'zopa',
			description: 'Choose Custom for a bank that is not in the list',
		},
		{
			displayName: labels.environment,
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Local (Embedded Bank)', value: 'local' },
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'sandbox',
			description:
				'Local is the test bank of this package. Start it with <code>npm run sandbox</code>.',
		},
		{
			displayName: labels.localAddress,
			name: 'localAddress',
			type: 'string',
			default: 'https://127.0.0.1:8443',
			...inEnvironment('local'),
			description: 'The address of the embedded bank for browsers',
		},
		{
			displayName: labels.localMtlsAddress,
			name: 'localMtlsAddress',
			type: 'string',
			default: 'https://127.0.0.1:8444',
			...inEnvironment('local'),
			description: 'The address of the embedded bank that requires the transport certificate',
		},
		{
			displayName: labels.profileSource,
			name: 'profileSource',
			type: 'options',
			options: [
				{ name: 'OBIE Standard', value: 'standard' },
				{ name: 'Paste as JSON', value: 'json' },
			],
			default: 'standard',
			displayOptions: { show: { bank: ['custom'] } },
			description:
				'How the bank behaves: as in the OBIE standard, or as in a profile that you paste',
		},
		{
			displayName: labels.bankProfile,
			name: 'bankProfile',
			type: 'json',
			default: '',
			displayOptions: { show: customProfileOnly },
			description:
				'Copy a profile from <b>DCR Register → Show Bank Profile</b>, and change what is different at your bank',
		},
		{
			displayName: labels.providerCode,
			name: 'providerCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. demobank',
			displayOptions: { show: { bank: idsWhere(hasProviders) } },
			description: 'The code of your bank, because several banks share the same addresses',
		},
		{
			displayName: labels.aspspId,
			name: 'aspspId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0015800001AbCdEAAV',
			displayOptions: { show: { bank: ['custom', ...idsWhere(isAddressedByAspspId)] } },
			description:
				'The identifier of the bank (the ASPSP) in the directory. Registration requests are addressed to it. Leave it empty if the bank’s profile has it.',
		},
		{
			displayName: labels.aspspId,
			name: 'aspspId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0015800001AbCdEAAV',
			displayOptions: {
				show: { bank: idsWhere(isAddressedByAspspIdInProduction), environment: ['production'] },
			},
			description:
				'The identifier of the bank in the directory, to which registrations are addressed',
		},
		...whereUnknown('issuer', {
			displayName: labels.issuer,
			name: 'issuer',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://auth.bank.example',
			description:
				'The OpenID Connect issuer of the bank, a URL. Its discovery document, if there is one, is below this URL at /.well-known/openid-configuration.',
		}),
		{
			displayName: labels.endpoints,
			name: 'endpoints',
			type: 'options',
			options: [
				{ name: 'From Discovery', value: 'discovery' },
				{ name: 'Enter Below', value: 'entered' },
			],
			default: 'discovery',
			displayOptions: { show: customOnly },
			description: 'Enter the endpoints if the bank publishes no discovery document',
		},
		...(
			[
				{ name: 'authorizationUrl', path: 'authorize' },
				{ name: 'tokenUrl', path: 'token' },
				{ name: 'jwksUrl', path: 'jwks' },
				{ name: 'registrationUrl', path: 'register' },
			] as const
		).map(({ name, path }): INodeProperties => ({
			displayName: labels[name],
			name,
			type: 'string',
			default: '',
			placeholder: `e.g. https://auth.bank.example/${path}`,
			displayOptions: { show: { ...customOnly, endpoints: ['entered'] } },
		})),
		...whereUnknown('resourceServer', {
			displayName: labels.apiBaseUrl,
			name: 'apiBaseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.bank.example',
			description:
				'The part of the API’s URLs before the documented paths: before /open-banking for OBIE banks, before /v1/sandbox for Eika',
		}),
		{
			displayName: labels.apiVersion,
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: '3.1', value: 'v3.1' },
				{ name: '4.0', value: 'v4.0' },
			],
			default: 'v4.0',
			displayOptions: { show: { bank: ['custom'], profileSource: ['standard'] } },
			description: 'The version of the OBIE Read/Write API that the bank provides',
		},
		{
			displayName: labels.providerCode,
			name: 'providerCode',
			type: 'string',
			default: '',
			displayOptions: { show: customProfileOnly },
			description: 'The value for {providerCode} in the profile',
		},
		heading('<b>Certificates</b>', 'certificatesHeading'),
		...identityFields({
			use: 'transport',
			description:
				'How you paste the certificate for connections to the bank (mutual TLS). Its kind is OBWAC, QWAC or OB transport.',
			isRequired: true,
		}),
		...identityFields({
			use: 'signing',
			description: signingDescription,
			onlyFor: signedBanks,
			isRequired: true,
		}),
		...identityFields({
			use: 'signing',
			description: signingDescription,
			onlyFor: unsignedBanks,
			isRequired: false,
		}),
		// Without a check of the server's certificate, nothing has to vouch for it.
		...[false, true].map((ignoreSslIssues): INodeProperties => ({
			...certificateAuthorities,
			required: !ignoreSslIssues,
			displayOptions: { show: { environment: ['local'], ignoreSslIssues: [ignoreSslIssues] } },
			description: 'The file <code>ca.pem</code> of the embedded bank',
		})),
		heading('<b>Your software at the bank</b>', 'softwareHeading'),
		{
			displayName: labels.softwareStatement,
			name: 'softwareStatement',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. eyJhbGciOiJQUzI1NiIs…',
			description:
				'The software statement assertion (SSA), a JWT that the directory issued for your software',
		},
		{
			displayName: labels.redirectUri,
			name: 'redirectUri',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/open-banking',
			description:
				'The URL to which the bank redirects the PSU. It must be in the software statement. If empty, the first URL there is used.',
		},
		{
			displayName: labels.clientId,
			name: 'clientId',
			type: 'string',
			default: '',
			description:
				'The ID of your client at the bank. Leave it empty before registration with DCR Register.',
		},
		{
			displayName: labels.clientSecret,
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The secret of your client, if it authenticates with one',
		},
		heading('<b>Rare settings.</b> Most credentials do not need them.', 'rareFields'),
		{ ...certificateAuthorities, ...inEnvironment(...publicEnvironments) },
		{
			displayName: labels.ignoreSslIssues,
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description:
				"Whether to connect even if the server's certificate is not valid. Anybody on the network can then read and change the data.",
		},
		{
			displayName: labels.keyId,
			name: 'keyId',
			type: 'string',
			default: '',
			description:
				"The kid of the signing key. If empty, it is looked up in the software's key set, or computed as the Open Banking directory does.",
		},
		{
			displayName: labels.softwareId,
			name: 'softwareId',
			type: 'string',
			default: '',
			description:
				'The ID of your software in the directory. If empty, it is read from the software statement.',
		},
		{
			displayName: labels.organisationId,
			name: 'organisationId',
			type: 'string',
			default: '',
			description:
				'The ID of your organisation in the directory. If empty, it is read from the software statement.',
		},
		{
			displayName: labels.clientAuthentication,
			name: 'clientAuthentication',
			type: 'options',
			options: [
				{ name: 'Default of the Bank', value: '' },
				{ name: 'Client Secret (client_secret_basic)', value: 'client_secret_basic' },
				{ name: 'Client Secret in the Body (client_secret_post)', value: 'client_secret_post' },
				{ name: 'Mutual TLS (tls_client_auth)', value: 'tls_client_auth' },
				{ name: 'Signed Assertion (private_key_jwt)', value: 'private_key_jwt' },
			],
			default: '',
			description: 'The method with which the client authenticates, as registered at the bank',
		},
		{
			displayName: labels.sessionSecret,
			name: 'sessionSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'A secret that encrypts sessions, at least 16 characters. If empty, a key derived from your private keys is used, and sessions become unreadable when you replace these.',
		},
		{
			displayName: labels.previousSessionSecret,
			name: 'previousSessionSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The former Session Secret. It still decrypts older sessions.',
		},
	];

	/**
	 * Authenticates requests of n8n's HTTP Request node: mutual TLS with the transport certificate, and the access token in
	 * place of a sealed session in the header `Authorization: Bearer …`. At a bank with HTTP message signatures it signs the
	 * request, too. Redirects are never followed, because n8n would send
	 * the token and the certificate to any host.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		try {
			const tpp = await toTpp(credentials as unknown as CredentialFields, new Date());
			return await withTokenAndCertificate(requestOptions, tpp);
		} catch (thrown) {
			const { error, advice } = presentError(thrown, []);
			throw error.with(advice, {});
		}
	}
}

async function withTokenAndCertificate(
	request: IHttpRequestOptions,
	tpp: Tpp,
): Promise<IHttpRequestOptions> {
	const { tls } = tpp;
	return {
		...request,
		...(await authorised(request, tpp)),
		...withoutRedirects,
		agentOptions: {
			cert: tls.certificatePem,
			key: tls.keyPem,
			ca: trustedAuthorities(tls.caPem),
			// The HTTP Request node ignores the request's own option for this.
			...(tls.ignoreSslIssues && { rejectUnauthorized: false }),
		},
	};
}

/** Returns the headers, and the body exactly as it was signed. */
async function authorised(
	request: IHttpRequestOptions,
	tpp: Tpp,
): Promise<Pick<IHttpRequestOptions, 'headers' | 'body'>> {
	const url = urlOf(request);
	if (!tpp.bank.httpSignature) {
		return { headers: await withAccessToken(request.headers ?? {}, url, tpp) };
	}
	const body = bodyText(request.body);
	const headers = Object.fromEntries(
		Object.entries(request.headers ?? {}).map(([name, value]) => [name, String(value)]),
	);
	return {
		headers: await signedOtherHeaders({ url, headers, body }, tpp),
		...(body !== '' && { body }),
	};
}

/** n8n writes an object as JSON without spaces, and leaves a JSON text as it is. */
function bodyText(body: unknown): string {
	if (body === undefined || body === null) return '';
	if (typeof body === 'string') return body.trim();
	const isPlain = Object.getPrototypeOf(body) === Object.prototype || Array.isArray(body);
	if (isPlain) return JSON.stringify(body);
	throw parameterError('Only a JSON body can be signed.', 'body');
}

/** In the spelling of n8n, and in that of the HTTP Request node. */
const withoutRedirects = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

/** The HTTP Request node uses `uri`, the name of a former library. */
const urlOf = ({ url, uri }: IHttpRequestOptions & { uri?: string }) => String(url ?? uri);
