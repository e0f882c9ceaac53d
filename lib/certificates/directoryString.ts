import type { DerElement } from './der';

type Decoder = (content: Buffer) => string;

const latin1: Decoder = (content) => content.toString('latin1');

/** String types that a name may hold (RFC 5280 §4.1.2.4), by tag. TeletexString is read as Latin-1, as OpenSSL does. */
const decoders: Record<number, Decoder> = {
	0x0c: (content) => content.toString('utf8'), // UTF8String
	0x12: latin1, // NumericString
	0x13: latin1, // PrintableString
	0x14: latin1, // TeletexString
	0x16: latin1, // IA5String
	0x1e: (content) => Buffer.from(content).swap16().toString('utf16le'), // BMPString
};

/** Text of a name's attribute value; undefined when it is no string. */
export function readDirectoryString({ tag, content }: DerElement): string | undefined {
	return decoders[tag]?.(content);
}
