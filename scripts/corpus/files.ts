import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { written, type Command } from '../../test/certificates/tools';
import { aCertificate, aCertificateAuthority } from '../../test/support/certificates';

export interface CorpusFile {
	tool: string;
	/** The options that made it. */
	name: string;
	format: 'pfx' | 'pem';
	bytes: Buffer;
	passphrase: string;
	/** PEM of the private key that went in. */
	key: string;
	/** PEM of the certificates that went in: the leaf, then its issuer. */
	certificates: string[];
	/** It is no key file, and the error must contain this name. */
	named?: string;
}

const authority = aCertificateAuthority();
const leaf = aCertificate({ issuer: authority });
const key = leaf.keyPem;
const certificates = [leaf.certificatePem, authority.certificatePem];
const sources = {
	'key.pem': key,
	'leaf.pem': leaf.certificatePem,
	'ca.pem': authority.certificatePem,
	'all.pem': key + authority.certificatePem + leaf.certificatePem,
};
const legacy = ['-provider', 'legacy', '-provider', 'default'];

/**
 * Yields the files. A tool's algorithms are combined with each other. OpenSSL's iterations and passphrases take turns, or are
 * combined, too, if `isFull`.
 */
export function* corpus(isFull: boolean): Generator<CorpusFile> {
	yield* opensslPfxFiles(isFull);
	yield* gnutlsFiles();
	yield* nssFiles();
	yield* javaFiles();
	yield* pythonFiles();
	yield* opensslKeys();
	yield* otherFiles();
}

const base = { key, certificates, passphrase: 'a passphrase' } as const;
const passphrases = ['a passphrase', '', 'pässwørd €😀'];
const names = ['own', 'Zertifikat für Ärger', ''];

/** Runs commands and yields the file, unless this version of the tool does not have the options. */
function* made(file: Omit<CorpusFile, 'bytes'>, commands: Command[]): Generator<CorpusFile> {
	const bytes = attempt(() => written('out', commands, sources));
	if (bytes) yield { ...file, bytes };
}

function attempt<Result>(make: () => Result): Result | undefined {
	try {
		return make();
	} catch (thrown) {
		console.error(`Not made: ${String(thrown).split('\n')[0]!.slice(0, 200)}`);
		return undefined;
	}
}

const everyPair = ['1', '2048', '100000'].flatMap((iterations) =>
	passphrases.map((passphrase) => [iterations, passphrase] as const),
);

