import type { INodeProperties } from 'n8n-workflow';

import { pfxFileText } from '../../../lib/certificates/certificateFile';
import { certificateFacts } from '../../../lib/certificates/facts';
import { readIdentity, type IdentityFields } from '../../../lib/certificates/identity';
import { assertPassphrase, encryptedKeyPem } from '../../../lib/certificates/privateKey';
import { credentialError, parameterError, type FieldReference } from '../../../lib/errors';
import type { Identity, IdentityReferences } from '../../../lib/tpp';
import { identityReferences } from '../../shared/credential';
import type { Item, Operation } from '../../shared/operation';
import { fileReferences } from '../certificateSource';
import { enteredPfx, requireCredential } from '../credentialCertificates';
import { keyPassphraseField } from '../fields';
import { keyPassphrase, secretOf, textOf } from '../parameters';
import { pemFiles } from '../pemFiles';

const fields: INodeProperties[] = [
	{
		displayName: 'PFX Source',
		name: 'pfxSource',
		type: 'options',
		options: [
			{ name: 'Base64 Text', value: 'text' },
			{ name: 'Credential', value: 'credential' },
			{ name: 'Input File', value: 'file' },
		],
		default: 'file',
		description: 'Where the PFX file (.pfx or .p12) comes from',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show: { pfxSource: ['file'] } },
		description: 'Name of the input field that contains the file',
	},
	{
		displayName: 'PFX in Base64',
		name: 'pfx',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		required: true,
		default: '',
		displayOptions: { show: { pfxSource: ['text'] } },
		description:
			'The file in Base64. n8n stores it with the workflow unless you enter an expression.',
	},
	{
		displayName: 'Certificate',
		name: 'use',
		type: 'options',
		options: [
			{ name: 'Signing', value: 'signing' },
			{ name: 'Transport', value: 'transport' },
		],
		default: 'transport',
		displayOptions: { show: { pfxSource: ['credential'] } },
		description: 'Which PFX file of the credential to convert',
	},
	{
		displayName: 'Passphrase',
		name: 'passphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: { show: { pfxSource: ['file', 'text'] } },
		description:
			'Passphrase of the PFX file. n8n stores it with the workflow unless you enter an expression.',
	},
	keyPassphraseField,
];

export const convertPfx: Operation = {
	value: 'convertPfx',
	name: 'Convert PFX to PEM',
	action: 'Convert PFX file to PEM',
	description: 'Convert a PFX file to PEM files: certificate, chain and encrypted private key',
	fields,
	async run(item) {
		const [passphrase, field] = keyPassphrase(item);
		assertPassphrase(passphrase, field);
		const { certificate, chainPem, privateKey } = await readSource(item);
		const pem = certificate.toString();
		const chain = chainPem.slice(pem.length);
		const key = encryptedKeyPem(privateKey, passphrase, field);
		return [
			[
				{
					json: { certificate: pem, chain, ...certificateFacts(certificate, new Date()) },
					binary: await pemFiles(item, {
						certificate: { fileName: 'certificate.pem', pem },
						...(chain && { chain: { fileName: 'chain.pem', pem: chain } }),
						key: { fileName: 'key.pem', pem: key },
					}),
				},
			],
		];
	},
};

async function readSource(item: Item): Promise<Identity> {
	const source = item.parameter<string>('pfxSource');
	if (source === 'credential') return await readCredentialPfx(item);
	const passphrase = secretOf(item, 'passphrase') || undefined;
	if (source === 'file') {
		const file = await item.file(item.parameter('binaryField'), 'binaryField');
		return await readPfxOf({ pfx: pfxFileText(file), passphrase }, fileReferences);
	}
	const field: FieldReference = { in: 'parameters', key: 'pfx' };
	const pfx = textOf(item, 'pfx');
	if (!pfx) throw parameterError('The PFX is missing.', 'pfx');
	return await readPfxOf({ pfx, passphrase }, { ...fileReferences, pfx: field, isFile: undefined });
}

async function readCredentialPfx(item: Item): Promise<Identity> {
	const use = item.parameter<'transport' | 'signing'>('use');
	const credential = requireCredential(await item.credentialFields(), 'pfxSource');
	const pfx = enteredPfx(credential, use);
	if (!pfx) throw credentialError(`The credential contains no ${use} PFX.`, `${use}Pfx`);
	const passphrase = credential[`${use}Passphrase`] || undefined;
	return await readPfxOf({ pfx, passphrase }, identityReferences(use));
}

const readPfxOf = (fields: IdentityFields, references: IdentityReferences): Promise<Identity> =>
	readIdentity(fields, { references, now: new Date() });
