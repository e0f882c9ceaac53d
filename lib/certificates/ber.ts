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
