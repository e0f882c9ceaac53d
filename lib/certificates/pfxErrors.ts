import { createSecureContext } from 'node:tls';

import { fieldError, type ConfigurationError, type Suggestion } from '../errors';
import type { IdentityReferences } from '../tpp';

/** Why a PFX file cannot be used. */
export interface PfxProblem {
	field: 'pfx' | 'passphrase';
	message: string;
	suggestion?: Suggestion;
	/** The stage at which OpenSSL failed. Absent: at the integrity of the file. */
	stage?: 'decryption' | 'contents';
}

export const notBase64: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file is not base64. Paste the output of "base64 -w0 file.pfx".',
};

const notPfx: PfxProblem = {
	field: 'pfx',
	message: 'This is not a PFX file, or it is damaged. Paste the output of "base64 -w0 file.pfx".',
};

const withOpenSsl =
	'"openssl pkcs12 -legacy -in old.pfx -nodes -out all.pem", then "openssl pkcs12 -export -in all.pem -out new.pfx"';

/** OpenSSL fails after it has checked the integrity of the file. */
const outdated: PfxProblem = {
	field: 'pfx',
	message: `The PFX file is encrypted with an outdated algorithm that OpenSSL 3 does not read. Convert it: ${withOpenSsl}.`,
	suggestion: 'convertPfx',
	stage: 'decryption',
};

export const undecryptable: PfxProblem = {
	field: 'pfx',
	message: `The encryption of the PFX file is not supported. Convert it: ${withOpenSsl}.`,
};

export const noKey: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file contains no private key. Export it again with the key.',
	stage: 'contents',
};

export const severalKeys: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file contains several private keys. Export it again with only one.',
};

export const foreignKey: PfxProblem = {
	field: 'pfx',
	message:
		'The PFX file contains no certificate for its key. Export it again with the certificate.',
	stage: 'contents',
};

export const noCertificate: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file contains no certificate.',
};

/** Errors of Node and OpenSSL. The first row whose pattern matches counts. An unknown error means that it is not a PFX. */
const openSslProblems: Array<PfxProblem & { pattern: RegExp }> = [
	{
		pattern: /mac verify failure/,
		field: 'passphrase',
		message: 'The passphrase does not open the PFX file.',
	},
	{
		pattern: /mac absent/,
		field: 'pfx',
		message: 'The PFX file is not protected by a passphrase. Export it again with one.',
	},
	{ pattern: /unsupported/i, ...outdated },
	{ pattern: /private key from PFX/, ...noKey },
	{ pattern: /certificate from PFX/, ...foreignKey },
	{
		pattern: /key too small/,
		field: 'pfx',
		message: 'The key in the PFX file is too short. Use RSA of 2048 bits or more, or EC on P-256.',
		stage: 'contents',
	},
];

/**
 * Returns why OpenSSL rejects a PFX file, or undefined when it accepts the file. Only OpenSSL decides about integrity and
 * passphrase, because node-forge has accepted forged MACs (CVE-2025-12816).
 */
export function findPfxProblem(options: {
	pfx: Buffer;
	passphrase: string | undefined;
}): PfxProblem | undefined {
	try {
		createSecureContext(options);
		return undefined;
	} catch (error) {
		return openSslProblems.find(({ pattern }) => pattern.test(String(error))) ?? notPfx;
	}
}

/** Returns the error for a PFX file, with the field that it was entered in. */
export const pfxError = (
	{ field, message, suggestion }: PfxProblem,
	references: IdentityReferences,
): ConfigurationError => fieldError(message, references[field], { suggestion });
