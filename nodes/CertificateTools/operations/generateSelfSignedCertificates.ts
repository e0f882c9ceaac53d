import { X509Certificate } from 'node:crypto';

import { certificateFacts } from '../../../lib/certificates/facts';
import { makeSelfSigned, type CertificateUse } from '../../../lib/certificates/make/certificate';
import { assertPassphrase, encryptedKeyPem, newRsaKey } from '../../../lib/certificates/privateKey';
import type { SubjectEntry } from '../../../lib/certificates/make/subject';
import type { CredentialFields } from '../../shared/credentialFields';
import type { Item, Operation } from '../../shared/operation';
import { credentialIdentifier } from '../credentialCertificates';
import { keyPassphrase, textOf } from '../parameters';
import { pemFiles } from '../pemFiles';
import { selfSignedFields } from '../selfSignedFields';

export const generateSelfSignedCertificates: Operation = {
	value: 'generateSelfSignedPair',
	name: 'Generate Self-Signed Certificates',
	action: 'Generate self signed certificates',
	description:
		'Create a transport and a signing certificate with encrypted keys, for sandboxes that accept self-signed certificates',
	fields: selfSignedFields,
	async run(item) {
		const [passphrase, field] = keyPassphrase(item);
		assertPassphrase(passphrase, field);
		const transport = await generateIdentity(item, 'transport');
		const signing = await generateIdentity(item, 'signing');
		return [
			[
				{
					json: { transport: describe(transport), signing: describe(signing) },
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

async function generateIdentity(item: Item, use: CertificateUse) {
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
		{ attribute: 'C', field: 'country', value: textOf(item, 'options.country', 'GB'), optional },
		{ attribute: 'ST', field: 'state', value: textOf(item, 'options.state'), optional },
		{ attribute: 'L', field: 'locality', value: textOf(item, 'options.locality'), optional },
		{
			attribute: 'O',
			field: 'organization',
			value: textOf(item, 'options.organization'),
			optional,
		},
		{
			attribute: 'OU',
			field: 'organizationalUnit',
			value: textOf(item, 'options.organizationalUnit') || organisationIdOf(credential),
			optional,
		},
		{
			attribute: 'CN',
			field: 'commonName',
			value: commonName || credentialIdentifier(credential, 'softwareId'),
		},
	];
}

/** Returns the organisation ID. It is optional, so a damaged software statement does not matter. */
function organisationIdOf(credential: CredentialFields | undefined): string | undefined {
	try {
		return credentialIdentifier(credential, 'organisationId');
	} catch {
		return undefined;
	}
}

const describe = ({ pem }: { pem: string }) => ({
	certificate: pem,
	...certificateFacts(new X509Certificate(pem), new Date()),
});
