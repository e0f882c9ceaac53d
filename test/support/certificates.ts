import {
	createCipheriv,
	createHmac,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	pbkdf2Sync,
	randomBytes,
	sign,
	X509Certificate,
	type KeyObject,
} from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import forge from 'node-forge';

import type { Identity, IdentityReferences } from '../../lib/tpp';

/** Builders of keys, certificates and PFX files. Every run generates its own keys and deletes them. */

export interface IssuedCertificate {
	certificate: X509Certificate;
	certificatePem: string;
	privateKey: KeyObject;
	/** PKCS#8. */
	keyPem: string;
}

export type KeyKind = 'rsa-2048' | 'rsa-1024' | 'p256' | 'p384' | 'ed25519';

/** `[type, value]`; type is a short name or an OID. A nested list is one RDN of several attributes. */
export type NameAttribute = [type: string, value: string, stringType?: keyof typeof stringTypes];
export type Name = Array<NameAttribute | NameAttribute[]>;

export interface CertificateOptions {
	subject?: Name;
	/** Absent: self-signed. */
	issuer?: IssuedCertificate;
	privateKey?: KeyObject;
	notBefore?: Date;
	notAfter?: Date;
	/** Hexadecimal. */
	serialNumber?: string;
	isAuthority?: boolean;
	keyUsage?: Array<keyof typeof keyUsageBits>;
	extendedKeyUsage?: Array<keyof typeof extendedKeyUsages>;
	qcType?: keyof typeof qcTypes;
}

const stringTypes = {
	utf8: 0x0c,
	printable: 0x13,
	teletex: 0x14,
	ia5: 0x16,
	bmp: 0x1e,
};
const keyUsageBits = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04 };
const extendedKeyUsages = {
	serverAuth: '1.3.6.1.5.5.7.3.1',
	clientAuth: '1.3.6.1.5.5.7.3.2',
	documentSigning: '1.3.6.1.4.1.311.10.3.12',
};
const qcTypes = { seal: '0.4.0.1862.1.6.2', website: '0.4.0.1862.1.6.3' };
const attributeOids: Record<string, string> = {
	CN: '2.5.4.3',
	SN: '2.5.4.4',
	serialNumber: '2.5.4.5',
	C: '2.5.4.6',
	L: '2.5.4.7',
	ST: '2.5.4.8',
	STREET: '2.5.4.9',
	O: '2.5.4.10',
	OU: '2.5.4.11',
	organizationIdentifier: '2.5.4.97',
	emailAddress: '1.2.840.113549.1.9.1',
	DC: '0.9.2342.19200300.100.1.25',
	UID: '0.9.2342.19200300.100.1.1',
};

const keys = new Map<string, KeyObject>();

/** Returns a private key: the same one for the same arguments in all test files of a run. */
export function aPrivateKey(kind: KeyKind = 'rsa-2048', name = ''): KeyObject {
	const id = `${kind} ${name}`;
	const key = keys.get(id) ?? sharedPrivateKey(kind, id);
	keys.set(id, key);
	return key;
}

/** Test files share keys through the folder `TEST_KEYS`, because generating an RSA key takes long. */
function sharedPrivateKey(kind: KeyKind, id: string): KeyObject {
	const folder = process.env.TEST_KEYS;
	if (folder === undefined) return generatePrivateKey(kind);
	const file = join(folder, `${Buffer.from(id).toString('base64url')}.pem`);
	if (!existsSync(file)) {
		// Another test file may write the same key now: a file appears only when it is complete.
		const draft = `${file}.${process.pid}`;
		writeFileSync(draft, pkcs8(generatePrivateKey(kind)), { mode: 0o600 });
		renameSync(draft, file);
	}
	return createPrivateKey(readFileSync(file));
}

const pkcs8 = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

/** Returns a certificate with its key as lib/ does. */
export const identityOf = (
	{ certificate, certificatePem, privateKey }: IssuedCertificate,
	references: IdentityReferences,
): Identity => ({ certificate, chainPem: certificatePem, privateKey, references });

/** Returns the same from PEM. */
export const identityFromPem = (
	{ certificate, key }: { certificate: string; key: string },
	references: IdentityReferences,
): Identity => ({
	certificate: new X509Certificate(certificate),
	chainPem: certificate,
	privateKey: createPrivateKey(key),
	references,
});

export function aCertificateAuthority(options: CertificateOptions = {}): IssuedCertificate {
	return aCertificate({
		subject: [
			['C', 'NO', 'printable'],
			['O', 'Test Trust Services'],
			['CN', 'Test Issuing CA'],
		],
		privateKey: aPrivateKey('rsa-2048', 'authority'),
		isAuthority: true,
		keyUsage: ['keyCertSign'],
		...options,
	});
}

