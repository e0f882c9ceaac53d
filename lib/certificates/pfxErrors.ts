import { createSecureContext } from 'node:tls';

import { ConfigurationError } from '../errors';
import type { IdentityLabels } from './identity';

/** Why a PFX file cannot be used. */
export interface Refusal {
	field: 'pfx' | 'passphrase';
	message: (labels: IdentityLabels) => string;
	/** How far OpenSSL came; absent: it did not get past the integrity of the file. */
	stage?: 'decryption' | 'contents';
}

export const notBase64: Refusal = {
	field: 'pfx',
	message: ({ pfx }) => `${pfx} is not base64. Paste the output of "base64 -w0 file.pfx".`,
};

const notPfx: Refusal = {
	field: 'pfx',
	message: ({ pfx }) =>
		`${pfx} is no PFX file, or it is damaged. Paste the output of "base64 -w0 file.pfx".`,
};

const withOpenSsl =
	'"openssl pkcs12 -legacy -in old.pfx -nodes -out all.pem", then "openssl pkcs12 -export -in all.pem -out new.pfx"';
/** `stage` is what OpenSSL says it could not do: the caller has the integrity checked again. */
const outdated: Refusal = {
	field: 'pfx',
	message: ({ pfx }) =>
		`${pfx} is encrypted in a way that OpenSSL 3 no longer reads. Convert it with the node Certificate Tools, ` +
		`operation Convert PFX to PEM, or with ${withOpenSsl}.`,
	stage: 'decryption',
};

export const undecryptable: Refusal = {
	field: 'pfx',
	message: ({ pfx }) =>
		`${pfx} is encrypted in a way that is not read here. Convert it: ${withOpenSsl}.`,
};

export const noKey: Refusal = {
	field: 'pfx',
	message: ({ pfx }) => `${pfx} holds no private key. Export it again, with the key.`,
	stage: 'contents',
};

export const severalKeys: Refusal = {
	field: 'pfx',
	message: ({ pfx }) => `${pfx} holds several private keys. Export it again, with only one.`,
};

export const foreignKey: Refusal = {
	field: 'pfx',
	message: ({ pfx }) =>
		`${pfx} holds no certificate for its key. Export it again, with the certificate.`,
	stage: 'contents',
};

export const noCertificate: Refusal = {
	field: 'pfx',
	message: ({ pfx }) => `${pfx} holds no certificate.`,
};

/** How Node and OpenSSL say no. The first row whose pattern fits counts; what fits none is no PFX. */
const refusals: Array<Refusal & { says: RegExp }> = [
	{
		says: /mac verify failure/,
		field: 'passphrase',
		message: ({ pfx, passphrase }) => `${passphrase} does not open ${pfx}.`,
	},
	{
		says: /mac absent/,
		field: 'pfx',
		message: ({ pfx }) => `${pfx} is not protected by a passphrase. Export it again, with one.`,
	},
	{ says: /unsupported/i, ...outdated },
	{ says: /private key from PFX/, ...noKey },
	{ says: /certificate from PFX/, ...foreignKey },
	{
		says: /key too small/,
		field: 'pfx',
		message: ({ pfx }) =>
			`${pfx} holds a key that is too short. Use RSA of 2048 bits or more, or EC on P-256.`,
		stage: 'contents',
	},
];

/**
 * Why OpenSSL does not take a PFX file; undefined when it does. It alone judges integrity and passphrase: node-forge
 * has accepted forged MACs (CVE-2025-12816).
 */
export function refusedByOpenSsl(options: {
	pfx: Buffer;
	passphrase: string | undefined;
}): Refusal | undefined {
	try {
		createSecureContext(options);
		return undefined;
	} catch (error) {
		return refusals.find(({ says }) => says.test(String(error))) ?? notPfx;
	}
}

/** The refusal with the labels of the fields. */
export function refusal({ field, message }: Refusal, labels: IdentityLabels): ConfigurationError {
	return new ConfigurationError(message(labels), { field: labels[field] });
}
