import type { INodeProperties } from 'n8n-workflow';

import { readCertificateFile, readCertificateText } from '../../lib/certificates/certificateFile';
import { parameterError, type FieldReference } from '../../lib/errors';
import type { IdentityReferences } from '../../lib/tpp';
import type { Item } from '../shared/operation';
import { credentialCertificates, type CertificateSource } from './credentialCertificates';
import { secretOf, textOf } from './parameters';

export const sourceFields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'Credential',
				value: 'credential',
				description:
					'The transport and the signing certificate of the credential, also expired ones',
			},
			{ name: 'Input File', value: 'file', description: 'A PEM, DER or PFX file' },
			{ name: 'PEM Text', value: 'text', description: 'Certificates that you paste below' },
		],
		default: 'credential',
		description: 'Where the certificates come from',
	},
	{
		displayName: 'PEM',
		name: 'pem',
		type: 'string',
		typeOptions: { rows: 5 },
		required: true,
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		displayOptions: { show: { source: ['text'] } },
		description: 'One or more certificates. A private key is not needed.',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show: { source: ['file'] } },
		description: 'Name of the input field that contains the file',
	},
	{
		displayName: 'Passphrase',
		name: 'passphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: { show: { source: ['file'] } },
		description:
			'Passphrase of a PFX file. n8n stores it with the workflow unless you enter an expression.',
	},
];

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
