import { clearCaches } from '../../lib/expiringCache';
import { pkcs12Keys } from '../../lib/certificates/keyDerivation';
import { readIdentity } from '../../lib/certificates/identity';
import { readPfx, readPfxCertificates } from '../../lib/certificates/pfx';
import { aCertificate } from '../support/certificates';
import { fileReferences, identityReferences } from '../support/identityReferences';
import { asyncRejection } from './rejection';
import { written, type Command } from './tools';

const identity = aCertificate();
const passphrase = 'a passphrase';
const pem = { 'key.pem': identity.keyPem, 'cert.pem': identity.certificatePem };
const references = identityReferences('transport');

const opensslPfx = (...options: string[]): Buffer =>
	written(
		'out.p12',
		[
			[
				'openssl',
				...['pkcs12', '-export', '-inkey', 'key.pem', '-in', 'cert.pem', '-out', 'out.p12'],
				...['-passout', `pass:${passphrase}`, ...options],
			],
		],
		pem,
	);

const gnutlsPfx = (...password: string[]): Buffer => {
	const inputs = ['--load-privkey', 'key.pem', '--load-certificate', 'cert.pem'];
	const outputs = ['--p12-name', 'own', '--outder', '--outfile', 'out.p12'];
	return written('out.p12', [['certtool', '--to-p12', ...inputs, ...outputs, ...password]], pem);
};

const nssPfx = (): Buffer => {
	const commands: Command[] = [
		['certutil', '-N', '-d', 'sql:.', '--empty-password'],
		['pk12util', '-i', 'in.p12', '-d', 'sql:.', '-W', passphrase],
		['pk12util', '-o', 'out.p12', '-n', 'own', '-d', 'sql:.', '-W', passphrase],
	];
	return written('out.p12', commands, { 'in.p12': opensslPfx('-name', 'own') });
};

/** Returns whether the event loop turns 50 times before the promise is settled. */
async function turnsDuring(promise: Promise<unknown>): Promise<boolean> {
	const turns = Array.from({ length: 50 }).reduce<Promise<unknown>>(
		(before) => before.then(() => new Promise(setImmediate)),
		Promise.resolve(),
	);
	return await Promise.race([promise.then(() => false), turns.then(() => true)]);
}

describe('A PEM key that is encrypted with scrypt (RFC 7914)', () => {
	const scryptPem = (n: number) =>
		written(
			'out.pem',
			[
				[
					'openssl',
					...[
						'pkcs8',
						'-topk8',
						'-in',
						'key.pem',
						'-out',
						'out.pem',
						'-passout',
						`pass:${passphrase}`,
					],
					...['-scrypt', '-scrypt_N', String(n)],
				],
			],
			pem,
		).toString();
	const read = (key: string) =>
		readIdentity(
			{ certificate: identity.certificatePem, key, passphrase },
			{ references, now: new Date() },
		);

	it('opens', async () => {
		expect((await read(scryptPem(1024))).privateKey.equals(identity.privateKey)).toBe(true);
	});
});

describe('A PFX file with 600,000 iterations', () => {
	it.each([
		['NSS pk12util', nssPfx],
		['GnuTLS certtool', () => gnutlsPfx('--password', passphrase)],
	])('of %s opens while the event loop turns (K-01)', async (_, make) => {
		const read = readPfx(make().toString('base64'), passphrase, fileReferences);
		expect(await turnsDuring(read)).toBe(true);
		const { certificates, privateKey } = await read;
		expect(certificates.map(String)).toEqual([identity.certificatePem]);
		expect(privateKey.equals(identity.privateKey)).toBe(true);
	});
});

describe('An identity', () => {
	const fields = () => ({
		pfx: gnutlsPfx('--password', passphrase).toString('base64'),
		passphrase,
	});
	const context = { references, now: new Date() };

	it('is parsed once for the same credential (K-01)', async () => {
		const entered = fields();
		const [first, second] = await Promise.all([
			readIdentity(entered, context),
			readIdentity({ ...entered }, context),
		]);
		expect(second).toBe(first);
		expect(await readIdentity({ ...entered }, context)).toBe(first);
		clearCaches();
		expect(await readIdentity(entered, context)).not.toBe(first);
	});

	it('that is refused is parsed once, too (K-01)', async () => {
		const wrong = { ...fields(), passphrase: 'another' };
		const refusals = await Promise.all(
			[1, 2].map(() => readIdentity(wrong, context).catch((error: unknown) => error)),
		);
		expect(refusals[1]).toBe(refusals[0]);
		expect(await readIdentity(wrong, context).catch((error: unknown) => error)).toBe(refusals[0]);
	});

	it('is parsed for each passphrase and each place on its own', async () => {
		const entered = fields();
		await readIdentity(entered, context);
		const wrong = readIdentity({ ...entered, passphrase: 'another' }, context);
		expect((await asyncRejection(wrong)).field).toEqual(references.passphrase);
		const other = { ...context, references: identityReferences('signing') };
		expect((await readIdentity(entered, other)).references).toBe(other.references);
	});
});

