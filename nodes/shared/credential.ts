import { bankAddresses, type Addresses, type OAuthEndpoints } from '../../lib/banks/addresses';
import { customBank } from '../../lib/banks/custom';
import { banks } from '../../lib/banks';
import { hasProviders, isProviderCode, ofProvider } from '../../lib/banks/providers';
import type {
	AccountInformation,
	BankProfile,
	Environment,
	TokenEndpointAuthMethod,
} from '../../lib/banks/profile';
import {
	readIdentity,
	type Identity,
	type IdentityFields,
	type IdentityLabels,
} from '../../lib/certificates/identity';
import { repairPem } from '../../lib/certificates/pem';
import { assertNotSwapped } from '../../lib/certificates/purpose';
import { assertInDate } from '../../lib/certificates/validity';
import { ConfigurationError } from '../../lib/errors';
import { isRegistrable, usualAuthMethod } from '../../lib/operations/registrationClaims';
import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import { redact } from '../../lib/transport/redact';
import type { Client, SoftwareStatement, TlsIdentity, Tpp } from '../../lib/tpp';

/** The credential's fields as n8n hands them out; those that the form hides are absent. */
export interface CredentialFields {
	bank: string;
	environment: Environment;
	localAddress?: string;
	localMtlsAddress?: string;
	profileSource?: 'standard' | 'json';
	/** JSON; n8n hands it out as it was stored. */
	bankProfile?: unknown;
	providerCode?: string;
	aspspId?: string;
	issuer?: string;
	endpoints?: 'discovery' | 'entered';
	authorizationUrl?: string;
	tokenUrl?: string;
	jwksUrl?: string;
	registrationUrl?: string;
	apiBaseUrl?: string;
	apiVersion?: AccountInformation['version'];
	transportFormat?: 'pem' | 'pfx';
	transportCertificate?: string;
	transportKey?: string;
	transportPfx?: string;
	transportPassphrase?: string;
	signingFormat?: 'pem' | 'pfx';
	signingCertificate?: string;
	signingKey?: string;
	signingPfx?: string;
	signingPassphrase?: string;
	keyId?: string;
	authorities?: string;
	ignoreSslIssues?: boolean;
	softwareStatement?: string;
	softwareId?: string;
	organisationId?: string;
	redirectUri?: string;
	clientId?: string;
	clientSecret?: string;
	clientAuthentication?: TokenEndpointAuthMethod | '';
	sessionSecret?: string;
	previousSessionSecret?: string;
}

const shortestSecret = 16;

/**
 * The TPP that a credential describes: PEMs repaired and parsed, certificates checked against their keys and dates,
 * empty fields filled from the software statement.
 *
 * @throws ConfigurationError that names the field to mend
 */
export async function toTpp(fields: CredentialFields, now: Date): Promise<Tpp> {
	const provider = entered(fields.providerCode);
	const bank = ofItsProvider(await findBank(fields), provider);
	const { transport, signing } = readIdentities(fields, bank, now);
	const statement = entered(fields.softwareStatement)
		? readSoftwareStatement(fields.softwareStatement!)
		: undefined;
	return {
		bank,
		environment: fields.environment,
		addresses: readAddresses(fields, bank),
		tls: tlsIdentity(fields, transport),
		signer: signing && { ...signing, keyId: entered(fields.keyId) },
		softwareStatement: statement,
		...identifiers(fields, statement),
		aspspId: entered(fields.aspspId),
		provider,
		client: enteredClient(fields, bank),
		sealingSecrets: sealingSecrets(fields, signing, transport),
	};
}

const readAddresses = (fields: CredentialFields, bank: BankProfile): Addresses =>
	bankAddresses(bank, fields.environment, {
		issuer: fields.issuer,
		resourceServer: fields.apiBaseUrl,
		endpoints: fields.endpoints === 'entered' ? readEndpoints(fields, bank) : undefined,
		local: { address: fields.localAddress ?? '', mtlsAddress: fields.localMtlsAddress ?? '' },
	});

function readEndpoints(
	fields: CredentialFields,
	{ authorizationRequest }: BankProfile,
): OAuthEndpoints {
	const jwks = entered(fields.jwksUrl);
	const issuesIdTokens = authorizationRequest?.as !== 'encodedParameters';
	const registration = entered(fields.registrationUrl);
	return {
		authorization_endpoint: readAddress(fields.authorizationUrl, 'Authorization Endpoint'),
		token_endpoint: readAddress(fields.tokenUrl, 'Token Endpoint'),
		...((jwks || issuesIdTokens) && { jwks_uri: readAddress(jwks, 'JWKS URI') }),
		...(registration && {
			registration_endpoint: readAddress(registration, 'Registration Endpoint'),
		}),
	};
}

function readAddress(text: string | undefined, field: string): string {
	const address = entered(text) ?? '';
	if (URL.canParse(address) && new URL(address).protocol === 'https:') return address;
	throw new ConfigurationError(`${field} is not a complete https address.`, { field });
}

function readIdentities(fields: CredentialFields, bank: BankProfile, now: Date) {
	const transport = readUse(fields, 'transport');
	const signing = readUse(fields, 'signing');
	if (transport && signing) assertNotSwapped(transport, signing);
	for (const identity of [transport, signing]) {
		if (identity) assertInDate(identity.certificate, identity.labels.certificate, now);
	}
	if (!transport && bank.authorizationRequest) throw missingTransport(bank);
	return { transport, signing };
}

