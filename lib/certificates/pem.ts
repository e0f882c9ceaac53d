import { fieldError, type ConfigurationError, type FieldReference } from '../errors';
import { derTag, readDer, readDerList, type DerElement } from './der';

/** One `-----BEGIN …-----` block. */
export interface PemBlock {
	/** The kind of the content. If the content does not tell, the label of the BEGIN line. */
	label: string;
	/** `Proc-Type` and `DEK-Info` of a key that OpenSSL encrypted before PKCS#8 (RFC 1421 §4.6). */
	encryption?: string;
	content: Buffer;
}

/** Linear: no two quantifiers can match the same character. */
const block =
	/-----\s*BEGIN\s+([\w.]+(?:\s+[\w.]+)*)\s*-----([^-]*(?:-(?!----)[^-]*)*)-----\s*END\s+([\w.]+(?:\s+[\w.]+)*)\s*-----/g;

/** A line end that was pasted as text, such as `\\n`, escaped any number of times. */
const typedLineEnd = /\\+([rn]?)/g;

const encryptionHeaders = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([A-Z0-9-]+,[0-9A-F]+)\s/i;

/**
 * Returns the blocks of pasted PEM (RFC 7468) in their order. Accepts CRLF, line ends that became the text `\n` or a space,
 * typographic dashes, base64 around PEM, and the bare base64 of a certificate or key.
 *
 * @throws ConfigurationError that names `field`, for text without PEM, damaged PEM, or more than 1 MB
 */
export function readPem(text: string, field: FieldReference): PemBlock[] {
	assertSize(text, field);
	const lines = withoutLayers(text).replace(typedLineEnd, toLineEnd);
	const blocks = [...lines.matchAll(block)];
	const begun = lines.match(/-----\s*(BEGIN|END)\b/g)?.length ?? 0;
	if (begun === 0) return [readBare(lines, field)];
	if (begun !== blocks.length * 2) {
		throw unreadable(
			field,
			'It has a BEGIN line without its END line, or the reverse. Use the whole file.',
		);
	}
	return blocks.map(([, begin = '', body = '', end = '']) =>
		readBlock({ begin: singleSpaced(begin), body, end: singleSpaced(end) }, field),
	);
}

/** Hyphens, and the dashes that word processors put in their place. */
const dashes = /[-\u2010-\u2015\u2212]+/g;

/** Removes base64 around PEM (it begins with LS0t), and typographic dashes. */
function withoutLayers(text: string): string {
	const isBase64 = text.trimStart().startsWith('LS0t');
	const decoded = isBase64 ? decodeBase64(text)?.toString('latin1') : undefined;
	return (decoded ?? text).replace(dashes, toHyphens);
}

/** Two hyphens may have become one dash, so the number of dashes does not count. */
const toHyphens = (run: string): string =>
	/^-+$/.test(run) ? run : run.length === 1 ? '-' : '-----';

/** Returns the block as PEM with 64 columns (RFC 7468 §2). */
export function writePem({ label, encryption, content }: PemBlock): string {
	const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
	const headers = encryption ? [encryption, ''] : [];
	return [`-----BEGIN ${label}-----`, ...headers, ...lines, `-----END ${label}-----`, ''].join(
		'\n',
	);
}

