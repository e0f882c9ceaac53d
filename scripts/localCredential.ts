import type { IDataObject } from 'n8n-workflow';

import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';

/** The credential for one bank of the embedded bank, filled from what its directory issued. */
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
