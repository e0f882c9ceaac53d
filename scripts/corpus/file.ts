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

/** A file of the corpus, which `makeFile` makes. */
export interface Planned extends Omit<CorpusFile, 'bytes'> {
	make: () => Buffer;
}

/** A file that a tool did not make, such as for options that its version does not have. */
export interface NotMade extends Pick<CorpusFile, 'tool' | 'name'> {
	reason: string;
}

const authority = aCertificateAuthority();
const leaf = aCertificate({ issuer: authority });
const key = leaf.keyPem;
const certificates = [leaf.certificatePem, authority.certificatePem];
/** The files that the tools read. */
export const sources = {
	'key.pem': key,
	'leaf.pem': leaf.certificatePem,
	'ca.pem': authority.certificatePem,
	'all.pem': key + authority.certificatePem + leaf.certificatePem,
};
export const base = { key, certificates, passphrase: 'a passphrase' } as const;
export const passphrases = ['a passphrase', '', 'pässwørd €😀'];

/** Yields a file that is what commands write to `out`. */
export function* made(file: Omit<CorpusFile, 'bytes'>, commands: Command[]): Generator<Planned> {
	yield { ...file, make: () => written('out', commands, sources) };
}

export function makeFile({ make, ...file }: Planned): CorpusFile | NotMade {
	try {
		return { ...file, bytes: make() };
	} catch (thrown) {
		const [reason = ''] = String(thrown).split('\n');
		// The command repeats the name of the file.
		return { tool: file.tool, name: file.name, reason: reason.replace(/^.* failed: /, '') };
	}
}
