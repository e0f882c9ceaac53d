import { X509Certificate } from 'node:crypto';

import { certificateFacts } from '../../../lib/certificates/facts';
import type { CertificateUse } from '../../../lib/certificates/make/certificate';
import { assertPassphrase, encryptedKeyPem, newRsaKey } from '../../../lib/certificates/make/key';
import type { SubjectEntry } from '../../../lib/certificates/make/subject';
import type { CredentialFields } from '../../shared/credentialFields';
import type { Item, Operation } from '../../shared/operation';
import { credentialIdentifier } from '../credentialCertificates';
import { pemFiles } from '../files';
import { keyPassphrase } from '../keyFields';
import { textOf } from '../parameters';
import { selfSignedFields } from '../selfSignedFields';

export const generateSelfSignedPair: Operation = {
	value: 'generateSelfSignedPair',
	name: 'Generate Self-Signed Pair',
	action: 'Generate self signed certificates',
	description:
		'A transport and a signing certificate with their keys, encrypted, for sandboxes that take self-signed ones',
	fields: selfSignedFields,
	async run(item) {
		const [passphrase, field] = keyPassphrase(item);
		assertPassphrase(passphrase, field);
		const transport = await makeOne(item, 'transport');
		const signing = await makeOne(item, 'signing');
		return [
			[
				{
					json: { transport: shownOf(transport), signing: shownOf(signing) },
					binary: await pemFiles(item, {
						transportCertificate: { fileName: 'transport.pem', pem: transport.pem },
						transportKey: {
							fileName: 'transport.key',
							pem: encryptedKeyPem(transport.key, passphrase, field),
						},
						signingCertificate: { fileName: 'signing.pem', pem: signing.pem },
						signingKey: {
							fileName: 'signing.key',
							pem: encryptedKeyPem(signing.key, passphrase, field),
						},
					}),
				},
			],
		];
	},
};

async function makeOne(item: Item, use: CertificateUse) {
	// Loaded when first used: node-forge behind it takes longer than the rest of the node.
	const { makeSelfSigned } = await import('../../../lib/certificates/make/certificate.js');
	const key = await newRsaKey(Number(item.parameter('options.keySize', 2048)));
	const pem = makeSelfSigned(
		{
			use,
			subject: await readSubject(item),
			days: Number(item.parameter('days', 365)),
			now: new Date(),
		},
		key,
	);
	return { key, pem };
}

async function readSubject(item: Item): Promise<SubjectEntry[]> {
	const credential = await item.credentialFields();
	const commonName = textOf(item, 'commonName');
	const optional = true;
	return [
		{ attribute: 'C', field: 'Country', value: textOf(item, 'options.country', 'GB'), optional },
		{ attribute: 'ST', field: 'State or Province', value: textOf(item, 'options.state'), optional },
		{ attribute: 'L', field: 'Locality', value: textOf(item, 'options.locality'), optional },
		{
			attribute: 'O',
			field: 'Organization',
			value: textOf(item, 'options.organization'),
			optional,
		},
		{
			attribute: 'OU',
			field: 'Organizational Unit',
			value: textOf(item, 'options.organizationalUnit') || organisationIdOf(credential),
			optional,
		},
		{
			attribute: 'CN',
			field: 'Common Name',
			value: commonName || credentialIdentifier(credential, 'softwareId'),
		},
	];
}

/** Nobody has asked for it, so a damaged software statement is no reason to stop. */
function organisationIdOf(credential: CredentialFields | undefined): string | undefined {
	try {
		return credentialIdentifier(credential, 'organisationId');
	} catch {
		return undefined;
	}
}

const shownOf = ({ pem }: { pem: string }) => ({
	certificate: pem,
	...certificateFacts(new X509Certificate(pem), new Date()),
});
