import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { asn1 } from 'node-forge';

import type { Identity, IdentityReferences } from '../tpp';
import { nodeForge, type Forge } from './forge';
import { assertSize, decodeBase64 } from './pem';
import {
	findPfxProblem,
	noCertificate,
	noKey,
	notBase64,
	pfxError,
	severalKeys,
	undecryptable,
	type PfxProblem,
} from './pfxErrors';

/** The certificates of a PFX file and its private key. */
export interface PfxIdentity extends Pick<Identity, 'privateKey'> {
	certificates: X509Certificate[];
}

/**
 * Returns the certificates and the private key of a PFX file (PKCS#12, RFC 7292) in base64.
 *
 * @throws ConfigurationError for a file that OpenSSL rejects (damaged, wrong passphrase, outdated encryption, without key or
 * certificate), and for several keys
 */
export function readPfx(
	text: string,
	passphrase: string | undefined,
	references: IdentityReferences,
): PfxIdentity {
	const pfx = decode(text, references);
	const problem = findPfxProblem({ pfx, passphrase });
	if (problem) throw pfxError(problem, references);
	return toIdentity(contentsOf({ pfx, passphrase, problem }, references), references);
}

/**
 * Returns the same, also of files whose encryption OpenSSL 3 no longer reads (RC2, from Windows and older tools), to convert
 * them. OpenSSL has checked the MAC of such files, and node-forge checks it again.
 *
 * @throws ConfigurationError like `readPfx`
 */
export function readOutdatedPfx(
	text: string,
	passphrase: string | undefined,
	references: IdentityReferences,
): PfxIdentity {
	const pfx = decode(text, references);
	const problem = findPfxProblem({ pfx, passphrase });
	if (problem && problem.stage !== 'decryption') throw pfxError(problem, references);
	return toIdentity(contentsOf({ pfx, passphrase, problem }, references), references);
}

/**
 * Returns only the certificates of a PFX file, with or without keys, also of outdated files.
 *
 * @throws ConfigurationError for a file that is damaged, that the passphrase does not open, or without certificates
 */
export function readPfxCertificates(
	text: string,
	passphrase: string | undefined,
	references: IdentityReferences,
): X509Certificate[] {
	const pfx = decode(text, references);
	const problem = findPfxProblem({ pfx, passphrase });
	if (problem && !problem.stage) throw pfxError(problem, references);
	const { certificates } = contentsOf({ pfx, passphrase, problem }, references);
	if (certificates.length > 0) return certificates;
	throw pfxError(noCertificate, references);
}

/** Returns the bytes of a PFX file in base64, also with wrapping around it. Undefined: the text is not base64. */
export const decodePfx = (text: string): Buffer | undefined => decodeBase64(withoutWrapping(text));

function decode(text: string, references: IdentityReferences): Buffer {
	// Base64 is a third longer than the file.
	assertSize({ length: text.length * 0.75 }, references.pfx);
	const pfx = decodePfx(text);
	if (!pfx) throw pfxError(notBase64, references);
	return pfx;
}

interface Opening {
	pfx: Buffer;
	passphrase: string | undefined;
	problem: PfxProblem | undefined;
}

function contentsOf(
	{ pfx, passphrase = '', problem }: Opening,
	references: IdentityReferences,
): PfxContents {
	try {
		return pfxContents(pfx, passphrase, problem?.stage === 'decryption');
	} catch {
		throw pfxError(undecryptable, references);
	}
}

function toIdentity(
	{ certificates, privateKeys }: PfxContents,
	references: IdentityReferences,
): PfxIdentity {
	const [key, ...others] = privateKeys;
	if (!key) throw pfxError(noKey, references);
	if (others.length > 0) throw pfxError(severalKeys, references);
	try {
		return { certificates, privateKey: key() };
	} catch {
		throw pfxError(undecryptable, references);
	}
}

/** Removes a data URL or PEM lines, which some tools put around the base64. */
function withoutWrapping(text: string): string {
	return text.replace(/^\s*data:[^,]*,/, '').replace(/-----[A-Z0-9 ]+-----/g, '');
}

export interface PfxContents {
	certificates: X509Certificate[];
	/** One function for each key of the file, which reads the key. */
	privateKeys: Array<() => KeyObject>;
}

/**
 * Opens a PFX file whose integrity and passphrase OpenSSL has already checked, because node:crypto cannot return its
 * contents. With `checkMac`, node-forge checks the integrity, too. Throws errors of node-forge, which operators must not see.
 */
export function pfxContents(pfx: Buffer, passphrase: string, checkMac = false): PfxContents {
	const forge = nodeForge();
	if (checkMac) assertMac(forge, pfx, passphrase);
	const { certificates, keys } = pfxBags(forge, pfx, passphrase);
	return {
		certificates: certificates.map((der) => new X509Certificate(der)),
		privateKeys: keys.map(
			(key) => () => createPrivateKey({ key: key(), format: 'der', type: 'pkcs8' }),
		),
	};
}

/** Checks the MAC with each encoding of the passphrase, because node-forge uses one encoding for MAC and decryption. */
function assertMac(forge: Forge, pfx: Buffer, passphrase: string): void {
	const open = (encoded: string) => {
		const structure = readBer(forge, pfx);
		if ((structure.value as asn1.Asn1[]).length !== 3) throw new TypeError('No MAC');
		forge.pkcs12.pkcs12FromAsn1(structure, encoded);
	};
	try {
		open(Buffer.from(passphrase, 'utf8').toString('latin1'));
	} catch {
		open(passphrase);
	}
}