function readBlock(
	armour: { begin: string; body: string; end: string },
	field: FieldReference,
): PemBlock {
	if (armour.begin !== armour.end) {
		throw unreadable(
			field,
			`Its line BEGIN ${quoted(armour.begin)} is followed by END ${quoted(armour.end)}. Use the whole file.`,
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

/** Characters of a label in an error. Known labels are shorter. */
const maxLabel = 40;

const quoted = (label: string): string => label.slice(0, maxLabel);

/** Reads base64 without BEGIN and END lines, as some portals print certificates and keys. */
function readBare(text: string, field: FieldReference): PemBlock {
	const content = decodeBase64(text);
	const label = content && pemLabel(content);
	if (!content || !label) {
		throw fieldError(
			'The text is not PEM. Use the whole file with its BEGIN and END lines.',
			field,
		);
	}
	return { label, content };
}

function readBase64(text: string, field: FieldReference): Buffer {
	const content = decodeBase64(text);
	if (!content) {
		throw unreadable(field, 'Its base64 is damaged or incomplete. Copy the whole file again.');
	}
	return content;
}

const toLineEnd = (typed: string, letter: string): string =>
	letter === '' ? typed : letter === 'n' ? '\n' : '';

function singleSpaced(label: string): string {
	return label.replace(/\s+/g, ' ');
}

const unreadable = (field: FieldReference, reason: string): ConfigurationError =>
	fieldError(`The PEM cannot be read. ${reason}`, field);

/**
 * Returns the bytes of pasted base64, or undefined for other text. White space and missing padding are accepted, because
 * copying adds and removes them.
 */
export function decodeBase64(text: string): Buffer | undefined {
	const [, base64] = /^([A-Za-z0-9+/]+)=*$/.exec(text.replace(/\s/g, '')) ?? [];
	if (!base64 || base64.length % 4 === 1) return undefined;
	return Buffer.from(base64, 'base64');
}

/** Labels of RFC 7468 §4 and, for the last two, of OpenSSL. */
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

/** A revocation list has a time where a certificate has a SEQUENCE of two times (RFC 5280 §5.1). */
const times = [derTag.utcTime, derTag.generalizedTime];

interface Structure {
	members: number[];
	firstMember?: number[];
	label: PemLabel;
}

/** The first members of the outer SEQUENCE. The first row that matches gives the label. */
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

/** Returns the label for DER by its structure, whatever its BEGIN line says. Undefined: the structure is unknown. */
export function pemLabel(der: Buffer): PemLabel | undefined {
	if (isPfx(der)) return 'PKCS12';
	try {
		const outer = readDer(der);
		if (outer.tag !== sequence) return undefined;
		const members = readDerList(outer.content);
		return structures.find((row) => matches(row, members))?.label;
	} catch {
		return undefined;
	}
}

/** Returns whether DER or BER is a PFX: a SEQUENCE of version 3 and a SEQUENCE (RFC 7292 §4). */
function isPfx(bytes: Buffer): boolean {
	const [tag, length = 0] = bytes;
	const start = 2 + (length > 0x80 ? length & 0x7f : 0);
	const begin = bytes.subarray(start, start + 4);
	return tag === sequence && begin.equals(Buffer.of(integer, 1, 3, sequence));
}

function matches(row: Structure, members: DerElement[]): boolean {
	if (!beginsWith(members, row.members)) return false;
	return !row.firstMember || beginsWith(readDerList(members[0]!.content), row.firstMember);
}

function beginsWith(elements: DerElement[], tags: number[]): boolean {
	return tags.every((tag, index) => elements[index]?.tag === tag);
}

/** Returns what a block contains, in words. */
export function contentName({ label }: PemBlock): string {
	if (label.endsWith('PRIVATE KEY')) return 'a private key';
	return contentNames[label] ?? 'something else';
}

const contentNames: Record<string, string> = {
	CERTIFICATE: 'a certificate',
	'CERTIFICATE REQUEST': 'a certificate signing request (CSR)',
	'X509 CRL': 'a certificate revocation list (CRL)',
	'PUBLIC KEY': 'a public key',
	'RSA PUBLIC KEY': 'a public key',
	PKCS7: 'a PKCS#7 file',
	PKCS12: 'a PFX file',
};

/** Bytes or characters; far more than a chain of certificates needs. */
const maxSize = 1_000_000;

/** Checks the size of a text or file. @throws ConfigurationError that names `field`, for more than 1 MB */
export function assertSize({ length }: { length: number }, field: FieldReference): void {
	if (length <= maxSize) return;
	throw fieldError(
		'It is larger than 1 MB, so it contains more than certificates and keys.',
		field,
	);
}
