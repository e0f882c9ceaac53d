import type { X509Certificate } from 'node:crypto';

/** One element of DER (ITU-T X.690): tag, length, content. */
export interface DerElement {
	tag: number;
	/** Tag and length included. */
	bytes: Buffer;
	content: Buffer;
}

/** Universal and context tags that certificates and keys are made of (X.690 §8, X.680 §8.6). */
export const derTag = {
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	oid: 0x06,
	utf8String: 0x0c,
	utcTime: 0x17,
	generalizedTime: 0x18,
	sequence: 0x30,
	explicit0: 0xa0,
	explicit3: 0xa3,
} as const;

/** Returns the first element of `bytes`. @throws RangeError for incomplete DER, and for indefinite lengths */
export function readDer(bytes: Buffer): DerElement {
	const { start, length } = readLength(bytes);
	const end = start + length;
	if (end > bytes.length) throw new RangeError('Incomplete DER');
	return {
		tag: bytes.readUInt8(0),
		bytes: bytes.subarray(0, end),
		content: bytes.subarray(start, end),
	};
}

/** Returns the elements of `content` in their order. */
export function readDerList(content: Buffer): DerElement[] {
	const elements: DerElement[] = [];
	for (let rest = content; rest.length > 0;) {
		const element = readDer(rest);
		elements.push(element);
		rest = rest.subarray(element.bytes.length);
	}
	return elements;
}

/** Returns the content of an OBJECT IDENTIFIER in dotted decimal (X.690 §8.19). */
export function readOid(content: Buffer): string {
	const arcs = [0];
	for (const octet of content) {
		arcs.push(arcs.pop()! * 128 + (octet & 0x7f));
		if (octet < 0x80) arcs.push(0);
	}
	const [first = 0, ...others] = arcs.slice(0, -1);
	const root = Math.min(Math.floor(first / 40), 2);
	return [root, first - root * 40, ...others].join('.');
}

function readLength(bytes: Buffer): { start: number; length: number } {
	const short = bytes.readUInt8(1);
	if (short < 0x80) return { start: 2, length: short };
	const octets = short & 0x7f;
	if (octets < 1 || octets > 4) throw new RangeError('Indefinite length in DER');
	return { start: 2 + octets, length: bytes.readUIntBE(2, octets) };
}

type Decoder = (content: Buffer) => string;

const latin1: Decoder = (content) => content.toString('latin1');

/** The string types of names (RFC 5280 §4.1.2.4) by tag. TeletexString is read as Latin-1, as OpenSSL does. */
const decoders: Record<number, Decoder> = {
	0x0c: (content) => content.toString('utf8'), // UTF8String
	0x12: latin1, // NumericString
	0x13: latin1, // PrintableString
	0x14: latin1, // TeletexString
	0x16: latin1, // IA5String
	0x1e: (content) => Buffer.from(content).swap16().toString('utf16le'), // BMPString
};

/** Returns the text of an attribute value. Undefined: the value is not a string. */
export function readDirectoryString({ tag, content }: DerElement): string | undefined {
	return decoders[tag]?.(content);
}

/** The fields that node:crypto does not return in their encoding (RFC 5280 §4.1). */
export interface CertificateFields {
	issuer: DerElement;
	subject: DerElement;
	/** extnID → content of extnValue. */
	extensions: Map<string, Buffer>;
}

/** Reads the fields of a certificate that node:crypto does not return in their encoding. */
export const rawCertificateFields = oncePerCertificate(readFields);

/** Returns a reader that remembers its result as long as the certificate exists, so that nothing is parsed twice. */
export function oncePerCertificate<Result>(
	read: (certificate: X509Certificate) => Result,
): (certificate: X509Certificate) => Result {
	const results = new WeakMap<X509Certificate, Result>();
	return (certificate) => {
		if (!results.has(certificate)) results.set(certificate, read(certificate));
		return results.get(certificate)!;
	};
}

function readFields(certificate: X509Certificate): CertificateFields {
	const [tbsCertificate] = readDerList(readDer(certificate.raw).content);
	const fields = readDerList(tbsCertificate!.content);
	// A v1 certificate has no version.
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
		// `critical` may be between the two.
		return [readOid(members[0]!.content), members.at(-1)!.content];
	});
}

/** One element of BER (ITU-T X.690), which includes DER: tag, length, content. */
export interface BerElement {
	tag: number;
	/** Tag and length included. */
	bytes: Buffer;
	/** Without the end-of-contents octets of an indefinite length. */
	content: Buffer;
}

/** Levels of indefinite lengths inside each other. Files of real tools have fewer than 10. */
const maxDepth = 32;

/**
 * Returns the first element of `bytes`. Java and Windows write PFX files with indefinite lengths (X.690 §8.1.3.6).
 *
 * @throws RangeError for incomplete BER, multi-byte tags, and indefinite lengths that are nested too deeply
 */
export function readBer(bytes: Buffer, depth = 0): BerElement {
	const tag = bytes.readUInt8(0);
	if ((tag & 0x1f) === 0x1f) throw new RangeError('Multi-byte tag in BER');
	const { start, length } = readBerLength(bytes);
	if (length === undefined) return readIndefinite(bytes, depth);
	const end = start + length;
	if (end > bytes.length) throw new RangeError('Incomplete BER');
	return { tag, bytes: bytes.subarray(0, end), content: bytes.subarray(start, end) };
}

/** Returns the elements of a constructed element in their order. @throws RangeError like `readBer` */
export function berMembers({ content }: BerElement): BerElement[] {
	const elements: BerElement[] = [];
	for (let rest = content; rest.length > 0;) {
		const element = readBer(rest);
		elements.push(element);
		rest = rest.subarray(element.bytes.length);
	}
	return elements;
}

/** Returns the bytes of an OCTET STRING, which BER may split into parts (X.690 §8.7.3). @throws RangeError like `readBer` */
export function berOctets(element: BerElement, depth = 0): Buffer {
	const isConstructed = (element.tag & 0x20) !== 0;
	if (!isConstructed) return element.content;
	if (depth > maxDepth) throw new RangeError('BER is nested too deeply');
	return Buffer.concat(berMembers(element).map((part) => berOctets(part, depth + 1)));
}

/** Returns an INTEGER that is not negative; beyond 2^53 it is rounded. @throws RangeError for a negative or empty one */
export function berUnsigned({ content }: BerElement): number {
	if (content.length === 0 || content[0]! >= 0x80) throw new RangeError('Not an unsigned INTEGER');
	return content.reduce((number, octet) => number * 256 + octet, 0);
}

/** Length: undefined for an indefinite one. */
function readBerLength(bytes: Buffer): { start: number; length: number | undefined } {
	const short = bytes.readUInt8(1);
	if (short < 0x80) return { start: 2, length: short };
	if (short === 0x80) return { start: 2, length: undefined };
	const octets = short & 0x7f;
	if (octets > 4) throw new RangeError('Length in BER is too large');
	return { start: 2 + octets, length: bytes.readUIntBE(2, octets) };
}

function readIndefinite(bytes: Buffer, depth: number): BerElement {
	if (depth > maxDepth) throw new RangeError('BER is nested too deeply');
	for (let end = 2; ;) {
		const rest = bytes.subarray(end);
		if (rest.readUInt16BE(0) === 0) {
			return {
				tag: bytes.readUInt8(0),
				bytes: bytes.subarray(0, end + 2),
				content: bytes.subarray(2, end),
			};
		}
		end += readBer(rest, depth + 1).bytes.length;
	}
}
