import type { IdentityReferences } from '../tpp';
import { berMembers, berOctets, berUnsigned, readBer, type BerElement } from './der';
import {
	maxIterations,
	oidOf,
	readEncryptedKey,
	readPasswordEncryption,
	UnsupportedAlgorithm,
	type PasswordEncryption,
} from './passwordEncryption';
import {
	damaged,
	pfxError,
	tooManyIterations,
	unsupportedEncryption,
	wrongPassphrase,
	type PfxProblem,
} from './pfxErrors';
import { readPfxMac, type PfxMac } from './pfxIntegrity';

export interface PfxOpening {
	/** DER or BER. A line end may follow it. */
	pfx: Buffer;
	passphrase: string | undefined;
	/** The fields, for errors. */
	references: IdentityReferences;
}

/** The contents of a PFX file, byte by byte. */
export interface PfxContents {
	certificates: Buffer[];
	/** PKCS #8. Undefined: the passphrase of the file does not decrypt the key. */
	keys: Array<Buffer | undefined>;
}

/**
 * Opens a PFX file (RFC 7292 §4) without blocking the event loop: checks its integrity and decrypts its bags.
 *
 * @throws ConfigurationError that names the field to fix
 */
export async function openPfx(opening: PfxOpening): Promise<PfxContents> {
	const { passphrase = '', references } = opening;
	const file = readOrFail(() => readFile(opening.pfx), references);
	const iterations = sum([file.mac, ...file.safes.map(({ encryption }) => encryption)]);
	assertIterations(iterations, references);
	const bags = await decryptBags(file, passphrase);
	if (!bags) throw pfxError(await reasonOf(file, opening.passphrase), references);
	const keys = readOrFail(() => bags.flatMap(keyIn), references);
	const totalIterations = iterations + sum(keys.map(({ encryption }) => encryption));
	assertIterations(totalIterations, references);
	// The keys first: their derivation runs in threads while OpenSSL checks the MAC in this one.
	const [decrypted, matches] = await Promise.all([
		Promise.all(keys.map((key) => decryptKey(key, passphrase))),
		file.mac?.matches({ ...file, totalIterations }, opening.passphrase) ?? true,
	]);
	const isWrongPassphrase = !file.mac && decrypted.includes(undefined);
	if (!matches || isWrongPassphrase) throw pfxError(wrongPassphrase, references);
	return {
		certificates: readOrFail(() => bags.flatMap(certificateIn), references),
		keys: decrypted,
	};
}

interface PfxFile {
	pfx: Buffer;
	/** What the MAC protects. */
	content: Buffer;
	/** Absent: the integrity of the file is not protected. */
	mac?: PfxMac;
	safes: Safe[];
}

/** SafeContents (RFC 7292 §4.1). */
interface Safe {
	bytes: Buffer;
	/** Absent: it is not encrypted. */
	encryption?: PasswordEncryption;
}

interface Bag {
	type: string;
	value: BerElement;
}

const oids = {
	data: '1.2.840.113549.1.7.1',
	encryptedData: '1.2.840.113549.1.7.6',
	keyBag: '1.2.840.113549.1.12.10.1.1',
	shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
	certificateBag: '1.2.840.113549.1.12.10.1.3',
	nestedBags: '1.2.840.113549.1.12.10.1.6',
	x509Certificate: '1.2.840.113549.1.9.22.1',
} as const;

function readFile(bytes: Buffer): PfxFile {
	const pfx = readBer(bytes);
	const [version, authenticatedSafe, macData] = membersOf(pfx);
	if (berUnsigned(version!) !== 3) throw new RangeError('Not version 3');
	const content = dataOf(authenticatedSafe);
	return {
		pfx: pfx.bytes,
		content,
		safes: membersOf(readBer(content)).map(readSafe),
		...(macData && { mac: readPfxMac(macData) }),
	};
}

