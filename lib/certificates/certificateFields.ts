import type { X509Certificate } from 'node:crypto';

import { derTag, readDer, readDerList, readOid, type DerElement } from './der';

/** What node:crypto does not hand out as it was encoded (RFC 5280 §4.1). */
export interface CertificateFields {
	issuer: DerElement;
	subject: DerElement;
	/** extnID → content of extnValue. */
	extensions: Map<string, Buffer>;
}

export function certificateFields(certificate: X509Certificate): CertificateFields {
	const [tbsCertificate] = readDerList(readDer(certificate.raw).content);
	const fields = readDerList(tbsCertificate!.content);
	// version is absent from a v1 certificate.
	if (fields[0]?.tag === derTag.explicit0) fields.shift();
	const [, , issuer, , subject, , ...optional] = fields;
	const extensions = optional.find(({ tag }) => tag === derTag.explicit3);
	return {
		issuer: issuer!,
		subject: subject!,
		extensions: new Map(extensions ? readExtensions(extensions.content) : []),
	};
}

function readExtensions(content: Buffer): Array<[oid: string, value: Buffer]> {
	return readDerList(readDer(content).content).map((extension) => {
		const members = readDerList(extension.content);
		// critical may stand between the two.
		return [readOid(members[0]!.content), members.at(-1)!.content];
	});
}
