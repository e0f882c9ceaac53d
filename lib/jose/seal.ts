import { createHash, createHmac, hkdfSync } from 'node:crypto';

import { decodeProtectedHeader } from 'jose/decode/protected_header';

import { configurationError, credentialError, parameterError } from '../errors';

/**
 * How secrets that travel through a workflow are sealed: as a compact JWE (`dir`, `A256GCM`) that only the same credential
 * opens. What was sealed for one purpose does not open for another.
 */
export interface Seal {
	/** Derives the key, with one of the secrets; for example `session`. */
	purpose: string;
	/** The first seals, all open: a sealed text still opens after a rotation. */
	secrets: readonly Uint8Array[];
	/** What is sealed, for errors. */
	label: string;
	/** The parameter that has the sealed text. Absent: it comes from a part of the input. */
	parameter?: string;
}

/** Seals an object. @throws ConfigurationError when the credential has nothing to derive a key from */
export async function seal(content: object, { purpose, secrets, label }: Seal): Promise<string> {
	const [secret] = secrets;
	if (!secret) {
		throw credentialError(
			`The ${label} cannot be sealed. Enter a signing key, a transport key or a session secret.`,
			'sessionSecret',
		);
	}
	const { CompactEncrypt } = await import('jose');
	return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
		.setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyId(secret) })
		.encrypt(deriveKey(secret, purpose));
}

/**
 * Opens what was sealed.
 *
 * @throws ConfigurationError when the text is not sealed, was altered, or was sealed with a key that is missing
 */
export async function open<T extends object>(sealed: string, seal: Seal): Promise<T> {
	const { purpose, label } = seal;
	const secret = findSecret(sealed, seal);
	try {
		return JSON.parse(await decryptOnce(sealed, secret, purpose)) as T;
	} catch {
		throw configurationError(`The ${label} was altered, or belongs to another bank or client.`);
	}
}

/**
 * Returns whether each part is as an encoder writes it. Decoders also take spaces, padding and other unused bits at the end,
 * so one sealed text has many spellings. Only one may open: the protection from replays compares texts.
 */
const isCanonical = (text: string): boolean =>
	text.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

/** Returns whether a text has the form of a sealed text, by its header alone. Only `open` tells whether it is ours. */
export function isSealedText(text: string | null): boolean {
	try {
		const { alg, enc, kid } = decodeProtectedHeader(text ?? '');
		const isOurs = alg === 'dir' && enc === 'A256GCM' && typeof kid === 'string';
		return isOurs && text!.split('.').length === 5 && isCanonical(text!);
	} catch {
		return false;
	}
}

/**
 * Removes the spaces and line breaks that an email or a paste has put around or into a sealed text. Other texts stay as they
 * are.
 */
export function joinedSealedText(text: string): string {
	if (!/\s/.test(text)) return text;
	const joined = text.replace(/\s+/g, '');
	return isSealedText(joined) ? joined : text;
}

/** Returns whether a text was sealed with one of the secrets, by its header alone. */
export const isSealedWith = (text: string | null, secrets: Seal['secrets']): boolean =>
	isSealedText(text) &&
	secrets.some((secret) => keyId(secret) === decodeProtectedHeader(text!).kid);

/** Returns a value that only the holder of the secrets can compute from a sealed text: base64url, 43 characters. */
export function derive(text: string, name: string, seal: Seal): string {
	const secret = findSecret(text, seal);
	const key = deriveKey(secret, `${seal.purpose} ${name}`);
	return createHmac('sha256', key).update(text).digest('base64url');
}

function findSecret(sealed: string, seal: Seal): Uint8Array {
	const { secrets, label } = seal;
	const kid = readKeyId(sealed, seal);
	const secret = secrets.find((candidate) => keyId(candidate) === kid);
	if (secret) return secret;
	throw credentialError(
		`The ${label} was sealed with a key that this credential does not have. Choose the credential that it was created with, or enter the previous session secret.`,
		'previousSessionSecret',
	);
}

function readKeyId(sealed: string, { label, parameter }: Seal): unknown {
	try {
		return decodeProtectedHeader(sealed).kid;
	} catch {
		const message = `The ${label} is empty, or is not a sealed text of this package. Pass it on unchanged.`;
		throw parameter ? parameterError(message, parameter) : configurationError(message);
	}
}

/** What was computed with a secret. It ends with the secret, which the credential of a run holds. */
interface Known {
	/** By purpose. */
	keys: Map<string, Uint8Array>;
	keyId?: string;
	/** By purpose, then by sealed text: many items have the same registration or session. */
	opened: Map<string, Map<string, Promise<string>>>;
}

const known = new WeakMap<Uint8Array, Known>();
/** More than the items that run at the same time. */
const maxOpened = 200;

function knownOf(secret: Uint8Array): Known {
	const found = known.get(secret) ?? { keys: new Map(), opened: new Map() };
	known.set(secret, found);
	return found;
}

async function decryptOnce(sealed: string, secret: Uint8Array, purpose: string): Promise<string> {
	const { opened } = knownOf(secret);
	const texts = opened.get(purpose) ?? new Map<string, Promise<string>>();
	opened.set(purpose, texts);
	const text = texts.get(sealed) ?? decrypt(sealed, deriveKey(secret, purpose));
	texts.delete(sealed);
	texts.set(sealed, text);
	const [oldest] = texts.keys();
	if (texts.size > maxOpened && oldest !== undefined) texts.delete(oldest);
	return await text;
}

async function decrypt(sealed: string, key: Uint8Array): Promise<string> {
	if (!isCanonical(sealed)) throw new RangeError('Not as it was sealed');
	const { compactDecrypt } = await import('jose');
	const { plaintext } = await compactDecrypt(sealed, key, {
		keyManagementAlgorithms: ['dir'],
		contentEncryptionAlgorithms: ['A256GCM'],
	});
	return new TextDecoder().decode(plaintext);
}

function deriveKey(secret: Uint8Array, purpose: string): Uint8Array {
	const { keys } = knownOf(secret);
	const info = `n8n-nodes-open-banking ${purpose}`;
	const key = keys.get(purpose) ?? new Uint8Array(hkdfSync('sha256', secret, '', info, 32));
	keys.set(purpose, key);
	return key;
}

/** Returns an id that reveals nothing about the key: the hash of a key that is derived only for this. */
const keyId = (secret: Uint8Array): string =>
	(knownOf(secret).keyId ??= createHash('sha256')
		.update(deriveKey(secret, 'key id'))
		.digest('base64url')
		.slice(0, 8));

/** Client IDs, client secrets and consent IDs of many banks are a UUID, or end with one. */
const uuidAtEnd = /^(.*)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/s;
const compactUuidAtEnd = /^(.*)~([\w-]{21}[AQgw])$/s;

/** Writes a UUID at the end of the text with 23 characters instead of 36. Other texts keep their length, or grow by one. */
export function compactText(text: string): string {
	const [, start, uuid] = uuidAtEnd.exec(text) ?? [];
	if (start !== undefined && uuid !== undefined) {
		return `${start}~${Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')}`;
	}
	// The tilde at the end tells it from a compact text.
	return text.endsWith('~') || compactUuidAtEnd.test(text) ? `${text}~` : text;
}

/** Returns the text that `compactText` has shortened. */
export function expandText(compact: string): string {
	if (compact.endsWith('~')) return compact.slice(0, -1);
	const [, start, bytes] = compactUuidAtEnd.exec(compact) ?? [];
	if (start === undefined || bytes === undefined) return compact;
	const hex = Buffer.from(bytes, 'base64url').toString('hex');
	return start + hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
