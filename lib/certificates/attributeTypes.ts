/** Keywords by which an attribute type of a distinguished name is written; absent: the spelling has none. */
export interface AttributeType {
	oid: string;
	/** RFC 2253 §2.3, with UID in its place: the types that Java's X500Principal writes by keyword. */
	rfc2253?: string;
	/** OpenSSL's short name. */
	openssl: string;
}

/** ETSI EN 319 412-1 §5.1.4: `PSDGB-FCA-…`, the authorisation of a TPP. */
export const organizationIdentifierOid = '2.5.4.97';

export const attributeTypes: readonly AttributeType[] = [
	{ oid: '2.5.4.3', rfc2253: 'CN', openssl: 'CN' },
	{ oid: '2.5.4.7', rfc2253: 'L', openssl: 'L' },
	{ oid: '2.5.4.8', rfc2253: 'ST', openssl: 'ST' },
	{ oid: '2.5.4.10', rfc2253: 'O', openssl: 'O' },
	{ oid: '2.5.4.11', rfc2253: 'OU', openssl: 'OU' },
	{ oid: '2.5.4.6', rfc2253: 'C', openssl: 'C' },
	{ oid: '2.5.4.9', rfc2253: 'STREET', openssl: 'street' },
	{ oid: '0.9.2342.19200300.100.1.25', rfc2253: 'DC', openssl: 'DC' },
	{ oid: '0.9.2342.19200300.100.1.1', rfc2253: 'UID', openssl: 'UID' },
	{ oid: organizationIdentifierOid, openssl: 'organizationIdentifier' },
	{ oid: '1.2.840.113549.1.9.1', openssl: 'emailAddress' },
	{ oid: '2.5.4.4', openssl: 'SN' },
	{ oid: '2.5.4.5', openssl: 'serialNumber' },
	{ oid: '2.5.4.12', openssl: 'title' },
	{ oid: '2.5.4.15', openssl: 'businessCategory' },
	{ oid: '2.5.4.17', openssl: 'postalCode' },
	{ oid: '2.5.4.42', openssl: 'GN' },
	{ oid: '1.3.6.1.4.1.311.60.2.1.1', openssl: 'jurisdictionL' },
	{ oid: '1.3.6.1.4.1.311.60.2.1.2', openssl: 'jurisdictionST' },
	{ oid: '1.3.6.1.4.1.311.60.2.1.3', openssl: 'jurisdictionC' },
];