/** The certificates and keys of a PFX file (RFC 7292 §4.2), byte by byte. */
export interface PfxBags {
	certificates: Buffer[];
	/** Functions that decrypt a key and return it as PKCS#8. */
	keys: Array<() => Buffer>;
}

type Element = asn1.Asn1;

/** Reads the bags of a PFX file, DER or BER. Throws what node-forge throws, and TypeError for another structure. */
export function pfxBags(forge: Forge, pfx: Buffer, passphrase: string): PfxBags {
	const opening: BagOpening = { forge, passphrase };
	const [, authenticatedSafe] = members(readBer(forge, pfx));
	const bags = members(readBer(forge, content(authenticatedSafe)))
		.map((part) => readBer(forge, safeContents(part, opening)))
		.flatMap((safe) => bagsIn(safe, opening));
	const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids;
	return {
		certificates: bags.flatMap(({ type, value }) =>
			type === certBag ? certificateIn(value, forge) : [],
		),
		keys: bags.flatMap(({ type, value }) => {
			if (type === keyBag) return [() => writeDer(forge, value)];
			return type === pkcs8ShroudedKeyBag ? [() => decryptedKey(value, opening)] : [];
		}),
	};
}

/** Reads BER. A line end may follow a PFX file. */
export const readBer = (forge: Forge, bytes: Buffer): Element =>
	// The content of a BIT STRING stays unparsed.
	forge.asn1.fromDer(bytes.toString('latin1'), {
		parseAllBytes: false,
		decodeBitStrings: false,
	} as never);

interface BagOpening {
	forge: Forge;
	passphrase: string;
}

interface Bag {
	type: string;
	value: Element;
}

const nestedBags = '1.2.840.113549.1.12.10.1.6';
function bagsIn(safe: Element, opening: BagOpening): Bag[] {
	return members(safe).flatMap((bag) => {
		const [type, wrapped] = members(bag);
		const [value] = members(wrapped);
		const name = objectId(type, opening.forge);
		return name === nestedBags ? bagsIn(value!, opening) : [{ type: name, value: value! }];
	});
}

/** Returns the SafeContents of a ContentInfo, plain or encrypted with the passphrase (RFC 5652 §8). */
function safeContents(part: Element, opening: BagOpening): Buffer {
	const [type, wrapped] = members(part);
	const { forge } = opening;
	if (objectId(type, forge) === forge.pki.oids.data) return content(part);
	const [encryptedData] = members(wrapped);
	const [, contentInfo] = members(encryptedData);
	const [, algorithm, encrypted] = members(contentInfo);
	return decrypted(algorithm, octets(encrypted), opening);
}

function decryptedKey(shrouded: Element, opening: BagOpening): Buffer {
	const [algorithm, encrypted] = members(shrouded);
	return decrypted(algorithm, octets(encrypted), opening);
}

/** Decrypts with the passphrase as UTF-8 for PBES2 (RFC 8018 §3), as UTF-16 for older schemes (RFC 7292 §B.1). */
function decrypted(
	algorithm: Element | undefined,
	bytes: Buffer,
	{ forge, passphrase }: BagOpening,
): Buffer {
	const [oid, parameters] = members(algorithm);
	const scheme = objectId(oid, forge);
	const utf8 = Buffer.from(passphrase, 'utf8').toString('latin1');
	const encoded = scheme === forge.pki.oids.pkcs5PBES2 ? utf8 : passphrase;
	const cipher = ciphers(forge).getCipher(scheme, parameters!, encoded);
	cipher.update(forge.util.createBuffer(bytes.toString('latin1')));
	if (!cipher.finish()) throw new TypeError('Decryption failed');
	return Buffer.from(cipher.output.getBytes(), 'latin1');
}

/** Returns an X.509 certificate. A bag may contain an SDSI certificate instead. */
function certificateIn(value: Element, forge: Forge): Buffer[] {
	const [type, wrapped] = members(value);
	return objectId(type, forge) === forge.pki.oids.x509Certificate
		? [octets(members(wrapped)[0])]
		: [];
}

/** Returns the content of a ContentInfo with data: `[0] EXPLICIT OCTET STRING`. */
const content = (part: Element | undefined): Buffer => octets(members(members(part)[1])[0]);

/** Returns the bytes of a string, which BER may split into parts. */
function octets(element: Element | undefined): Buffer {
	if (typeof element?.value === 'string') return Buffer.from(element.value, 'latin1');
	return Buffer.concat(members(element).map(octets));
}

function members(element: Element | undefined): Element[] {
	if (Array.isArray(element?.value)) return element.value;
	throw new TypeError('Not a PFX structure');
}

const objectId = (element: Element | undefined, forge: Forge): string =>
	forge.asn1.derToOid(forge.util.createBuffer(String(element?.value)));

const writeDer = (forge: Forge, element: Element): Buffer =>
	Buffer.from(forge.asn1.toDer(element).getBytes(), 'latin1');

interface Ciphers {
	getCipher(scheme: string, parameters: Element, passphrase: string): Cipher;
}

interface Cipher {
	update(input: unknown): void;
	finish(): boolean;
	output: { getBytes(): string };
}

/** The types of node-forge do not include `pbe`. */
const ciphers = ({ pki }: Forge) => (pki as unknown as { pbe: Ciphers }).pbe;