function* opensslPfxFiles(isFull: boolean): Generator<CorpusFile> {
	const schemes = [
		...['AES-128-CBC', 'AES-192-CBC', 'AES-256-CBC', 'CAMELLIA-256-CBC', 'ARIA-256-CBC', 'NONE'],
		...[
			'PBE-SHA1-3DES',
			'PBE-SHA1-2DES',
			'PBE-SHA1-RC2-40',
			'PBE-SHA1-RC2-128',
			'PBE-SHA1-RC4-128',
		],
		...['PBE-SHA1-RC4-40', 'DES-EDE3-CBC'],
	];
	const macs = [
		...['sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((digest) => ['-macalg', digest]),
		['-nomac'],
	];
	let index = 0;
	for (const scheme of schemes) {
		for (const mac of macs) {
			for (const [iterations, passphrase] of isFull ? everyPair : [everyPair[index % 9]!]) {
				const name = names[index % names.length]!;
				const input =
					index++ % 2 === 0
						? ['-in', 'all.pem']
						: ['-inkey', 'key.pem', '-in', 'leaf.pem', '-certfile', 'ca.pem'];
				const options = ['-keypbe', scheme, '-certpbe', scheme, ...mac, '-iter', iterations];
				const output = ['-name', name, '-passout', `pass:${passphrase}`, '-out', 'out'];
				yield* made(
					{
						...base,
						passphrase,
						format: 'pfx',
						tool: 'openssl pkcs12',
						name: [...options, passphrase].join(' '),
					},
					[['openssl', 'pkcs12', '-export', '-legacy', ...input, ...options, ...output]],
				);
			}
		}
	}
}

function* gnutlsFiles(): Generator<CorpusFile> {
	const input = [
		'--load-privkey',
		'key.pem',
		'--load-certificate',
		'leaf.pem',
		'--load-ca-certificate',
		'ca.pem',
	];
	const output = ['--p12-name', 'own', '--outder', '--outfile', 'out'];
	for (const cipher of [
		'3des',
		'3des-pkcs12',
		'aes-128',
		'aes-192',
		'aes-256',
		'rc2-40',
		'arcfour',
	]) {
		for (const hash of ['SHA1', 'SHA256', 'SHA512']) {
			for (const [passphrase, ...option] of [
				['a passphrase', '--password', 'a passphrase'],
				['', '--null-password'],
				['', '--empty-password'],
			]) {
				yield* made(
					{
						...base,
						passphrase: passphrase!,
						format: 'pfx',
						tool: 'certtool',
						name: `${cipher} ${hash} ${option[0]}`,
					},
					[
						[
							'certtool',
							'--to-p12',
							...input,
							...output,
							'--pkcs-cipher',
							cipher,
							'--hash',
							hash,
							...option,
						],
					],
				);
			}
		}
	}
}

function* nssFiles(): Generator<CorpusFile> {
	const ciphers = [
		'AES-128-CBC',
		'AES-256-CBC',
		'CAMELLIA-256-CBC',
		'DES-EDE3-CBC',
		'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC',
		'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC',
		'PKCS #12 V2 PBE With SHA-1 And 128 Bit RC4',
	];
	const passphrase = 'a passphrase';
	for (const cipher of ciphers) {
		for (const hash of ['SHA-1', 'SHA-256', 'SHA-512']) {
			yield* made({ ...base, format: 'pfx', tool: 'pk12util', name: `${cipher} ${hash}` }, [
				[
					'openssl',
					'pkcs12',
					'-export',
					'-in',
					'all.pem',
					'-name',
					'own',
					'-out',
					'in.p12',
					'-passout',
					`pass:${passphrase}`,
				],
				['certutil', '-N', '-d', 'sql:.', '--empty-password'],
				['pk12util', '-i', 'in.p12', '-d', 'sql:.', '-W', passphrase],
				[
					'pk12util',
					'-o',
					'out',
					'-n',
					'own',
					'-d',
					'sql:.',
					'-W',
					passphrase,
					'-c',
					cipher,
					'-C',
					cipher,
					'-M',
					hash,
				],
			]);
		}
	}
}

function* javaFiles(): Generator<CorpusFile> {
	const passphrase = 'a passphrase';
	const store = [
		'-storepass',
		passphrase,
		'-srcstorepass',
		passphrase,
		'-deststorepass',
		passphrase,
	];
	const settings = [
		[],
		['-J-Dkeystore.pkcs12.legacy'],
		['-J-Dkeystore.pkcs12.macAlgorithm=NONE'],
		['-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE'],
	];
	for (const setting of settings) {
		yield* made({ ...base, format: 'pfx', tool: 'keytool', name: setting.join(' ') || 'default' }, [
			[
				'openssl',
				'pkcs12',
				'-export',
				'-in',
				'all.pem',
				'-name',
				'own',
				'-out',
				'in.p12',
				'-passout',
				`pass:${passphrase}`,
			],
			[
				'keytool',
				'-importkeystore',
				'-noprompt',
				'-srckeystore',
				'in.p12',
				'-destkeystore',
				'out',
				'-deststoretype',
				'PKCS12',
				...store.slice(2),
				...setting,
			],
		]);
	}
}

const python = `
import sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12
scheme, digest, rounds, password = sys.argv[1:]
key = serialization.load_pem_private_key(open('key.pem', 'rb').read(), None)
leaf, ca = (x509.load_pem_x509_certificate(open(name, 'rb').read()) for name in ('leaf.pem', 'ca.pem'))
builder = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(int(rounds))
builder = builder.key_cert_algorithm(getattr(pkcs12.PBES, scheme)).hmac_hash(getattr(hashes, digest)())
open('out', 'wb').write(pkcs12.serialize_key_and_certificates(b'own', key, leaf, [ca], builder.build(password.encode())))
`;

function* pythonFiles(): Generator<CorpusFile> {
	for (const scheme of ['PBESv1SHA1And3KeyTripleDESCBC', 'PBESv2SHA256AndAES256CBC']) {
		for (const digest of ['SHA1', 'SHA256', 'SHA384', 'SHA512']) {
			for (const rounds of ['1', '20000']) {
				for (const passphrase of passphrases.filter((one) => one !== '')) {
					const bytes = attempt(() => runPython([scheme, digest, rounds, passphrase]));
					const name = [scheme, digest, rounds, passphrase].join(' ');
					if (bytes)
						yield { ...base, format: 'pfx', tool: 'python3-cryptography', passphrase, name, bytes };
				}
			}
		}
	}
}

function runPython(args: string[]): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
	try {
		for (const [name, content] of Object.entries(sources))
			writeFileSync(join(folder, name), content, { mode: 0o600 });
		const { status, stderr } = spawnSync('python3', ['-c', python, ...args], { cwd: folder });
		if (status !== 0) throw new Error(String(stderr).trim().split('\n').at(-1));
		return readFileSync(join(folder, 'out'));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function* opensslKeys(): Generator<CorpusFile> {
	const pass = ['-passout', `pass:${base.passphrase}`, '-in', 'key.pem', '-out', 'out'];
	const v2 = [
		'aes-128-cbc',
		'aes-192-cbc',
		'aes-256-cbc',
		'camellia-256-cbc',
		'aria-256-cbc',
		'des3',
		'des',
		'rc2',
		'bf',
		'cast5-cbc',
		'aes-256-cfb',
	];
	const v1 = [
		'PBE-MD5-DES',
		'PBE-SHA1-DES',
		'PBE-MD5-RC2-64',
		'PBE-SHA1-3DES',
		'PBE-SHA1-2DES',
		'PBE-SHA1-RC2-40',
		'PBE-SHA1-RC4-128',
	];
	const prfs = [
		'hmacWithSHA1',
		'hmacWithSHA256',
		'hmacWithSHA384',
		'hmacWithSHA512',
		'hmacWithSHA512-256',
	];
	const options = [
		...v2.flatMap((cipher) => prfs.map((prf) => ['-v2', cipher, '-v2prf', prf])),
		...v2.map((cipher) => ['-v2', cipher, '-iter', '100000']),
		...v1.map((scheme) => ['-v1', scheme]),
		['-scrypt'],
	];
	for (const option of options) {
		yield* made({ ...base, format: 'pem', tool: 'openssl pkcs8', name: option.join(' ') }, [
			['openssl', 'pkcs8', '-topk8', ...option, ...legacy, ...pass],
		]);
	}
	for (const cipher of [
		'aes128',
		'aes192',
		'aes256',
		'des3',
		'des',
		'camellia256',
		'aria256',
		'seed',
		'idea',
	]) {
		yield* made({ ...base, format: 'pem', tool: 'openssl rsa -traditional', name: cipher }, [
			['openssl', 'rsa', '-traditional', `-${cipher}`, ...legacy, ...pass],
		]);
	}
}

function* otherFiles(): Generator<CorpusFile> {
	const request: Command = [
		'openssl',
		'req',
		'-new',
		'-key',
		'key.pem',
		'-subj',
		'/CN=x',
		'-out',
		'out',
	];
	const other = { ...base, format: 'pem', tool: 'other files' } as const;
	yield* made({ ...other, name: 'CSR', named: 'a certificate signing request (CSR)' }, [request]);
	yield* made(
		{ ...other, name: 'CSR in DER', format: 'pfx', named: 'a certificate signing request (CSR)' },
		[[...request, '-outform', 'DER']],
	);
	yield* made({ ...other, name: 'public key', named: 'a public key' }, [
		['openssl', 'pkey', '-in', 'key.pem', '-pubout', '-out', 'out'],
	]);
	yield* made({ ...other, name: 'certificate', format: 'pfx', named: 'a certificate' }, [
		['openssl', 'x509', '-in', 'leaf.pem', '-outform', 'DER', '-out', 'out'],
	]);
	yield* made({ ...other, name: 'certificates alone', format: 'pfx', named: 'no private key' }, [
		[
			'openssl',
			'pkcs12',
			'-export',
			'-nokeys',
			'-in',
			'leaf.pem',
			'-out',
			'out',
			'-passout',
			`pass:${base.passphrase}`,
		],
	]);
}
