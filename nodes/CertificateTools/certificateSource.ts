import type { X509Certificate } from 'node:crypto';

import type { INodeProperties } from 'n8n-workflow';

import { readCertificateFile, readCertificateText } from '../../lib/certificates/certificateFile';
import type { IdentityLabels } from '../../lib/certificates/identity';
import { ConfigurationError } from '../../lib/errors';
import type { Item } from '../shared/operation';
import { credentialCertificates } from './credentialCertificates';
import { secretOf, textOf } from './parameters';

/** Certificates that stand together in one place, in their order there. */
export interface CertificateSource {
	/** Label of the field. */
	name: string;
	certificates: X509Certificate[];
	/** For what the credential holds them. */
	use?: 'transport' | 'signing';
	/** Under which the signing key is published, where the credential says it. */
	keyId?: string;
}

export const sourceFields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'Credential',
				value: 'credential',
				description: 'The transport and the signing certificate, expired or not',
			},
			{ name: 'Input File', value: 'file', description: 'A PEM, DER or PFX file' },
			{ name: 'PEM Text', value: 'text' },
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
		description: 'One certificate or several; no key is needed',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show: { source: ['file'] } },
		description: 'Name of the input item’s field that holds the file',
	},
	{
		displayName: 'Passphrase',
		name: 'passphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: { show: { source: ['file'] } },
		description: 'Of a PFX file; it is stored with the workflow unless it is an expression',
	},
];

export const fileLabels: IdentityLabels = {
	certificate: 'Input Binary Field',
	key: 'Input Binary Field',
	passphrase: 'Passphrase',
	pfx: 'Input Binary Field',
};

/** What the panel's Source chooses. @throws ConfigurationError that names the field, where no certificate can be read */
export async function readSources(item: Item): Promise<CertificateSource[]> {
	const source = item.parameter<string>('source');
	if (source === 'credential') return credentialCertificates(await item.credentialFields());
	if (source === 'text') {
		return [{ name: 'PEM', certificates: readCertificateText(textOf(item, 'pem'), 'PEM') }];
	}
	if (source === 'file') return [await readInputFile(item)];
	throw new ConfigurationError(`The source "${source}" is not known to this version of the node.`, {
		field: 'Source',
		tppAction: 'fixRequest',
	});
}

async function readInputFile(item: Item): Promise<CertificateSource> {
	const property = item.parameter<string>('binaryField');
	const file = await item.file(property, fileLabels.pfx);
	const passphrase = secretOf(item, 'passphrase') || undefined;
	return { name: property, certificates: readCertificateFile(file, passphrase, fileLabels) };
}
