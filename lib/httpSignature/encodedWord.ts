import type { HttpSignatureRules } from '../banks/profile';

/**
 * `value` as one RFC 2047 encoded word, base64 of UTF-8, when the bank wants it. Eika's own example is longer than
 * the 75 characters of RFC 2047 §2 and not split.
 */
export function encodedWord(value: string, when: HttpSignatureRules['encodedWord']): string {
	// HTTP carries visible ASCII and space unharmed (RFC 9110 §5.5).
	if (when === 'whenNotAscii' && /^[\x20-\x7e]*$/.test(value)) return value;
	return `=?utf-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}
