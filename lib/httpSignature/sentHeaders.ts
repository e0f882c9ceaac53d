import { ConfigurationError } from '../errors';

/** Header as it goes out, by its name in lower case. */
export type SentHeaders = Map<string, { name: string; value: string }>;

/**
 * Headers as sender and signature both see them: values trimmed, a repeated one joined by `, `
 * (draft-cavage-http-signatures-10 §2.3).
 *
 * @throws ConfigurationError, which does not show the value, for anything but visible ASCII and spaces: line ends would
 * add headers, other characters have no agreed bytes to sign
 */
export function sentHeaders(headers: Record<string, string>): SentHeaders {
	const sent: SentHeaders = new Map();
	for (const [name, text] of Object.entries(headers)) {
		const value = text.trim();
		assertSendable(name, value);
		const earlier = sent.get(name.toLowerCase());
		sent.set(name.toLowerCase(), earlier ? joined(earlier, value) : { name, value });
	}
	return sent;
}

function joined(earlier: { name: string; value: string }, value: string) {
	return { name: earlier.name, value: `${earlier.value}, ${value}` };
}

function assertSendable(name: string, value: string): void {
	if (/^[\x20-\x7e]*$/.test(value)) return;
	throw new ConfigurationError(
		`The header ${name} has a line end, a control character or a letter beyond ASCII, which cannot be signed. Remove it.`,
		{ tppAction: 'fixRequest' },
	);
}
