import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { asn1 } from 'node-forge';

import type { ConfigurationError } from '../errors';
import type { IdentityLabels } from './identity';
import { assertSize, decodeBase64 } from './pem';
import {
	foreignKey,
	noCertificate,
	noKey,
	notBase64,
	refusal,
	refusedByOpenSsl,
	severalKeys,
	undecryptable,
	type Refusal,
} from './pfxErrors';

/** What makes an identity of a PFX file. */
export interface PfxPair {
	certificates: X509Certificate[];
	privateKey: KeyObject;
}

/**
 * Certificates and private key of a PFX file (PKCS#12, RFC 7292) in base64.
 *
 * @throws ConfigurationError for what OpenSSL does not take: damaged, wrong passphrase, outdated encryption, no key or
 * no certificate in it; and for several keys
 */
export function readPfx(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): PfxPair {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused) throw refusal(refused, labels);
	return pairOf(contentsOf({ pfx, passphrase, refused }, labels), labels);
}

/**
 * The same, and also of files whose encryption OpenSSL 3 no longer reads (RC2, as Windows and older tools write it), in
 * order to convert them. OpenSSL checks the MAC before it finds that out; node-forge checks it again.
 *
 * @throws ConfigurationError like `readPfx`
 */
export function readOutdatedPfx(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): PfxPair {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused && refused.stage !== 'decryption') throw refusal(refused, labels);
	return pairOf(contentsOf({ pfx, passphrase, refused }, labels), labels);
}

/**
 * The certificates alone, with or without keys beside them, also of outdated files.
 *
 * @throws ConfigurationError for a file that is damaged, that the passphrase does not open, or that holds none
 */
export function readPfxCertificates(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): X509Certificate[] {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused && !refused.stage) throw refusal(refused, labels);
	const { certificates } = contentsOf({ pfx, passphrase, refused }, labels);
	if (certificates.length > 0) return certificates;
	throw refusal(noCertificate, labels);
}

/** Bytes of a PFX file in base64, as it may have been wrapped; undefined for other text. */
export const decodePfx = (text: string): Buffer | undefined => decodeBase64(withoutWrapping(text));

/** Of a key without its certificate. */
export const uncertified = (labels: IdentityLabels): ConfigurationError =>
	refusal(foreignKey, labels);

function decode(text: string, labels: IdentityLabels): Buffer {
	// Base64 takes a third more.
	assertSize({ length: text.length * 0.75 }, labels.pfx);
	const pfx = decodePfx(text);
	if (!pfx) throw refusal(notBase64, labels);
	return pfx;
}

interface Opening {
	pfx: Buffer;
	passphrase: string | undefined;
	refused: Refusal | undefined;
}

function contentsOf(
	{ pfx, passphrase = '', refused }: Opening,
	labels: IdentityLabels,
): PfxContents {
	try {
		return pfxContents(pfx, passphrase, refused?.stage === 'decryption');
	} catch {
		throw refusal(undecryptable, labels);
	}
}

function pairOf({ certificates, privateKeys }: PfxContents, labels: IdentityLabels): PfxPair {
	const [key, ...others] = privateKeys;
	if (!key) throw refusal(noKey, labels);
	if (others.length > 0) throw refusal(severalKeys, labels);
	try {
		return { certificates, privateKey: key() };
	} catch {
		throw refusal(undecryptable, labels);
	}
}

/** A data URL, or PEM armour, as some tools put around the base64. */
function withoutWrapping(text: string): string {
	return text.replace(/^\s*data:[^,]*,/, '').replace(/-----[A-Z0-9 ]+-----/g, '');
}

export interface PfxContents {
	certificates: X509Certificate[];
	/** Of as many keys as the file holds; read when called. */
	privateKeys: Array<() => KeyObject>;
}

/**
 * Opens a PFX file whose integrity and passphrase OpenSSL has already approved; node:crypto has no way to hand out its
 * contents. `checkMac`: let node-forge check the integrity, too. Throws whatever node-forge throws: not for the operator's eyes.
 */
export function pfxContents(pfx: Buffer, passphrase: string, checkMac = false): PfxContents {
	// Loading it takes longer than everything else here, and few credentials hold a PFX.
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, without a promise
	const forge = require('node-forge') as Forge;
	if (checkMac) assertMac(forge, pfx, passphrase);
	const { certificates, keys } = pfxBags(forge, pfx, passphrase);
	return {
		certificates: certificates.map((der) => new X509Certificate(der)),
		privateKeys: keys.map(
			(key) => () => createPrivateKey({ key: key(), format: 'der', type: 'pkcs8' }),
		),
	};
}

/** node-forge decrypts the file, too, and takes the passphrase in one encoding for both. */
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

/** What a PFX file holds (RFC 7292 §4.2), byte by byte as it was put in. */
export interface PfxBags {
	certificates: Buffer[];
	/** PKCS#8, decrypted when asked for: who wants certificates only needs no key. */
	keys: Array<() => Buffer>;
}

export type Forge = typeof import('node-forge');
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

/** A PFX file is BER, and may have a line end behind it. */
export const readBer = (forge: Forge, bytes: Buffer): Element =>
	// Unread, the content of a BIT STRING stays as it is.
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

/** SafeContents of a ContentInfo, plain or encrypted with the passphrase (RFC 5652 §8). */
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

/** PBES2 takes the passphrase as UTF-8 (RFC 8018 §3), the older schemes as UTF-16 (RFC 7292 §B.1). */
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
	if (!cipher.finish()) throw new TypeError('It cannot be decrypted');
	return Buffer.from(cipher.output.getBytes(), 'latin1');
}

/** Of X.509; a bag may hold an SDSI certificate instead. */
function certificateIn(value: Element, forge: Forge): Buffer[] {
	const [type, wrapped] = members(value);
	return objectId(type, forge) === forge.pki.oids.x509Certificate
		? [octets(members(wrapped)[0])]
		: [];
}

/** Of a ContentInfo that is data: `[0] EXPLICIT OCTET STRING`. */
const content = (part: Element | undefined): Buffer => octets(members(members(part)[1])[0]);
/** BER may cut a string into pieces. */
function octets(element: Element | undefined): Buffer {
	if (typeof element?.value === 'string') return Buffer.from(element.value, 'latin1');
	return Buffer.concat(members(element).map(octets));
}

function members(element: Element | undefined): Element[] {
	if (Array.isArray(element?.value)) return element.value;
	throw new TypeError('It is not a structure of a PFX file');
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

/** Its types leave them out. */
const ciphers = ({ pki }: Forge) => (pki as unknown as { pbe: Ciphers }).pbe;
