import type { Command } from '../../test/certificates/tools';
import { base, made, passphrases, type Planned } from './file';

const legacy = ['-provider', 'legacy', '-provider', 'default'];
const names = ['own', 'Zertifikat für Ärger', ''];

/**
 * Yields the files of OpenSSL. Its algorithms are combined with each other. Iterations and passphrases take turns, or are
 * combined, too, if `isFull`.
 */
export function* opensslFiles(isFull: boolean): Generator<Planned> {
	yield* opensslPfxFiles(isFull);
	yield* opensslKeys();
	yield* otherFiles();
}

const everyPair = ['1', '2048', '100000'].flatMap((iterations) =>
	passphrases.map((passphrase) => [iterations, passphrase] as const),
);

function* opensslPfxFiles(isFull: boolean): Generator<Planned> {
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

function* opensslKeys(): Generator<Planned> {
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

function* otherFiles(): Generator<Planned> {
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
