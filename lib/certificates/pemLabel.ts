import { derTag, readDer, readDerList, type DerElement } from './der';

/** RFC 7468 §4 and, for the last two, what OpenSSL writes. */
export type PemLabel =
	| 'CERTIFICATE'
	| 'CERTIFICATE REQUEST'
	| 'X509 CRL'
	| 'PUBLIC KEY'
	| 'PRIVATE KEY'
	| 'ENCRYPTED PRIVATE KEY'
	| 'PKCS7'
	| 'PKCS12'
	| 'RSA PRIVATE KEY'
	| 'EC PRIVATE KEY';

const { sequence, integer, bitString, octetString, oid, explicit0 } = derTag;
const signed = [sequence, sequence, bitString];
/** Where a certificate has a SEQUENCE of two times, a list of revoked ones has a time (RFC 5280 §5.1). */
const times = [derTag.utcTime, derTag.generalizedTime];

interface Structure {
	members: number[];
	firstMember?: number[];
	label: PemLabel;
}

/** How the members of the outer SEQUENCE begin; the first row that fits names the structure. */
const structures: Structure[] = [
	{
		members: signed,
		firstMember: [integer, sequence, sequence, explicit0],
		label: 'CERTIFICATE REQUEST',
	},
	...times.flatMap((time): Structure[] => [
		{ members: signed, firstMember: [integer, sequence, sequence, time], label: 'X509 CRL' },
		{ members: signed, firstMember: [sequence, sequence, time], label: 'X509 CRL' },
	]),
	{ members: signed, label: 'CERTIFICATE' },
	{ members: [sequence, bitString], label: 'PUBLIC KEY' },
	{ members: [sequence, octetString], label: 'ENCRYPTED PRIVATE KEY' },
	{ members: [integer, sequence, octetString], label: 'PRIVATE KEY' },
	{ members: [integer, integer, integer], label: 'RSA PRIVATE KEY' },
	{ members: [integer, octetString], label: 'EC PRIVATE KEY' },
	{ members: [oid, explicit0], label: 'PKCS7' },
];

/** What the DER is, judged by its structure whatever its armour says; undefined when it is none of them. */
export function pemLabel(der: Buffer): PemLabel | undefined {
	if (isPfx(der)) return 'PKCS12';
	try {
		const outer = readDer(der);
		if (outer.tag !== sequence) return undefined;
		const members = readDerList(outer.content);
		return structures.find((row) => fits(row, members))?.label;
	} catch {
		return undefined;
	}
}

/** Also in BER, whose lengths may be left open: SEQUENCE of version 3 and a SEQUENCE (RFC 7292 §4). */
function isPfx(bytes: Buffer): boolean {
	const [tag, length = 0] = bytes;
	const start = 2 + (length > 0x80 ? length & 0x7f : 0);
	const begin = bytes.subarray(start, start + 4);
	return tag === sequence && begin.equals(Buffer.of(integer, 1, 3, sequence));
}

function fits(row: Structure, members: DerElement[]): boolean {
	if (!beginsWith(members, row.members)) return false;
	return !row.firstMember || beginsWith(readDerList(members[0]!.content), row.firstMember);
}

function beginsWith(elements: DerElement[], tags: number[]): boolean {
	return tags.every((tag, index) => elements[index]?.tag === tag);
}
