import { berMembers, readBer, type BerElement } from './ber';

/** `[0]` around the content of a ContentInfo, and around the certificates in SignedData. */
const context0 = 0xa0;

/**
 * Returns the certificates of a PKCS #7 file (.p7b, RFC 2315 §9.1), which authorities hand out with their chain. Its
 * signatures are not used.
 *
 * @throws RangeError for another structure
 */
export function certificatesInPkcs7(der: Buffer): Buffer[] {
	const [, wrapped] = berMembers(readBer(der));
	const signedData = wrapped && berMembers(wrapped)[0];
	if (!signedData) throw new RangeError('Not PKCS #7');
	return berMembers(signedData).filter(isCertificates).flatMap(certificateBytes);
}

const isCertificates = ({ tag }: BerElement): boolean => tag === context0;

/** An attribute certificate has another tag than a SEQUENCE. */
const certificateBytes = (set: BerElement): Buffer[] =>
	berMembers(set).flatMap(({ tag, bytes }) => (tag === 0x30 ? [bytes] : []));
