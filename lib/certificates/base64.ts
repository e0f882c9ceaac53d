/**
 * Bytes of pasted base64; undefined for anything else. White space is ignored and missing padding forgiven: both
 * come from copying.
 */
export function decodeBase64(text: string): Buffer | undefined {
	const [, base64] = /^([A-Za-z0-9+/]+)=*$/.exec(text.replace(/\s/g, '')) ?? [];
	if (!base64 || base64.length % 4 === 1) return undefined;
	return Buffer.from(base64, 'base64');
}
