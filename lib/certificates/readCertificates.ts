import { X509Certificate } from 'node:crypto';

import { fieldError, type FieldReference } from '../errors';
import type { IdentityReferences } from '../tpp';
import { berMembers, readBer, readDer, type BerElement } from './der';
import { assertSize, contentName, pemLabel, readPem, type PemBlock } from './pem';
import { decodeWrapped, readPfxCertificates } from './pfx';

/**
 * Returns the certificates of a file: PEM, DER, base64 of DER, or PFX, also an outdated one. Keys and other contents are left
 * out.
 *
 * @throws ConfigurationError that names the field, for a file without certificates or one that cannot be read
 */
export async function readCertificateFile(
	file: Buffer,
	passphrase: string | undefined,
	references: IdentityReferences,
): Promise<X509Certificate[]> {
	assertSize(file, references.pfx);
	const blocks = blocksOf(file, references.pfx);
	const pfx = blocks.find(({ label }) => label === 'PKCS12');
	if (!pfx) return readBlocks(blocks, references.pfx);
	return await readPfxCertificates(pfx.content.toString('base64'), passphrase, references);
}

/** Returns the certificates of pasted PEM. @throws ConfigurationError like `readCertificateFile` */
export const readCertificateText = (text: string, field: FieldReference): X509Certificate[] =>
	readBlocks(readPem(text, field), field);

/** Returns a PFX file as base64, whether the file is the PFX itself or base64 already. */
export const pfxFileText = (file: Buffer): string =>
	(decodeWrapped(decodeFile(file)) ?? file).toString('base64');

function blocksOf(file: Buffer, field: FieldReference): PemBlock[] {
	const label = pemLabel(file);
	if (!label) return readPem(decodeFile(file), field);
	// A line end may follow DER. A PFX file in BER has no length to cut it by.
	return [{ label, content: label === 'PKCS12' ? file : readDer(file).bytes }];
}

function readBlocks(blocks: PemBlock[], field: FieldReference): X509Certificate[] {
	const certificates = readCertificates(blocks.filter(hasCertificates), field);
	if (certificates.length > 0) return certificates;
	throw fieldError(`There is ${contentName(blocks[0]!)} where a certificate belongs.`, field);
}

/**
 * Returns the text of a file: UTF-8, or UTF-16 from Windows tools, recognised by its byte order mark or by the zeros between
 * the letters.
 */
function decodeFile(file: Buffer): string {
	const [first, second] = file;
	const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
	const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
	const whole = file.subarray(0, file.length - (file.length % 2));
	if (isLittleEndian) return whole.toString('utf16le');
	if (isBigEndian) return Buffer.from(whole).swap16().toString('utf16le');
	return file.toString('utf8');
}

/**
 * Returns the certificates of PEM blocks and of PKCS #7 files among them.
 *
 * @throws ConfigurationError that names `field`, for a damaged certificate
 */
export function readCertificates(blocks: PemBlock[], field: FieldReference): X509Certificate[] {
	try {
		return blocks.flatMap(certificatesIn).map((der) => new X509Certificate(der));
	} catch {
		throw fieldError(
			'The certificate is damaged or incomplete. Copy the whole certificate again.',
			field,
		);
	}
}

/** Returns whether `readCertificates` finds certificates in the block. */
export const hasCertificates = ({ label }: PemBlock): boolean =>
	label === 'CERTIFICATE' || label === 'PKCS7';

const certificatesIn = ({ label, content }: PemBlock): Buffer[] =>
	label === 'PKCS7' ? certificatesInPkcs7(content) : [content];

/**
 * Returns the certificates of authorities from pasted PEM or PKCS #7, as PEM.
 *
 * @throws ConfigurationError that names `field` and what is there instead
 */
export function readAuthorities(text: string, field: FieldReference): string {
	const blocks = readPem(text, field);
	const other = blocks.find((block) => !hasCertificates(block));
	if (other) {
		throw fieldError(
			`There is ${contentName(other)} where the certificates of authorities belong. Paste only certificates here.`,
			field,
		);
	}
	return readCertificates(blocks, field).map(String).join('');
}

/** `[0]` around the content of a ContentInfo, and around the certificates in SignedData. */
const context0 = 0xa0;

/**
 * Returns the certificates of a PKCS #7 file (.p7b, RFC 2315 §9.1), which authorities hand out with their chain. Its
 * signatures are not used.
 *
 * @throws RangeError for another structure
 */
function certificatesInPkcs7(der: Buffer): Buffer[] {
	const [, wrapped] = berMembers(readBer(der));
	const signedData = wrapped && berMembers(wrapped)[0];
	if (!signedData) throw new RangeError('Not PKCS #7');
	return berMembers(signedData).filter(isCertificates).flatMap(certificateBytes);
}

const isCertificates = ({ tag }: BerElement): boolean => tag === context0;

/** An attribute certificate has another tag than a SEQUENCE. */
const certificateBytes = (set: BerElement): Buffer[] =>
	berMembers(set).flatMap(({ tag, bytes }) => (tag === 0x30 ? [bytes] : []));
