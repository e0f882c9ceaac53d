/**
 * Text of a file: UTF-8, or UTF-16 as Windows' own tools write it, told by its byte order mark or by the zeros between
 * the letters.
 */
export function decodeFile(file: Buffer): string {
	const [first, second] = file;
	const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
	const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
	const whole = file.subarray(0, file.length - (file.length % 2));
	if (isLittleEndian) return whole.toString('utf16le');
	if (isBigEndian) return Buffer.from(whole).swap16().toString('utf16le');
	return file.toString('utf8');
}
