import type { X509Certificate } from 'node:crypto';

import { ConfigurationError, fieldError } from '../errors';
import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import type { Identity, IdentityReferences } from '../tpp';
import { chainOf } from './chain';
import { identityCache } from './limits';
import { readPemIdentity, type PemFields } from './pemIdentity';
import { readPfx } from './pfx';
import { foreignKey, pfxError } from './pfxErrors';
import { assertSupportedKey } from './privateKey';
import { mostValid } from './validity';

/** The pasted texts: certificate and key as PEM, or both in one PFX file as base64. */
export interface IdentityFields extends PemFields {
	pfx?: string;
}

/** Where the texts come from, and the time at which the certificate is chosen. */
export interface IdentityContext {
	references: IdentityReferences;
	now: Date;
}

/**
 * Reads a certificate with its private key, from the PFX if there is one, otherwise from PEM. Of several certificates for the
 * key, it takes one that is valid at `now`. The event loop is not blocked by the derivation of keys from passphrases.
 *
 * @throws ConfigurationError that names the field to fix, for texts that are missing, swapped, damaged, do not belong together
 * or are of a kind that banks do not accept. Messages never contain pasted text.
 */
export async function readIdentity(
	fields: IdentityFields,
	context: IdentityContext,
): Promise<Identity> {
	const key = jsonHash(fields, context.references);
	const outcome = await outcomes.get(key, () => parse(fields, context));
	if (outcome instanceof ConfigurationError) throw outcome;
	return outcome;
}

/** Refusals are kept, too: anybody can make a trigger read its credential again and again. */
const outcomes = createCache<Identity | ConfigurationError>(identityCache.entries);

async function parse(fields: IdentityFields, context: IdentityContext) {
	const expires = context.now.getTime() + identityCache.milliseconds;
	try {
		const value = await parseIdentity(fields, context);
		return { value, expires: Math.min(expires, nextChange(value.certificate, context.now)) };
	} catch (error) {
		if (error instanceof ConfigurationError) return { value: error, expires };
		throw error;
	}
}

/** Returns when another certificate for the key may be the better choice. */
function nextChange({ validTo }: X509Certificate, now: Date): number {
	const end = Date.parse(validTo);
	return end > now.getTime() ? end : Infinity;
}

async function parseIdentity(
	fields: IdentityFields,
	{ references, now }: IdentityContext,
): Promise<Identity> {
	const isPfx = Boolean(fields.pfx?.trim());
	const { certificates, privateKey } = isPfx
		? await readPfx(fields.pfx!, fields.passphrase, references)
		: await readPemIdentity(fields, references);
	assertSupportedKey(privateKey, isPfx ? references.pfx : references.key);
	const candidates = certificates.filter((candidate) => candidate.checkPrivateKey(privateKey));
	const certificate = mostValid(candidates, now);
	if (!certificate) throw isPfx ? pfxError(foreignKey, references) : keyMismatch(references);
	const chain = chainOf(certificate, certificates);
	return { certificate, chainPem: chain.map(String).join(''), privateKey, references };
}

const keyMismatch = ({ key }: IdentityReferences): ConfigurationError =>
	fieldError(
		'The private key does not belong to the certificate. Paste the key that the certificate was requested with.',
		key,
	);
