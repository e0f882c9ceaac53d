import type { X509Certificate } from 'node:crypto';

import { readCertificateFile, readCertificateText } from '../../lib/certificates/readCertificates';
import { readPfxCertificates } from '../../lib/certificates/pfx';
import { credentialError, parameterError, type FieldReference } from '../../lib/errors';
import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import type { IdentityReferences } from '../../lib/tpp';
import { identityReferences } from '../shared/credential';
import { credentialLabels, type CredentialFields } from '../shared/credentialFields';
import type { Item } from '../shared/operation';
import { secretOf, textOf } from './parameters';

/** The certificates of one field or file, in their order. */
export interface CertificateSource {
	/** The label of the field, or the name of the binary field. */
	name: string;
	/** The field, for errors. */
	field: FieldReference;
	certificates: X509Certificate[];
	/** Their purpose in the credential. Absent: they are not from the credential. */
	use?: 'transport' | 'signing';
	/** The `kid` of the signing key, if the credential has it. */
	keyId?: string;
}

const parameter = (key: string): FieldReference => ({ in: 'parameters', key });

/** The parameters of an identity that comes from a file. */
export const fileReferences: IdentityReferences = {
	certificate: parameter('binaryField'),
	key: parameter('binaryField'),
	passphrase: parameter('passphrase'),
	pfx: parameter('binaryField'),
	isFile: true,
};

/** Reads the certificates that *Source* selects. @throws ConfigurationError that names the field */
export async function readSources(item: Item): Promise<CertificateSource[]> {
	const source = item.parameter<string>('source');
	if (source === 'credential') return await credentialCertificates(await item.credentialFields());
	if (source === 'text') return [readPemText(item)];
	if (source === 'file') return [await readInputFile(item)];
	throw parameterError(`This version of the node does not have the source "${source}".`, 'source');
}

function readPemText(item: Item): CertificateSource {
	const field = parameter('pem');
	return { name: 'PEM', field, certificates: readCertificateText(textOf(item, 'pem'), field) };
}

async function readInputFile(item: Item): Promise<CertificateSource> {
	const property = item.parameter<string>('binaryField');
	const file = await item.file(property, 'binaryField');
	const passphrase = secretOf(item, 'passphrase') || undefined;
	return {
		name: property,
		field: fileReferences.pfx,
		certificates: await readCertificateFile(file, passphrase, fileReferences),
	};
}

/**
 * Reads the credential's certificates without checking their dates, keys and purposes.
 *
 * @throws ConfigurationError that names the field, for missing certificates or one that cannot be read
 */
async function credentialCertificates(
	fields: CredentialFields | undefined,
): Promise<CertificateSource[]> {
	const credential = requireCredential(fields, 'source');
	const uses = (['transport', 'signing'] as const).map((use) => readUse(credential, use));
	const sources = (await Promise.all(uses)).flat();
	if (sources.length > 0) return sources;
	throw credentialError(
		'The credential contains neither a transport certificate nor a signing certificate.',
		'transportCertificate',
	);
}

async function readUse(
	fields: CredentialFields,
	use: 'transport' | 'signing',
): Promise<CertificateSource[]> {
	const references = identityReferences(use);
	const keyId = use === 'signing' ? fields.keyId?.trim() || undefined : undefined;
	const name = credentialLabels[`${use}Certificate`];
	const source = { name, field: references.certificate, use, keyId };
	const pfx = enteredPfx(fields, use);
	if (pfx) {
		const passphrase = fields[`${use}Passphrase`] || undefined;
		return [{ ...source, certificates: await readPfxCertificates(pfx, passphrase, references) }];
	}
	const pem = fields[`${use}Format`] === 'pfx' ? '' : (fields[`${use}Certificate`]?.trim() ?? '');
	return pem ? [{ ...source, certificates: readCertificateText(pem, references.certificate) }] : [];
}

/** Returns the PFX of the credential as base64. Undefined: the credential has none for this purpose. */
export function enteredPfx(
	fields: CredentialFields,
	use: 'transport' | 'signing',
): string | undefined {
	return fields[`${use}Format`] === 'pfx' ? fields[`${use}Pfx`]?.trim() || undefined : undefined;
}

/** Returns the credential. @throws ConfigurationError that names `parameter`, for a node without credential */
export function requireCredential(
	fields: CredentialFields | undefined,
	parameter: string,
): CredentialFields {
	if (fields) return fields;
	throw parameterError('The node has no credential. Select one, or another source.', parameter);
}

/**
 * Returns the software ID or the organisation ID of the credential: the entered value, otherwise that of its software
 * statement.
 *
 * @throws ConfigurationError for a software statement that cannot be read
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
