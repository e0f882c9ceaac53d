import { tppRefused } from './refusal';

/** The Signature header (draft-cavage-http-signatures-10 §2.1). */
export interface SignatureHeader {
	/** Serial number in hexadecimal, as written. */
	serialNumber: string;
	/** Distinguished name, as written. */
	issuer: string;
	algorithm: string;
	/** Names of the signed headers in lower case, in order. */
	headers: string[];
	signature: Buffer;
}

/** Reads the Signature header; white space and letter case are ignored. @throws Refusal */
export function readSignatureHeader(value: string): SignatureHeader {
	const parameters = parametersOf(decodedWord(value));
	const { serialNumber, issuer } = keyIdOf(parameters.get('keyid'));
	return {
		serialNumber,
		issuer,
		algorithm: (parameters.get('algorithm') ?? '').toLowerCase(),
		headers: (parameters.get('headers') ?? 'date').toLowerCase().trim().split(/\s+/),
		signature: signatureOf(parameters.get('signature')),
	};
}

// Eika: a header with non-ASCII characters is one RFC 2047 encoded word.
function decodedWord(value: string): string {
	const [, charset, encoded] = /^=\?([^?]+)\?B\?([^?]*)\?=$/i.exec(value.trim()) ?? [];
	if (encoded === undefined) {
		if (/^[\x20-\x7e\t]*$/.test(value)) return value;
		throw invalid('non-ASCII characters without MIME encoding');
	}
	const bytes = Buffer.from(encoded, 'base64');
	if (/^utf-8$/i.test(charset!)) return bytes.toString('utf8');
	if (/^iso-8859-1$/i.test(charset!)) return bytes.toString('latin1');
	throw invalid(`the unsupported character set ${charset}`);
}

function parametersOf(value: string): Map<string, string> {
	const parameters = new Map<string, string>();
	const pattern = /\s*([a-z]+)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/gisy;
	while (pattern.lastIndex < value.length) {
		const [, name, content] = pattern.exec(value) ?? [];
		if (name === undefined) throw invalid('a parameter that is not name="value"');
		if (parameters.has(name.toLowerCase())) throw invalid(`${name} more than once`);
		parameters.set(name.toLowerCase(), content!.replaceAll('\\"', '"'));
	}
	return parameters;
}

function keyIdOf(keyId = ''): { serialNumber: string; issuer: string } {
	const [, serialNumber, issuer] =
		/^\s*SN\s*=\s*([0-9a-f:]+)\s*,\s*CA\s*=(.+)$/is.exec(keyId) ?? [];
	if (serialNumber && issuer?.trim()) return { serialNumber, issuer: issuer.trim() };
	throw invalid('no keyId of the form SN=…,CA=…');
}

function signatureOf(value = ''): Buffer {
	if (/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return Buffer.from(value, 'base64');
	throw invalid('no signature in base64');
}

function invalid(problem: string) {
	return tppRefused('SIGNATURE_INVALID', `The Signature header has ${problem}`);
}
