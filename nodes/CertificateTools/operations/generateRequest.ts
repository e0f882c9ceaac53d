import { sha1JwkThumbprint } from '../../../lib/certificates/facts';
import { assertPassphrase, encryptedKeyPem, newRsaKey } from '../../../lib/certificates/privateKey';
import { makeRequest } from '../../../lib/certificates/make/request';
import type { Operation } from '../../shared/operation';
import { keyPassphrase } from '../parameters';
import { pemFiles } from '../pemFiles';
import { readRequestContents } from '../requestContents';
import { requestFields } from '../requestFields';

export const generateRequest: Operation = {
	value: 'generateRequest',
	name: 'Generate Key and CSR',
	action: 'Generate key and certificate signing request',
	description:
		'Create an encrypted private key and the certificate signing request (CSR) for a directory or trust service',
	fields: requestFields,
	async run(item) {
		const [passphrase, field] = keyPassphrase(item);
		assertPassphrase(passphrase, field);
		const contents = await readRequestContents(item);
		const key = await newRsaKey(Number(item.parameter('options.keySize', 2048)));
		const csr = makeRequest(contents, key);
		const { subject, authorisation } = contents;
		const profile = item.parameter<string>('profile');
		return [
			[
				{
					json: {
						profile,
						subject,
						...(authorisation && {
							roles: authorisation.roles,
							authority: { ...authorisation.authority },
						}),
						kid: sha1JwkThumbprint(key),
						csr,
					},
					binary: await pemFiles(item, {
						csr: { fileName: `${profile}.csr`, pem: csr },
						key: { fileName: `${profile}.key`, pem: encryptedKeyPem(key, passphrase, field) },
					}),
				},
			],
		];
	},
};
