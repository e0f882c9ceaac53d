import { createHash, createHmac, hkdfSync } from 'node:crypto';

import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from 'jose';

import { ConfigurationError } from '../errors';

/**
 * Secrets that travel through a workflow are sealed: a compact JWE (`dir`, `A256GCM`) that only the same credential
 * opens. `purpose` keeps kinds apart: what was sealed for one does not open for another.
 */
export interface Seal {
	/** Derives the key, with one of the secrets; for example `session`. */
	purpose: string;
	/** The first seals, all open: the derived key outlives a rotation. */
	secrets: readonly Uint8Array[];
	/** How the operator calls what is sealed, for errors. */
	label: string;
}

/** @throws ConfigurationError when the credential holds nothing to derive a key from */
export async function seal(
	content: object,
	{ purpose, secrets, label: called }: Seal,
): Promise<string> {
	const [secret] = secrets;
	if (!secret) {
		throw new ConfigurationError(
			`The ${called} cannot be sealed: the credential needs a signing key, a transport key or a Session Secret.`,
			{ field: 'Session Secret' },
		);
	}
	return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
		.setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyId(secret) })
		.encrypt(deriveKey(secret, purpose));
}

/**
 * What was sealed.
 *
 * @throws ConfigurationError when it is not a sealed text, was altered, or was sealed with a key that is gone
 */
export async function open<T extends object>(
	sealed: string,
	{ purpose, secrets, label: called }: Seal,
): Promise<T> {
	const secret = findSecret(sealed, { purpose, secrets, label: called });
	try {
		const { plaintext } = await compactDecrypt(sealed, deriveKey(secret, purpose), {
			keyManagementAlgorithms: ['dir'],
			contentEncryptionAlgorithms: ['A256GCM'],
		});
		return JSON.parse(new TextDecoder().decode(plaintext)) as T;
	} catch {
		throw new ConfigurationError(
			`The ${called} was altered on its way, or belongs to another bank or client.`,
			{ tppAction: 'fixRequest' },
		);
	}
}

/** Whether a text has the form of what is sealed here; whose it is, only `open` tells. Costs next to nothing. */
export function looksSealed(text: string | null): boolean {
	try {
		const { alg, enc, kid } = decodeProtectedHeader(text ?? '');
		return (
			alg === 'dir' && enc === 'A256GCM' && typeof kid === 'string' && text!.split('.').length === 5
		);
	} catch {
		return false;
	}
}

/** A value that only the holder of the secrets can compute again from `text`; base64url, 43 characters. */
export function derive(
	text: string,
	label: string,
	{ purpose, secrets, label: called }: Seal,
): string {
	const secret = findSecret(text, { purpose, secrets, label: called });
	const key = deriveKey(secret, `${purpose} ${label}`);
	return createHmac('sha256', key).update(text).digest('base64url');
}

function findSecret(sealed: string, { secrets, label: called }: Seal): Uint8Array {
	const kid = readKeyId(sealed, called);
	const secret = secrets.find((candidate) => keyId(candidate) === kid);
	if (secret) return secret;
	throw new ConfigurationError(
		`The ${called} was sealed with a key that this credential does not hold. Choose the credential that made it, or enter the former secret as Previous Session Secret.`,
		{ field: 'Previous Session Secret' },
	);
}

function readKeyId(sealed: string, called: string): unknown {
	try {
		return decodeProtectedHeader(sealed).kid;
	} catch {
		throw new ConfigurationError(
			`The ${called} is empty or not one that our nodes made. Pass it on unchanged.`,
			{ tppAction: 'fixRequest' },
		);
	}
}

const deriveKey = (secret: Uint8Array, purpose: string) =>
	new Uint8Array(hkdfSync('sha256', secret, '', `n8n-nodes-open-banking ${purpose}`, 32));

/** Tells keys apart and nothing about them: a hash of a key derived for this alone. */
const keyId = (secret: Uint8Array) =>
	createHash('sha256').update(deriveKey(secret, 'key id')).digest('base64url').slice(0, 8);
