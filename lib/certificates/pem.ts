import { ConfigurationError } from '../errors';
import { derTag, readDer, readDerList, type DerElement } from './der';

/** One `-----BEGIN …-----` block. */
export interface PemBlock {
	/** What the content is; where the content does not tell, what the armour says. */
	label: string;
	/** `Proc-Type` and `DEK-Info` of a key encrypted the way OpenSSL did before PKCS#8 (RFC 1421 §4.6). */
	encryption?: string;
	content: Buffer;
}

/** No two quantifiers can share a character: what does not fit is found out in one pass. */
const block =
	/-----\s*BEGIN\s+([A-Z0-9]+(?:\s+[A-Z0-9]+)*)\s*-----([^-]*(?:-(?!----)[^-]*)*)-----\s*END\s+([A-Z0-9]+(?:\s+[A-Z0-9]+)*)\s*-----/g;
/** Typed out, however often it was escaped. */
const typedLineEnd = /\\+([rn]?)/g;
const encryptionHeaders = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([A-Z0-9-]+,[0-9A-F]+)\s/i;

/**
 * PEM as it is pasted → PEM as RFC 7468 §2 wants it: 64 columns, `\n`, no text between the blocks. Takes CRLF, line
 * ends that became a typed `\n` or a space, several blocks, and bare base64 of a certificate or key.
 *
 * @throws ConfigurationError that names `field`, when there is no PEM in it, or it is damaged or larger than 1 MB
 */
export function repairPem(text: string, field: string): string {
	return readPem(text, field).map(writePem).join('');
}

/** The blocks of what `repairPem` takes, in their order; the same errors. */
export function readPem(text: string, field: string): PemBlock[] {
	assertSize(text, field);
	const lines = text.replace(typedLineEnd, untyped);
	const blocks = [...lines.matchAll(block)];
	const begun = lines.match(/-----\s*(BEGIN|END)\b/g)?.length ?? 0;
	if (begun === 0) return [readBare(lines, field)];
	if (begun !== blocks.length * 2) {
		throw unreadable(
			field,
			'a BEGIN line without its END line, or the reverse. Paste the whole file',
		);
	}
	return blocks.map(([, begin = '', body = '', end = '']) =>
		readBlock({ begin: oneSpaced(begin), body, end: oneSpaced(end) }, field),
	);
}

export function writePem({ label, encryption, content }: PemBlock): string {
	const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
	const headers = encryption ? [encryption, ''] : [];
	return [`-----BEGIN ${label}-----`, ...headers, ...lines, `-----END ${label}-----`, ''].join(
		'\n',
	);
}

function readBlock(armour: { begin: string; body: string; end: string }, field: string): PemBlock {
	if (armour.begin !== armour.end) {
		throw unreadable(
			field,
			`BEGIN ${armour.begin} closed by END ${armour.end}. Paste the whole file`,
		);
	}
	const [headers, algorithm] = encryptionHeaders.exec(armour.body) ?? [''];
	const content = readBase64(armour.body.slice(headers.length), field);
	if (!algorithm) return { label: pemLabel(content) ?? armour.begin, content };
	return {
		label: armour.begin,
		encryption: `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${algorithm}`,
		content,
	};
}

/** Base64 without armour: portals print certificates and keys like this. */
function readBare(text: string, field: string): PemBlock {
	const content = decodeBase64(text);
	const label = content && pemLabel(content);
	if (!content || !label) {
		throw new ConfigurationError(
			`${field} holds no PEM. Paste the whole file, with its BEGIN and END lines.`,
			{ field },
		);
	}
	return { label, content };
}

function readBase64(text: string, field: string): Buffer {
	const content = decodeBase64(text);
	if (!content) {
		throw unreadable(field, 'base64 that is damaged or cut short. Copy it again, whole');
	}
	return content;
}

const untyped = (typed: string, letter: string): string =>
	letter === '' ? typed : letter === 'n' ? '\n' : '';

function oneSpaced(label: string): string {
	return label.replace(/\s+/g, ' ');
}

function unreadable(field: string, finding: string): ConfigurationError {
	return new ConfigurationError(`${field} cannot be read: it has ${finding}.`, { field });
}

/**
 * Bytes of pasted base64; undefined for anything else. White space is ignored and missing padding forgiven: both
 * come from copying.
 */
export function decodeBase64(text: string): Buffer | undefined {
	const [, base64] = /^([A-Za-z0-9+/]+)=*$/.exec(text.replace(/\s/g, '')) ?? [];
	if (!base64 || base64.length % 4 === 1) return undefined;
	return Buffer.from(base64, 'base64');
}

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

/** Far more than a chain of certificates takes; what is larger is another file. */
const most = 1000000;
/** @throws ConfigurationError that names `field`, for more than a megabyte of text or of a file */
export function assertSize({ length }: { length: number }, field: string): void {
	if (length <= most) return;
	throw new ConfigurationError(
		`${field} is larger than 1 MB, so it holds more than certificates and keys.`,
		{ field },
	);
}
