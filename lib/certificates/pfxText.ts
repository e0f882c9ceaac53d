import type { IdentityReferences } from '../tpp';
import { assertSize, contentName, decodeBase64, pemLabel } from './pem';
import { damaged, notBase64, otherContent, pfxError } from './pfxErrors';

/**
 * Returns the bytes of a PFX file in base64. A data URL, PEM lines and a second layer of base64 around it are removed.
 *
 * @throws ConfigurationError that names what was pasted instead
 */
export function decodePfxText(text: string, references: IdentityReferences): Buffer {
	// Base64 is a third longer than the file.
	assertSize({ length: text.length * 0.75 }, references.pfx);
	const bytes = decodeWrapped(text);
	if (!bytes) throw pfxError(notBase64, references);
	const inner = isArmour(bytes) ? decodeWrapped(bytes.toString('latin1')) : bytes;
	if (inner && pemLabel(inner) === 'PKCS12') return inner;
	throw pfxError(problemOf(inner ?? bytes), references);
}

/** Returns the bytes of a PFX file in base64, also with wrapping around it. Undefined: the text is not base64. */
export const decodeWrapped = (text: string): Buffer | undefined =>
	decodeBase64(text.replace(/^\s*data:[^,]*,/, '').replace(/-----[A-Z0-9 ]+-----/g, ''));

const isArmour = (bytes: Buffer): boolean =>
	bytes.subarray(0, 11).equals(Buffer.from('-----BEGIN '));

/** The first octets of other key stores. */
const magicNumbers: Array<[hex: string, content: string, advice: string]> = [
	['feedfeed', 'a Java key store (JKS)', 'keytool'],
	['cececece', 'a Java key store (JCEKS)', 'keytool'],
	['504b0304', 'a ZIP archive', 'Unpack it first.'],
];

const fromJava =
	'Convert it with "keytool -importkeystore -srckeystore old.jks -destkeystore new.p12 -deststoretype pkcs12".';

function problemOf(bytes: Buffer) {
	const start = bytes.subarray(0, 4).toString('hex');
	const other = magicNumbers.find(([hex]) => hex === start);
	if (other) return otherContent(other[1], other[2] === 'keytool' ? fromJava : other[2]);
	const label = pemLabel(bytes);
	if (!label) return damaged;
	return otherContent(
		contentName({ label, content: bytes }),
		'For PEM, choose the format PEM and paste it there.',
	);
}
