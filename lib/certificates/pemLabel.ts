import { derTag, readDer, readDerList, type DerElement } from './der';

/** RFC 7468 §4 and, for the last two, what OpenSSL writes. */
export type PemLabel =
	| 'CERTIFICATE'
	| 'CERTIFICATE REQUEST'
	| 'PUBLIC KEY'
	| 'PRIVATE KEY'
	| 'ENCRYPTED PRIVATE KEY'
	| 'PKCS7'
	| 'PKCS12'
	| 'RSA PRIVATE KEY'
	| 'EC PRIVATE KEY';

const { sequence, integer, bitString, octetString, oid, explicit0 } = derTag;

/** How the members of the outer SEQUENCE begin; the first row that fits names the structure. */
const structures: Array<{ members: number[]; firstMember?: number[]; label: PemLabel }> = [
	{
		members: [sequence, sequence, bitString],
		firstMember: [integer, sequence, sequence, explicit0],
		label: 'CERTIFICATE REQUEST',
	},
	{ members: [sequence, sequence, bitString], label: 'CERTIFICATE' },
	{ members: [sequence, bitString], label: 'PUBLIC KEY' },
	{ members: [sequence, octetString], label: 'ENCRYPTED PRIVATE KEY' },
	{ members: [integer, sequence, octetString], label: 'PRIVATE KEY' },
	{ members: [integer, sequence], label: 'PKCS12' },
	{ members: [integer, integer, integer], label: 'RSA PRIVATE KEY' },
	{ members: [integer, octetString], label: 'EC PRIVATE KEY' },
	{ members: [oid, explicit0], label: 'PKCS7' },
];

/** What the DER is, judged by its structure whatever its armour says; undefined when it is none of them. */
export function pemLabel(der: Buffer): PemLabel | undefined {
	try {
		const outer = readDer(der);
		if (outer.tag !== sequence) return undefined;
		const members = readDerList(outer.content);
		return structures.find((row) => fits(row, members))?.label;
	} catch {
		return undefined;
	}
}

function fits(row: (typeof structures)[number], members: DerElement[]): boolean {
	if (!beginsWith(members, row.members)) return false;
	return !row.firstMember || beginsWith(readDerList(members[0]!.content), row.firstMember);
}

function beginsWith(elements: DerElement[], tags: number[]): boolean {
	return tags.every((tag, index) => elements[index]?.tag === tag);
}
