import { defaultAuthMethod } from '../../lib/banks/applicableRules';
import type { BankProfile, TokenEndpointAuthMethod } from '../../lib/banks/profile';
import { readIdentity, type IdentityFields } from '../../lib/certificates/identity';
import { keyEncodings } from '../../lib/certificates/privateKey';
import { assertNotSwapped } from '../../lib/certificates/purpose';
import { readAuthorities } from '../../lib/certificates/readCertificates';
import { assertInDate } from '../../lib/certificates/validity';
import { credentialError, type ConfigurationError, type FieldReference } from '../../lib/errors';
import { isRegistrable, readSoftwareStatement } from '../../lib/jose/softwareStatement';
import type {
	Client,
	Identity,
	IdentityReferences,
	SoftwareStatement,
	TlsIdentity,
	Tpp,
} from '../../lib/tpp';
import { readAddresses, readBank } from './credentialBank';
import type { CredentialFields } from './credentialFields';
import { assertCredentialTexts, entered } from './fieldText';

/** Characters. */
const minSecretLength = 16;

/**
 * Returns the TPP that the credential describes: PEMs are repaired and parsed, certificates are checked against their keys
 * and dates, and empty fields are filled from the software statement.
 *
 * @throws ConfigurationError that names the field to fix
 */
export async function toTpp(fields: CredentialFields, now: Date): Promise<Tpp> {
	assertCredentialTexts(fields);
	const { bank, provider } = readBank(fields);
	const { transport, signing } = await readIdentities(fields, bank, now);
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
		clientAuthentication: fields.clientAuthentication || undefined,
		sealingSecrets: sealingSecrets(fields, signing, transport),
	};
}

async function readIdentities(fields: CredentialFields, bank: BankProfile, now: Date) {
	const [transport, signing] = await Promise.all(
		(['transport', 'signing'] as const).map((use) => readUse(fields, use, now)),
	);
	if (transport && signing) assertNotSwapped(transport, signing);
	for (const identity of [transport, signing]) {
		if (identity) assertInDate(identity.certificate, identity.references.certificate, now);
	}
	if (!transport && bank.authorizationRequest) throw missingTransport(bank);
	return { transport, signing };
}

async function readUse(
	fields: CredentialFields,
	use: 'transport' | 'signing',
	now: Date,
): Promise<Identity | undefined> {
	const pasted: IdentityFields = {
		...(fields[`${use}Format`] === 'pfx'
			? { pfx: fields[`${use}Pfx`] }
			: { certificate: fields[`${use}Certificate`], key: fields[`${use}Key`] }),
		// Spaces may be part of a passphrase.
		passphrase: fields[`${use}Passphrase`] || undefined,
	};
	const isEmpty = !entered(pasted.pfx) && !entered(pasted.certificate) && !entered(pasted.key);
	if (isEmpty) return undefined;
	return await readIdentity(pasted, { references: identityReferences(use), now });
}

/** Returns the credential's fields for one of its certificates. */
export function identityReferences(use: 'transport' | 'signing'): IdentityReferences {
	const field = (key: keyof CredentialFields): FieldReference => ({ in: 'credential', key });
	return {
		certificate: field(`${use}Certificate`),
		key: field(`${use}Key`),
		passphrase: field(`${use}Passphrase`),
		pfx: field(`${use}Pfx`),
	};
}

function tlsIdentity(fields: CredentialFields, transport?: Identity): TlsIdentity {
	return {
		certificatePem: transport?.chainPem,
		keyPem: transport && keyEncodings(transport.privateKey).pem,
		caPem: entered(fields.ca) && readAuthorities(fields.ca!, { in: 'credential', key: 'ca' }),
		ignoreSslIssues: fields.ignoreSslIssues ?? false,
	};
}

function identifiers(fields: CredentialFields, statement?: SoftwareStatement) {
	return {
		softwareId: entered(fields.softwareId) ?? statement?.claims.software_id,
		organisationId: entered(fields.organisationId) ?? statement?.claims.org_id,
		redirectUri:
			entered(fields.redirectUri) ??
			statement?.claims.software_redirect_uris?.find((uri) => isRegistrable(uri)),
	};
}

/** The operator's secrets come first because they outlive the keys. The keys still open what they sealed before. */
function sealingSecrets(fields: CredentialFields, ...identities: Array<Identity | undefined>) {
	const secrets = [
		readSecret(fields.sessionSecret, 'sessionSecret'),
		readSecret(fields.previousSessionSecret, 'previousSessionSecret'),
		...identities.map((identity) => identity && keyEncodings(identity.privateKey).der),
	];
	return secrets.filter((secret) => secret !== undefined);
}

function readSecret(text: string | undefined, key: string): Uint8Array | undefined {
	const secret = entered(text);
	if (!secret) return undefined;
	if (secret.length >= minSecretLength) return new TextEncoder().encode(secret);
	throw credentialError(`The secret is shorter than ${minSecretLength} characters.`, key);
}

function missingTransport({ name }: BankProfile): ConfigurationError {
	return credentialError(
		`The transport certificate is missing, and ${name} accepts only connections with one.`,
		'transportCertificate',
	);
}

/** Returns the client of the credential. Undefined before registration. @throws ConfigurationError that names the field */
function enteredClient(fields: CredentialFields, bank: BankProfile): Client | undefined {
	const clientId = entered(fields.clientId);
	if (!clientId) return undefined;
	assertClientId(clientId);
	const tokenEndpointAuthMethod =
		fields.clientAuthentication || defaultAuthMethod(bank, fields.environment);
	assertAuthMethod(bank, tokenEndpointAuthMethod);
	return {
		clientId,
		isFromCredential: true,
		clientSecret: entered(fields.clientSecret),
		tokenEndpointAuthMethod,
	};
}

function assertAuthMethod(
	{ name, tokenEndpointAuthMethods: allowed }: BankProfile,
	method: TokenEndpointAuthMethod,
): void {
	if (!allowed || allowed.includes(method)) return;
	// An expression may have given any text, also a secret.
	const chosen = isMethod.test(method) ? `the authentication method ${method}` : 'this method';
	throw credentialError(
		`${name} does not support ${chosen}. It supports ${allowed.join(' and ')}.`,
		'clientAuthentication',
	);
}

const isMethod = /^[a-z_]{1,30}$/;

/** A client ID is printable ASCII (RFC 6749 appendix A.1). Errors of a bank may quote it, so it must not be a PEM. */
function assertClientId(clientId: string): void {
	if (/^[\x20-\x7e]{1,500}$/.test(clientId) && !clientId.includes('-----BEGIN')) return;
	throw credentialError(
		'This is not a valid client ID. A client ID has at most 500 ASCII characters.',
		'clientId',
	);
}
