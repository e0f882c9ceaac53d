import type { asn1 } from 'node-forge';

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
	const opening: Opening = { forge, passphrase };
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

interface Opening {
	forge: Forge;
	passphrase: string;
}

interface Bag {
	type: string;
	value: Element;
}

const nestedBags = '1.2.840.113549.1.12.10.1.6';

function bagsIn(safe: Element, opening: Opening): Bag[] {
	return members(safe).flatMap((bag) => {
		const [type, wrapped] = members(bag);
		const [value] = members(wrapped);
		const name = objectId(type, opening.forge);
		return name === nestedBags ? bagsIn(value!, opening) : [{ type: name, value: value! }];
	});
}

/** SafeContents of a ContentInfo, plain or encrypted with the passphrase (RFC 5652 §8). */
function safeContents(part: Element, opening: Opening): Buffer {
	const [type, wrapped] = members(part);
	const { forge } = opening;
	if (objectId(type, forge) === forge.pki.oids.data) return content(part);
	const [encryptedData] = members(wrapped);
	const [, contentInfo] = members(encryptedData);
	const [, algorithm, encrypted] = members(contentInfo);
	return decrypted(algorithm, octets(encrypted), opening);
}

function decryptedKey(shrouded: Element, opening: Opening): Buffer {
	const [algorithm, encrypted] = members(shrouded);
	return decrypted(algorithm, octets(encrypted), opening);
}

/** PBES2 takes the passphrase as UTF-8 (RFC 8018 §3), the older schemes as UTF-16 (RFC 7292 §B.1). */
function decrypted(
	algorithm: Element | undefined,
	bytes: Buffer,
	{ forge, passphrase }: Opening,
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
