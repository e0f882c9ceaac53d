/** RFC 5280 §4.2.1, RFC 3739 §3.2.6. */
export const extensionOids = {
	subjectKeyIdentifier: '2.5.29.14',
	keyUsage: '2.5.29.15',
	subjectAltName: '2.5.29.17',
	basicConstraints: '2.5.29.19',
	extendedKeyUsage: '2.5.29.37',
	qcStatements: '1.3.6.1.5.5.7.1.3',
} as const;

/** RFC 5280 §4.2.1.12; documentSigning is Microsoft's, and in the signing certificates of the UK directory. */
export const keyPurposes = {
	serverAuth: '1.3.6.1.5.5.7.3.1',
	clientAuth: '1.3.6.1.5.5.7.3.2',
	codeSigning: '1.3.6.1.5.5.7.3.3',
	emailProtection: '1.3.6.1.5.5.7.3.4',
	timeStamping: '1.3.6.1.5.5.7.3.8',
	documentSigning: '1.3.6.1.4.1.311.10.3.12',
	anyExtendedKeyUsage: '2.5.29.37.0',
} as const;

/** ETSI EN 319 412-5 §4.2.3: what a qualified certificate is for. */
export const qcTypeStatement = '0.4.0.1862.1.6';
export const qcTypes = {
	esign: '0.4.0.1862.1.6.1',
	eseal: '0.4.0.1862.1.6.2',
	web: '0.4.0.1862.1.6.3',
} as const;

/** ETSI TS 119 495 §5.2.2 and annex A: a payment service provider's roles, and the statement that names them. */
export const psd2Statement = '0.4.0.19495.2';
export const psd2Roles = {
	PSP_AS: '0.4.0.19495.1.1',
	PSP_PI: '0.4.0.19495.1.2',
	PSP_AI: '0.4.0.19495.1.3',
	PSP_IC: '0.4.0.19495.1.4',
} as const;

export type Psd2Role = keyof typeof psd2Roles;
export type QcType = keyof typeof qcTypes;

/** KeyUsage (RFC 5280 §4.2.1.3) in the order of its bits. */
export const keyUsages = [
	'digitalSignature',
	'nonRepudiation',
	'keyEncipherment',
	'dataEncipherment',
	'keyAgreement',
	'keyCertSign',
	'cRLSign',
	'encipherOnly',
	'decipherOnly',
] as const;

export type KeyUsage = (typeof keyUsages)[number];
