import type { KeyObject, X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { chainOf } from './certificateChain';
import { readPemPair } from './pemPair';
import { readPfx, uncertified } from './pfx';
import { assertSupportedKey } from './privateKey';

/** What the operator pasted: certificate and key as PEM, or both in one PFX file in base64. */
export interface IdentityFields {
	certificate?: string;
	key?: string;
	passphrase?: string;
	pfx?: string;
}

/** The fields as n8n shows them, for error messages. */
export interface IdentityLabels {
	certificate: string;
	key: string;
	passphrase: string;
	pfx: string;
}

export interface Identity {
	certificate: X509Certificate;
	/** PEM: `certificate` first, then each one's issuer as far as they were given. */
	chainPem: string;
	privateKey: KeyObject;
	/** Where it came from. */
	labels: IdentityLabels;
}

/**
 * A certificate with its private key, from the PFX when there is one, else from PEM. `openPfx` may be the reader that also
 * takes outdated files.
 *
 * @throws ConfigurationError that names the field to mend, when something is missing, misplaced, unreadable, does not
 * belong together or is of a kind that no bank takes. No message holds what was pasted.
 */
export function readIdentity(
	fields: IdentityFields,
	labels: IdentityLabels,
	openPfx = readPfx,
): Identity {
	const isPfx = Boolean(fields.pfx?.trim());
	const { certificates, privateKey } = isPfx
		? openPfx(fields.pfx!, fields.passphrase, labels)
		: readPemPair(fields, labels);
	assertSupportedKey(privateKey, isPfx ? labels.pfx : labels.key);
	const certificate = certificates.find((candidate) => candidate.checkPrivateKey(privateKey));
	if (!certificate) throw isPfx ? uncertified(labels) : foreignKey(labels);
	const chain = chainOf(certificate, certificates);
	return { certificate, chainPem: chain.map(String).join(''), privateKey, labels };
}

function foreignKey({ key, certificate }: IdentityLabels): ConfigurationError {
	return new ConfigurationError(
		`${key} does not belong to ${certificate}. Paste the key that the certificate was requested with.`,
		{ field: key },
	);
}
