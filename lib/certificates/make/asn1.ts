import forge from 'node-forge';

/** An ASN.1 structure (ITU-T X.690), encoded by node-forge. */
export type Asn1 = forge.asn1.Asn1;

const { asn1 } = forge;
const { Class, Type } = asn1;

export const sequence = (...members: Asn1[]) => constructed(Type.SEQUENCE, members);
export const set = (...members: Asn1[]) => constructed(Type.SET, members);
export const objectId = (dotted: string) => primitive(Type.OID, asn1.oidToDer(dotted).getBytes());
export const utf8String = (text: string) => primitive(Type.UTF8, binary(Buffer.from(text)));
export const printableString = (text: string) => primitive(Type.PRINTABLESTRING, text);
export const integer = (content: Buffer) => primitive(Type.INTEGER, binary(content));
export const booleanTrue = () => primitive(Type.BOOLEAN, '\xff');
export const nullValue = () => primitive(Type.NULL, '');
export const octetString = (content: Buffer) => primitive(Type.OCTETSTRING, binary(content));

/** @param unused the number of unused bits at the end */
export const bitString = (content: Buffer, unused = 0) =>
	primitive(Type.BITSTRING, String.fromCharCode(unused) + binary(content));

/** Returns `[number] EXPLICIT`, or `[number] IMPLICIT` of a SET or SEQUENCE with these members. */
export const context = (number: number, ...members: Asn1[]) =>
	asn1.create(Class.CONTEXT_SPECIFIC, number, true, members);

/** Returns `[number] IMPLICIT` of a string. */
export const contextString = (number: number, content: Buffer) =>
	asn1.create(Class.CONTEXT_SPECIFIC, number, false, binary(content));

/** Returns UTCTime through 2049 and GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export const time = (date: Date) =>
	date.getUTCFullYear() < 2050
		? primitive(Type.UTCTIME, asn1.dateToUtcTime(date) as unknown as string)
		: primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date) as unknown as string);

/** Returns foreign DER, such as a public key of node:crypto, as a part for another structure. */
export const fromDer = (der: Buffer): Asn1 =>
	// The content of a BIT STRING stays unparsed.
	asn1.fromDer(binary(der), { decodeBitStrings: false } as never);

export const toDer = (structure: Asn1): Buffer =>
	Buffer.from(asn1.toDer(structure).getBytes(), 'latin1');

const primitive = (type: forge.asn1.Type, content: string) =>
	asn1.create(Class.UNIVERSAL, type, false, content);

const constructed = (type: forge.asn1.Type, members: Asn1[]) =>
	asn1.create(Class.UNIVERSAL, type, true, members);

/** node-forge represents bytes as characters. */
const binary = (content: Buffer) => content.toString('latin1');