const findBank = async (fields: CredentialFields): Promise<BankProfile> =>
	fields.bank === 'custom' ? await customProfile(fields) : builtIn(fields.bank);

function ofItsProvider(profile: BankProfile, code: string | undefined): BankProfile {
	if (!hasProviders(profile)) return profile;
	if (code && isProviderCode(code)) return ofProvider(profile, code);
	throw new ConfigurationError(
		code
			? `Provider Code "${code}" is none: it holds letters, digits, hyphens, underscores and single dots.`
			: `Provider Code is empty, and ${profile.name} serves several banks: enter the code of the one that you mean.`,
		{ field: 'Provider Code' },
	);
}

function builtIn(bank: string): BankProfile {
	const profile = banks.find(({ id }) => id === bank);
	if (profile) return profile;
	throw new ConfigurationError(`The bank "${bank}" is not known to this version of the package.`, {
		field: 'Bank',
	});
}

/** The vocabulary of profiles is loaded when somebody pastes one: it takes as long as the rest of a node. */
async function customProfile({
	profileSource,
	bankProfile = '',
	apiVersion,
}: CredentialFields): Promise<BankProfile> {
	if (profileSource !== 'json') return customBank(apiVersion ?? 'v4.0');
	const { readProfile } = await import('../../lib/banks/readProfile.js');
	const read = readProfile(
		typeof bankProfile === 'string' ? bankProfile : JSON.stringify(bankProfile),
	);
	if ('profile' in read) return read.profile;
	const problems = read.problems.slice(0, 10).map(redact).join('; ');
	throw new ConfigurationError(`Bank Profile cannot be used: ${problems}.`, {
		field: 'Bank Profile',
	});
}

function readUse(fields: CredentialFields, use: 'transport' | 'signing'): Identity | undefined {
	const pasted: IdentityFields = {
		...(fields[`${use}Format`] === 'pfx'
			? { pfx: fields[`${use}Pfx`] }
			: { certificate: fields[`${use}Certificate`], key: fields[`${use}Key`] }),
		// Every character counts.
		passphrase: fields[`${use}Passphrase`] || undefined,
	};
	const isEmpty = !entered(pasted.pfx) && !entered(pasted.certificate) && !entered(pasted.key);
	return isEmpty ? undefined : readIdentity(pasted, identityLabels(use));
}

/** Labels of the credential's fields for one of its certificates. */
export function identityLabels(use: 'transport' | 'signing'): IdentityLabels {
	const name = use === 'transport' ? 'Transport' : 'Signing';
	return {
		certificate: `${name} Certificate`,
		key: `${name} Key`,
		passphrase: `${name} Passphrase`,
		pfx: `${name} PFX`,
	};
}

function tlsIdentity(fields: CredentialFields, transport?: Identity): TlsIdentity {
	return {
		certificatePem: transport?.chainPem,
		keyPem: transport?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		caPem: entered(fields.authorities) && repairPem(fields.authorities!, 'CA Certificates'),
		ignoreSslIssues: fields.ignoreSslIssues ?? false,
	};
}

function identifiers(fields: CredentialFields, statement?: SoftwareStatement) {
	return {
		softwareId: entered(fields.softwareId) ?? statement?.claims.software_id,
		organisationId: entered(fields.organisationId) ?? statement?.claims.org_id,
		redirectUri:
			entered(fields.redirectUri) ?? statement?.claims.software_redirect_uris?.find(isRegistrable),
	};
}

function enteredClient(fields: CredentialFields, bank: BankProfile): Client | undefined {
	const { registration } = bank;
	const clientId = entered(fields.clientId);
	if (!clientId) return undefined;
	const usual =
		registration.via === 'dcr'
			? usualAuthMethod(registration, fields.environment)
			: 'client_secret_basic';
	const tokenEndpointAuthMethod = fields.clientAuthentication || usual;
	assertAuthMethod(bank, tokenEndpointAuthMethod);
	return { clientId, clientSecret: entered(fields.clientSecret), tokenEndpointAuthMethod };
}

function assertAuthMethod(
	{ name, tokenEndpointAuthMethods: allowed }: BankProfile,
	method: TokenEndpointAuthMethod,
): void {
	if (!allowed || allowed.includes(method)) return;
	throw new ConfigurationError(
		`${name} lets clients authenticate with ${allowed.join(' or ')} alone, not with ${method}.`,
		{ field: 'Token Endpoint Authentication' },
	);
}

/** The operator's secrets first: they outlive the keys, and the keys still open what they sealed before. */
function sealingSecrets(fields: CredentialFields, ...identities: Array<Identity | undefined>) {
	const secrets = [
		readSecret(fields.sessionSecret, 'Session Secret'),
		readSecret(fields.previousSessionSecret, 'Previous Session Secret'),
		...identities.map((identity) => identity?.privateKey.export({ type: 'pkcs8', format: 'der' })),
	];
	return secrets.filter((secret) => secret !== undefined);
}

function readSecret(text: string | undefined, field: string): Uint8Array | undefined {
	const secret = entered(text);
	if (!secret) return undefined;
	if (secret.length >= shortestSecret) return new TextEncoder().encode(secret);
	throw new ConfigurationError(`${field} is shorter than ${shortestSecret} characters.`, { field });
}

function missingTransport({ name }: BankProfile): ConfigurationError {
	return new ConfigurationError(
		`Transport Certificate is empty, and ${name} accepts connections only with one.`,
		{ field: 'Transport Certificate' },
	);
}

const entered = (text: string | undefined) => text?.trim() || undefined;