describe('A PFX file of certtool', () => {
	it.each([
		['--null-password', 'aes-256', undefined],
		['--null-password', 'aes-256', ''],
		['--empty-password', 'aes-256', ''],
		['--null-password', 'rc2-40', undefined],
		['--empty-password', 'rc2-40', ''],
	])('with %s and %s opens without a passphrase (K-02): %p', async (option, cipher, empty) => {
		const text = gnutlsPfx(option, '--pkcs-cipher', cipher).toString('base64');
		const read = await readPfx(text, empty, fileReferences);
		expect(read.privateKey.equals(identity.privateKey)).toBe(true);
		expect(read.certificates.map(String)).toEqual([identity.certificatePem]);
		expect((await asyncRejection(readPfx(text, 'any', fileReferences))).message).toBe(
			'The passphrase does not open the PFX file.',
		);
	});
});

describe('Iterations', () => {
	it('of 1,000,000 for each part are derived while the event loop turns (F-09)', async () => {
		const text = opensslPfx('-iter', '1000000').toString('base64');
		const read = readPfxCertificates(text, passphrase, fileReferences);
		expect(await turnsDuring(read)).toBe(true);
		expect((await read).map(String)).toEqual([identity.certificatePem]);
	});

	it('of many parts are derived one part after the other, and the event loop turns in between', async () => {
		const parameters = {
			passphrase: Buffer.alloc(2),
			salt: Buffer.alloc(8),
			digest: 'sha1' as const,
			iterations: 1,
			parts: [{ purpose: 1, length: 20 } as const],
		};
		const derivations = Array.from({ length: 60 }, () => pkcs12Keys(parameters));
		expect(await turnsDuring(Promise.all(derivations))).toBe(true);
	});

	/** In the order of the file. */
	const parts = ['certificates', 'key', 'MAC'];

	it.each(parts)('that are too many for the %s are refused (F-09)', async (part) => {
		const pfx = withMoreIterations(opensslPfx('-iter', '70000'), parts.indexOf(part));
		const refused = await asyncRejection(
			readPfx(pfx.toString('base64'), passphrase, fileReferences),
		);
		expect(refused.field).toEqual(fileReferences.pfx);
		expect(refused.message).toBe(
			'The PFX file needs more than 5,000,000 iterations to open, which is the limit. ' +
				'Export it again with fewer, for example with "openssl pkcs12 -export -iter 100000".',
		);
	});

	it('of an encrypted PEM key that are too many are refused (F-09)', async () => {
		const key = written(
			'out.pem',
			[
				[
					'openssl',
					...['pkcs8', '-topk8', '-in', 'key.pem', '-out', 'out.pem'],
					...['-iter', '5000001', '-passout', `pass:${passphrase}`],
				],
			],
			pem,
		).toString();
		const fields = { certificate: identity.certificatePem, key, passphrase };
		const refused = await asyncRejection(readIdentity(fields, { references, now: new Date() }));
		expect(refused.field).toEqual(references.key);
		expect(refused.message).toContain('more than 5,000,000 iterations to decrypt');
	});
});

/** Replaces 70,000 iterations of the file's n-th part by 8,388,607, which have the same length in DER. */
function withMoreIterations(pfx: Buffer, n: number): Buffer {
	const few = Buffer.of(0x02, 3, 0x01, 0x11, 0x70);
	const many = Buffer.of(0x02, 3, 0x7f, 0xff, 0xff);
	const places = [...pfx.keys()].filter((start) =>
		pfx.subarray(start, start + few.length).equals(few),
	);
	expect(places).toHaveLength(3);
	many.copy(pfx, places[n]);
	return pfx;
}