export function aCertificate(options: CertificateOptions = {}): IssuedCertificate {
	const { privateKey = aPrivateKey() } = options;
	const subject = name(options.subject ?? defaultSubject);
	const signer = options.issuer?.privateKey ?? privateKey;
	const tbs = sequence(
		der(0xa0, integer('02')),
		integer(options.serialNumber ?? `4a${randomBytes(8).toString('hex')}`),
		signatureAlgorithm(signer),
		options.issuer ? subjectOf(options.issuer.certificate) : subject,
		validity(options),
		subject,
		createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
		der(0xa3, sequence(...extensions(options))),
	);
	const signature = sign('sha256', tbs, signer);
	const certificate = new X509Certificate(
		sequence(tbs, signatureAlgorithm(signer), bitString(signature)),
	);
	const certificatePem = certificate.toString();
	return { certificate, certificatePem, privateKey, keyPem: pkcs8(privateKey) };
}

export interface PfxOptions {
	/** The end-entity certificate and its key. */
	identity?: IssuedCertificate;
	/** Additional certificates. */
	chain?: IssuedCertificate[];
	passphrase?: string;
	/** Additional keys. */
	otherKeys?: IssuedCertificate[];
	withoutKey?: boolean;
	withoutCertificate?: boolean;
	/** Absent: the classic MAC with SHA-1. PBMAC1 is that of RFC 9579. */
	mac?: 'none' | 'pbmac1';
	/** Says that the key is encrypted with RC4, like tools before OpenSSL 3. It cannot be decrypted. */
	outdated?: boolean;
}

/** Builds a PKCS#12 file (RFC 7292) in base64, with PBES2 and AES like OpenSSL 3. */
export function aPfx(options: PfxOptions = {}): string {
	const { identity = aCertificate(), chain = [], passphrase = 'a passphrase' } = options;
	const certificates = options.withoutCertificate ? [] : [identity, ...chain];
	const certificateBags = certificates.map(({ certificate }) => certificateBag(certificate));
	const keyOwners = options.withoutKey ? [] : [identity, ...(options.otherKeys ?? [])];
	const keyBags = keyOwners.map((owner) => keyBag(owner, passphrase, options.outdated));
	const authenticatedSafe = sequence(
		encryptedContent(sequence(...certificateBags), passphrase),
		dataContent(sequence(...keyBags)),
	);
	return sequence(
		integer('03'),
		dataContent(authenticatedSafe),
		...macOf(authenticatedSafe, passphrase, options.mac),
	).toString('base64');
}

const defaultSubject: Name = [
	['C', 'GB', 'printable'],
	['O', 'Example TPP'],
	['CN', 'example-tpp'],
];

function generatePrivateKey(kind: KeyKind): KeyObject {
	switch (kind) {
		case 'rsa-2048':
			return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
		case 'rsa-1024':
			return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
		case 'p256':
			return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
		case 'p384':
			return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
		case 'ed25519':
			return generateKeyPairSync('ed25519').privateKey;
	}
}

function name(attributes: Name): Buffer {
	return sequence(
		...attributes.map((rdn) => {
			const members = (Array.isArray(rdn[0]) ? rdn : [rdn]) as NameAttribute[];
			return der(0x31, ...members.map(nameAttribute));
		}),
	);
}

function nameAttribute([type, value, stringType = 'utf8']: NameAttribute): Buffer {
	const text = encodings[stringType](value);
	return sequence(oid(attributeOids[type] ?? type), der(stringTypes[stringType], text));
}

const latin1 = (value: string) => Buffer.from(value, 'latin1');
const encodings: Record<keyof typeof stringTypes, (value: string) => Buffer> = {
	utf8: (value) => Buffer.from(value),
	printable: latin1,
	teletex: latin1,
	ia5: latin1,
	bmp: (value) => Buffer.from(value, 'utf16le').swap16(),
};

/** Builds the file with node-forge, so that the reader in lib/ is not tested with itself. */
function subjectOf(certificate: X509Certificate): Buffer {
	const [tbs] = forge.asn1.fromDer(certificate.raw.toString('latin1')).value as forge.asn1.Asn1[];
	const subject = (tbs!.value as forge.asn1.Asn1[])[5]!;
	return latin1(forge.asn1.toDer(subject).getBytes());
}

function validity({ notBefore, notAfter }: CertificateOptions): Buffer {
	return sequence(
		generalizedTime(notBefore ?? new Date('2025-01-01T00:00:00Z')),
		generalizedTime(notAfter ?? new Date('2045-01-01T00:00:00Z')),
	);
}

function extensions(options: CertificateOptions): Buffer[] {
	const { isAuthority = false, keyUsage, extendedKeyUsage, qcType } = options;
	const result = [extension('2.5.29.19', sequence(...(isAuthority ? [boolean] : [])))];
	if (keyUsage) {
		const bits = keyUsage.reduce((sum, usage) => sum | keyUsageBits[usage], 0);
		result.push(extension('2.5.29.15', bitString(Buffer.of(bits))));
	}
	if (extendedKeyUsage) {
		const usages = extendedKeyUsage.map((usage) => oid(extendedKeyUsages[usage]));
		result.push(extension('2.5.29.37', sequence(...usages)));
	}
	if (qcType) {
		const statement = sequence(oid('0.4.0.1862.1.6'), sequence(oid(qcTypes[qcType])));
		result.push(extension('1.3.6.1.5.5.7.1.3', sequence(statement)));
	}
	return result;
}

