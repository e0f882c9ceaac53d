import type { asn1 } from 'node-forge';

import { nodeForge } from '../forge';

/** An ASN.1 structure (ITU-T X.690), encoded by node-forge. */
export type Asn1 = asn1.Asn1;

/** Returns a SEQUENCE of the members in their order. */
export const sequence = (...members: Asn1[]) => constructed('SEQUENCE', members);

/** Returns a SET. Several members must be sorted already, as DER requires (X.690 §11.6). */
export const set = (...members: Asn1[]) => constructed('SET', members);

/** Returns an OBJECT IDENTIFIER. @param dotted such as `2.5.4.3` */
export const objectId = (dotted: string) =>
	primitive('OID', nodeForge().asn1.oidToDer(dotted).getBytes());

/** Returns a UTF8String. */
export const utf8String = (text: string) => primitive('UTF8', toBinary(Buffer.from(text)));

/** Returns a PrintableString. The text must only contain its characters (ITU-T X.680). */
export const printableString = (text: string) => primitive('PRINTABLESTRING', text);

/** Returns an INTEGER. @param content two's complement, big-endian, without unneeded leading octets */
export const integer = (content: Buffer) => primitive('INTEGER', toBinary(content));

/** Returns the BOOLEAN true, which DER encodes as 0xff (X.690 §11.1). */
export const booleanTrue = () => primitive('BOOLEAN', '\xff');

/** Returns NULL, the parameters of RSA algorithms (RFC 4055 §5). */
export const nullValue = () => primitive('NULL', '');

/** Returns an OCTET STRING. */
export const octetString = (content: Buffer) => primitive('OCTETSTRING', toBinary(content));

/** Returns a BIT STRING. @param unused the number of unused bits at the end */
export const bitString = (content: Buffer, unused = 0) =>
	primitive('BITSTRING', String.fromCharCode(unused) + toBinary(content));

/** Returns `[number] EXPLICIT`, or `[number] IMPLICIT` of a SET or SEQUENCE with these members. */
export const context = (number: number, ...members: Asn1[]) => contextSpecific(number, members);

/** Returns `[number] IMPLICIT` of a string. */
export const contextString = (number: number, content: Buffer) =>
	contextSpecific(number, toBinary(content));

/** Returns UTCTime through 2049 and GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function time(date: Date): Asn1 {
	const { dateToUtcTime, dateToGeneralizedTime } = nodeForge().asn1;
	return date.getUTCFullYear() < 2050
		? primitive('UTCTIME', dateToUtcTime(date) as unknown as string)
		: primitive('GENERALIZEDTIME', dateToGeneralizedTime(date) as unknown as string);
}

/** Returns foreign DER, such as a public key of node:crypto, as a part for another structure. */
export const fromDer = (der: Buffer): Asn1 =>
	// The content of a BIT STRING stays unparsed.
	nodeForge().asn1.fromDer(toBinary(der), { decodeBitStrings: false } as never);

/** Encodes a structure as DER. */
export const toDer = (structure: Asn1): Buffer =>
	Buffer.from(nodeForge().asn1.toDer(structure).getBytes(), 'latin1');

type UniversalType = keyof typeof asn1.Type;

function primitive(type: UniversalType, content: string): Asn1 {
	const { create, Class, Type } = nodeForge().asn1;
	return create(Class.UNIVERSAL, Type[type], false, content);
}

function constructed(type: UniversalType, members: Asn1[]): Asn1 {
	const { create, Class, Type } = nodeForge().asn1;
	return create(Class.UNIVERSAL, Type[type], true, members);
}

function contextSpecific(number: number, content: string | Asn1[]): Asn1 {
	const { create, Class } = nodeForge().asn1;
	return create(Class.CONTEXT_SPECIFIC, number, Array.isArray(content), content);
}

/** node-forge represents bytes as characters. */
const toBinary = (content: Buffer) => content.toString('latin1');
