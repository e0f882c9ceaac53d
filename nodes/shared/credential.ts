import type { BankProfile } from '../../lib/banks/profile';
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
import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import { isRegistrable } from '../../lib/operations/registration/registrationClaims';
import type { SoftwareStatement, TlsIdentity, Tpp } from '../../lib/tpp';
import { readAddresses, readBank } from './credentialBank';
import { enteredClient } from './credentialClient';
import { entered, type CredentialFields } from './credentialFields';

const shortestSecret = 16;

/**
 * The TPP that a credential describes: PEMs repaired and parsed, certificates checked against their keys and dates,
 * empty fields filled from the software statement.
 *
 * @throws ConfigurationError that names the field to mend
 */
export async function toTpp(fields: CredentialFields, now: Date): Promise<Tpp> {
	const { bank, provider } = await readBank(fields);
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
		caPem: entered(fields.ca) && repairPem(fields.ca!, 'CA Certificates'),
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