function extension(id: string, value: Buffer): Buffer {
	return sequence(oid(id), octetString(value));
}

function signatureAlgorithm(key: KeyObject): Buffer {
	if (key.asymmetricKeyType === 'ec') return sequence(oid('1.2.840.10045.4.3.2'));
	return sequence(oid('1.2.840.113549.1.1.11'), Buffer.of(0x05, 0));
}

function certificateBag(certificate: X509Certificate): Buffer {
	const value = sequence(oid('1.2.840.113549.1.9.22.1'), der(0xa0, octetString(certificate.raw)));
	return sequence(oid('1.2.840.113549.1.12.10.1.3'), der(0xa0, value));
}

function keyBag({ privateKey }: IssuedCertificate, passphrase: string, outdated = false): Buffer {
	const rc4 = sequence(
		oid('1.2.840.113549.1.12.1.1'),
		sequence(octetString(randomBytes(8)), integer('0800')),
	);
	const encrypted = outdated
		? sequence(rc4, octetString(randomBytes(64)))
		: privateKey.export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
	return sequence(oid('1.2.840.113549.1.12.10.1.2'), der(0xa0, encrypted));
}

function dataContent(content: Buffer): Buffer {
	return sequence(oid('1.2.840.113549.1.7.1'), der(0xa0, octetString(content)));
}

/** EncryptedData of RFC 5652 §8 with PBES2 of RFC 8018 §6.2. */
function encryptedContent(content: Buffer, passphrase: string): Buffer {
	const [salt, iv] = [randomBytes(8), randomBytes(16)];
	const key = pbkdf2Sync(passphrase, salt, 2048, 32, 'sha256');
	const cipher = createCipheriv('aes-256-cbc', key, iv);
	const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
	const prf = sequence(oid('1.2.840.113549.2.9'), Buffer.of(0x05, 0));
	const derivation = sequence(
		oid('1.2.840.113549.1.5.12'),
		sequence(octetString(salt), integer('0800'), prf),
	);
	const encryption = sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(iv));
	const algorithm = sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, encryption));
	const info = sequence(oid('1.2.840.113549.1.7.1'), algorithm, der(0x80, encrypted));
	return sequence(oid('1.2.840.113549.1.7.6'), der(0xa0, sequence(integer('00'), info)));
}

function macOf(content: Buffer, passphrase: string, mac?: 'none' | 'pbmac1'): Buffer[] {
	if (mac === 'none') return [];
	return [mac === 'pbmac1' ? pbmac1(content, passphrase) : macData(content, passphrase)];
}

/** RFC 9579 §4, with PBKDF2 and HMAC over SHA-256. */
function pbmac1(content: Buffer, passphrase: string): Buffer {
	const salt = randomBytes(8);
	const key = pbkdf2Sync(passphrase, salt, 2048, 32, 'sha256');
	const mac = createHmac('sha256', key).update(content).digest();
	const hmac = sequence(oid('1.2.840.113549.2.9'), Buffer.of(0x05, 0));
	const derivation = sequence(
		oid('1.2.840.113549.1.5.12'),
		sequence(octetString(salt), integer('0800'), integer('20'), hmac),
	);
	const algorithm = sequence(oid('1.2.840.113549.1.5.14'), sequence(derivation, hmac));
	// RFC 9579 §5: salt and iterations beside it have no meaning.
	return sequence(
		sequence(algorithm, octetString(mac)),
		octetString(Buffer.from('NOT USED')),
		integer('01'),
	);
}

/** RFC 7292 §4 and, for the key, §B.2. */
function macData(content: Buffer, passphrase: string): Buffer {
	const salt = randomBytes(8);
	const key = forge.pkcs12.generateKey(
		passphrase,
		forge.util.createBuffer(salt.toString('latin1')),
		3 as never,
		2048,
		20,
	);
	const mac = createHmac('sha1', latin1(key.getBytes())).update(content).digest();
	const sha1 = sequence(oid('1.3.14.3.2.26'), Buffer.of(0x05, 0));
	return sequence(sequence(sha1, octetString(mac)), octetString(salt), integer('0800'));
}

/** X.690 §8.1.3: lengths from 128 on are preceded by the number of their octets. */
function der(tag: number, ...contents: Buffer[]): Buffer {
	const content = Buffer.concat(contents);
	const octets = uint32(content.length);
	const length = octets.subarray(octets.findIndex((octet) => octet > 0));
	const head = content.length < 0x80 ? [content.length] : [0x80 + length.length, ...length];
	return Buffer.concat([Buffer.of(tag, ...head), content]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

const boolean = Buffer.of(0x01, 1, 0xff);
const sequence = (...members: Buffer[]) => der(0x30, ...members);
const octetString = (content: Buffer) => der(0x04, content);
const bitString = (content: Buffer) => der(0x03, Buffer.of(0), content);
const integer = (hex: string) => der(0x02, Buffer.from(hex, 'hex'));
const oid = (dotted: string) => der(0x06, latin1(forge.asn1.oidToDer(dotted).getBytes()));
const generalizedTime = (date: Date) =>
	der(0x18, latin1(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`));
