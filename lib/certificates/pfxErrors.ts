import { fieldError, type ConfigurationError } from '../errors';
import type { IdentityReferences } from '../tpp';
import { maxIterations } from './passwordEncryption';

/** Why a PFX file cannot be used. */
export interface PfxProblem {
	field: 'pfx' | 'passphrase';
	message: string;
	/** What to do with a pasted text. */
	pasteAdvice?: string;
	/** What to do with a file. */
	fileAdvice?: string;
}

const pasteAdvice = 'Paste the output of "openssl base64 -A -in file.pfx".';
const fileAdvice = 'Choose a .pfx or .p12 file.';

export const notBase64: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file is not base64.',
	pasteAdvice,
	fileAdvice,
};

export const damaged: PfxProblem = {
	field: 'pfx',
	message: 'This is not a PFX file, or it is damaged.',
	pasteAdvice,
	fileAdvice: 'Export it again, and transfer it as a binary file.',
};

/** @param content in words, such as "a certificate" */
export const otherContent = (content: string, advice: string): PfxProblem => ({
	field: 'pfx',
	message: `There is ${content} where a PFX file belongs. ${advice}`,
});

export const wrongPassphrase: PfxProblem = {
	field: 'passphrase',
	message: 'The passphrase does not open the PFX file.',
};

const withOpenSsl =
	'"openssl pkcs12 -legacy -in old.pfx -nodes -out all.pem", then "openssl pkcs12 -export -in all.pem -out new.pfx"';

/** @param name the algorithm, or its OID */
export const unsupportedEncryption = (name: string): PfxProblem => ({
	field: 'pfx',
	message: `The PFX file is protected with ${name}, which is not supported. Convert it: ${withOpenSsl}.`,
});

/** A function: the first formatted number of a process takes 12 ms, which must not delay the loading of the nodes. */
export const tooManyIterations = (): PfxProblem => ({
	field: 'pfx',
	message:
		`The PFX file needs more than ${maxIterations.toLocaleString('en')} iterations to open, which is the limit. ` +
		'Export it again with fewer, for example with "openssl pkcs12 -export -iter 100000".',
});

export const noKey: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file contains no private key. Export it again with the key.',
};

export const severalKeys: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file contains several private keys. Export it again with only one.',
};

export const foreignKey: PfxProblem = {
	field: 'pfx',
	message:
		'The PFX file contains no certificate for its key. Export it again with the certificate.',
};

export const otherKeyPassphrase: PfxProblem = {
	field: 'pfx',
	message:
		'The private key in the PFX file has another passphrase than the file. Export it again with the same passphrase for both.',
};

export const unreadableKey: PfxProblem = {
	field: 'pfx',
	message: 'The private key in the PFX file is damaged, or of a kind that OpenSSL does not read.',
};

export const damagedCertificate: PfxProblem = {
	field: 'pfx',
	message: 'A certificate in the PFX file is damaged. Export the file again.',
};

export const noCertificate: PfxProblem = {
	field: 'pfx',
	message: 'The PFX file contains no certificate.',
};

/** Returns the error for a PFX file, with the field that it was entered in. */
export function pfxError(problem: PfxProblem, references: IdentityReferences): ConfigurationError {
	const advice = references.isFile ? problem.fileAdvice : problem.pasteAdvice;
	const message = [problem.message, advice].filter(Boolean).join(' ');
	return fieldError(message, references[problem.field]);
}