/** Reads a ContentInfo with data, plain or encrypted with the passphrase (RFC 5652 §4, §8). */
function readSafe(contentInfo: BerElement): Safe {
	const [type, wrapped] = membersOf(contentInfo);
	if (oidOf(type) === oids.data) return { bytes: dataOf(contentInfo) };
	if (oidOf(type) !== oids.encryptedData) throw new UnsupportedAlgorithm('public keys');
	const [, encryptedContentInfo] = membersOf(membersOf(wrapped)[0]);
	const [, algorithm, encrypted] = membersOf(encryptedContentInfo);
	return { encryption: readPasswordEncryption(algorithm!), bytes: berOctets(encrypted!) };
}

/** Returns the content of a ContentInfo with data: `[0] EXPLICIT OCTET STRING`. */
function dataOf(contentInfo: BerElement | undefined): Buffer {
	const [type, wrapped] = membersOf(contentInfo);
	if (oidOf(type) !== oids.data) throw new UnsupportedAlgorithm('a signature');
	return berOctets(membersOf(wrapped)[0]!);
}

/** Returns undefined for safes that the passphrase does not decrypt, or that are damaged. */
async function decryptBags({ safes }: PfxFile, passphrase: string): Promise<Bag[] | undefined> {
	try {
		const contents = await Promise.all(
			safes.map(async ({ bytes, encryption }) =>
				encryption ? await encryption.decrypt(bytes, passphrase) : bytes,
			),
		);
		return contents.flatMap((content) => bagsIn(readBer(content)));
	} catch {
		return undefined;
	}
}

/** Levels of bags inside each other. No tool is known to write one. */
const maxDepth = 8;

function bagsIn(safeContents: BerElement, depth = 0): Bag[] {
	if (depth > maxDepth) throw new RangeError('Bags are nested too deeply');
	return membersOf(safeContents).flatMap((bag) => {
		const [type, wrapped] = membersOf(bag);
		const [value] = membersOf(wrapped);
		const name = oidOf(type);
		return name === oids.nestedBags ? bagsIn(value!, depth + 1) : [{ type: name, value: value! }];
	});
}

/** Returns an X.509 certificate. A bag may contain an SDSI certificate instead. */
function certificateIn({ type, value }: Bag): Buffer[] {
	if (type !== oids.certificateBag) return [];
	const [kind, wrapped] = membersOf(value);
	return oidOf(kind) === oids.x509Certificate ? [berOctets(membersOf(wrapped)[0]!)] : [];
}

interface Key {
	bytes: Buffer;
	/** Absent: it is not encrypted. */
	encryption?: PasswordEncryption;
}

function keyIn({ type, value }: Bag): Key[] {
	if (type === oids.keyBag) return [{ bytes: value.bytes }];
	if (type !== oids.shroudedKeyBag) return [];
	const { encryption, encrypted } = readEncryptedKey(value);
	return [{ encryption, bytes: encrypted }];
}

async function decryptKey(
	{ bytes, encryption }: Key,
	passphrase: string,
): Promise<Buffer | undefined> {
	if (!encryption) return bytes;
	return await encryption.decrypt(bytes, passphrase).catch(() => undefined);
}

/** Returns why the bags cannot be decrypted: the passphrase, or what the file contains. */
async function reasonOf(file: PfxFile, passphrase: string | undefined): Promise<PfxProblem> {
	if (!file.mac) return wrongPassphrase;
	const matches = await file.mac.matches({ ...file, totalIterations: Infinity }, passphrase);
	return matches ? damaged : wrongPassphrase;
}

function readOrFail<Result>(read: () => Result, references: IdentityReferences): Result {
	try {
		return read();
	} catch (error) {
		const isUnsupported = error instanceof UnsupportedAlgorithm;
		throw pfxError(isUnsupported ? unsupportedEncryption(error.message) : damaged, references);
	}
}

function assertIterations(iterations: number, references: IdentityReferences): void {
	if (iterations > maxIterations) throw pfxError(tooManyIterations(), references);
}

const sum = (efforts: Array<{ iterations: number } | undefined>): number =>
	efforts.reduce((total, effort) => total + (effort?.iterations ?? 0), 0);

/** Unlike `berMembers`, fails for an absent element and for one that has no members. */
function membersOf(element: BerElement | undefined): BerElement[] {
	if (!element || (element.tag & 0x20) === 0) throw new RangeError('Not a PFX structure');
	return berMembers(element);
}
