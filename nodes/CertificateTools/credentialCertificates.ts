import { readCertificateText } from '../../lib/certificates/certificateFile';
import { readPfxCertificates } from '../../lib/certificates/pfx';
import { ConfigurationError } from '../../lib/errors';
import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import { identityLabels } from '../shared/credential';
import type { CredentialFields } from '../shared/credentialFields';
import type { CertificateSource } from './certificateSource';

/**
 * The credential's certificates without a look at their dates, keys and purposes, which the credential itself would
 * insist on.
 *
 * @throws ConfigurationError that names the field, when there is no certificate or it cannot be read
 */
export function credentialCertificates(fields: CredentialFields | undefined): CertificateSource[] {
	const credential = requireCredential(fields);
	const sources = (['transport', 'signing'] as const).flatMap((use) => readUse(credential, use));
	if (sources.length > 0) return sources;
	throw new ConfigurationError(
		'The credential holds neither a transport nor a signing certificate.',
		{
			field: 'Transport Certificate',
		},
	);
}

function readUse(fields: CredentialFields, use: 'transport' | 'signing'): CertificateSource[] {
	const labels = identityLabels(use);
	const keyId = use === 'signing' ? fields.keyId?.trim() || undefined : undefined;
	const source = { name: labels.certificate, use, keyId };
	const pfx = enteredPfx(fields, use);
	if (pfx) {
		const passphrase = fields[`${use}Passphrase`] || undefined;
		return [{ ...source, certificates: readPfxCertificates(pfx, passphrase, labels) }];
	}
	const pem = fields[`${use}Format`] === 'pfx' ? '' : (fields[`${use}Certificate`]?.trim() ?? '');
	return pem ? [{ ...source, certificates: readCertificateText(pem, labels.certificate) }] : [];
}

/** The PFX in base64, where the credential holds one for this use. */
export function enteredPfx(
	fields: CredentialFields,
	use: 'transport' | 'signing',
): string | undefined {
	return fields[`${use}Format`] === 'pfx' ? fields[`${use}Pfx`]?.trim() || undefined : undefined;
}

/** @throws ConfigurationError when the node has no credential */
export function requireCredential(fields: CredentialFields | undefined): CredentialFields {
	if (fields) return fields;
	throw new ConfigurationError('No credential is chosen. Choose one, or another Source.', {
		field: 'Credential',
	});
}

/**
 * Software ID or organisation ID of the credential, entered or, where it is not, in its software statement.
 *
 * @throws ConfigurationError for a software statement that is needed and cannot be read
 */
export function credentialIdentifier(
	fields: CredentialFields | undefined,
	name: 'softwareId' | 'organisationId',
): string | undefined {
	const entered = fields?.[name]?.trim();
	const statement = fields?.softwareStatement?.trim();
	if (entered || !statement) return entered || undefined;
	const { software_id, org_id } = readSoftwareStatement(statement).claims;
	return (name === 'softwareId' ? software_id : org_id)?.trim();
}
