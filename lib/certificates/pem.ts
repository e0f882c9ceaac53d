import { ConfigurationError } from '../errors';
import { decodeBase64 } from './base64';
import { pemLabel } from './pemLabel';
import { assertSize } from './size';

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
