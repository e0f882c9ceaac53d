import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { base, made, passphrases, sources, type Planned } from './file';

export function* gnutlsFiles(): Generator<Planned> {
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

export function* nssFiles(): Generator<Planned> {
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

export function* javaFiles(): Generator<Planned> {
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

export function* pythonFiles(): Generator<Planned> {
	for (const scheme of ['PBESv1SHA1And3KeyTripleDESCBC', 'PBESv2SHA256AndAES256CBC']) {
		for (const digest of ['SHA1', 'SHA256', 'SHA384', 'SHA512']) {
			for (const rounds of ['1', '20000']) {
				for (const passphrase of passphrases.filter((one) => one !== '')) {
					const options = [scheme, digest, rounds, passphrase];
					const file = {
						...base,
						format: 'pfx',
						tool: 'python3-cryptography',
						passphrase,
					} as const;
					yield { ...file, name: options.join(' '), make: () => runPython(options) };
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
