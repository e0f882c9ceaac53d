import type { IDataObject } from 'n8n-workflow';

import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';

/** Returns the credential for one embedded bank, with the certificates of the embedded directory. */
export const localCredential = (
	{ address, mtlsAddress, ca, tpp, banks }: EmbeddedBank,
	bank: string,
) =>
	({
		bank,
		environment: 'local',
		localAddress: address,
		localMtlsAddress: mtlsAddress,
		transportCertificate: tpp.transportCertificate,
		transportKey: tpp.transportKey,
		signingCertificate: tpp.signingCertificate,
		signingKey: tpp.signingKey,
		ca,
		softwareStatement: tpp.softwareStatement,
		...(banks as Record<string, { credential?: Record<string, string> }>)[bank]?.credential,
	}) satisfies IDataObject;
