import forge from 'node-forge';

/** What certificates and requests are made of (ITU-T X.690), encoded by node-forge. */
export type Asn1 = forge.asn1.Asn1;

const { asn1 } = forge;
const { Class, Type } = asn1;

export const sequence = (...members: Asn1[]) => constructed(Type.SEQUENCE, members);
export const set = (...members: Asn1[]) => constructed(Type.SET, members);
export const objectId = (dotted: string) => primitive(Type.OID, asn1.oidToDer(dotted).getBytes());
export const utf8String = (text: string) => primitive(Type.UTF8, binary(Buffer.from(text)));
export const printableString = (text: string) => primitive(Type.PRINTABLESTRING, text);
export const integer = (content: Buffer) => primitive(Type.INTEGER, binary(content));
export const truth = () => primitive(Type.BOOLEAN, '\xff');
export const nothing = () => primitive(Type.NULL, '');
export const octetString = (content: Buffer) => primitive(Type.OCTETSTRING, binary(content));

/** `unused`: how many bits at the end do not count. */
export const bitString = (content: Buffer, unused = 0) =>
	primitive(Type.BITSTRING, String.fromCharCode(unused) + binary(content));

/** `[number] EXPLICIT`, or IMPLICIT of a SET or SEQUENCE whose members are given. */
export const context = (number: number, ...members: Asn1[]) =>
	asn1.create(Class.CONTEXT_SPECIFIC, number, true, members);

/** `[number] IMPLICIT` of a string. */
export const contextString = (number: number, content: Buffer) =>
	asn1.create(Class.CONTEXT_SPECIFIC, number, false, binary(content));

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from then on. */
export const time = (date: Date) =>
	date.getUTCFullYear() < 2050
		? primitive(Type.UTCTIME, asn1.dateToUtcTime(date) as unknown as string)
		: primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date) as unknown as string);

/** DER that comes from elsewhere, such as a public key of node:crypto, to stand inside another structure. */
export const fromDer = (der: Buffer): Asn1 =>
	// Unread, the content of a BIT STRING stays as it is.
	asn1.fromDer(binary(der), { decodeBitStrings: false } as never);

export const toDer = (structure: Asn1): Buffer =>
	Buffer.from(asn1.toDer(structure).getBytes(), 'latin1');

const primitive = (type: forge.asn1.Type, content: string) =>
	asn1.create(Class.UNIVERSAL, type, false, content);

const constructed = (type: forge.asn1.Type, members: Asn1[]) =>
	asn1.create(Class.UNIVERSAL, type, true, members);

/** node-forge holds bytes as characters. */
const binary = (content: Buffer) => content.toString('latin1');
