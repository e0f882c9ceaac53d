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

/** The element at the front of `bytes`. RangeError when it is cut short or of indefinite length. */
export function readDer(bytes: Buffer): DerElement {
	const { start, length } = readLength(bytes);
	const end = start + length;
	if (end > bytes.length) throw new RangeError('DER is cut short');
	return {
		tag: bytes.readUInt8(0),
		bytes: bytes.subarray(0, end),
		content: bytes.subarray(start, end),
	};
}

/** The elements that stand one after another in `content`. */
export function readDerList(content: Buffer): DerElement[] {
	const elements: DerElement[] = [];
	for (let rest = content; rest.length > 0;) {
		const element = readDer(rest);
		elements.push(element);
		rest = rest.subarray(element.bytes.length);
	}
	return elements;
}

/** Content of an OBJECT IDENTIFIER in dotted decimal (X.690 §8.19). */
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
	if (octets < 1 || octets > 4) throw new RangeError('DER has no definite length');
	return { start: 2 + octets, length: bytes.readUIntBE(2, octets) };
}
