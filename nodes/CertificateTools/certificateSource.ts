import { readCertificateFile, readCertificateText } from '../../lib/certificates/certificateFile';
import { parameterError, type FieldReference } from '../../lib/errors';
import type { IdentityReferences } from '../../lib/tpp';
import type { Item } from '../shared/operation';
import { credentialCertificates, type CertificateSource } from './credentialCertificates';
import { secretOf, textOf } from './parameters';

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
