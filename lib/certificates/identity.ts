import type { KeyObject, X509Certificate } from 'node:crypto';

import { ConfigurationError, fieldError, type FieldReference } from '../errors';
import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import type { Identity, IdentityReferences } from '../tpp';
import { chainOf } from './chain';
import { contentName, readPem, type PemBlock } from './pem';
import { readPfx } from './pfx';
import { foreignKey, pfxError } from './pfxErrors';
import { assertSupportedKey, readPrivateKey } from './privateKey';
import { hasCertificates, readCertificates } from './readCertificates';
import { mostValid } from './validity';

/** How many identities and refusals are kept, and for how long, so that nothing is derived for every request. */
const identityCache = { entries: 200, milliseconds: 60 * 60 * 1000 } as const;

/** The pasted PEM: certificate with its chain, and private key. */
interface PemFields {
	certificate?: string;
	key?: string;
	passphrase?: string;
}

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

/** Returns certificates and private key of the PEM fields, in the order of the text. Errors like `readIdentity`. */
async function readPemIdentity(
	fields: PemFields,
	references: IdentityReferences,
): Promise<{ certificates: X509Certificate[]; privateKey: KeyObject }> {
	const certificate = readField(fields.certificate, references.certificate);
	const key = readField(fields.key, references.key);
	if (certificate.every(isPrivateKey) && key.every(hasCertificates)) {
		throw fieldError('The certificate and the private key are swapped.', references.certificate);
	}
	return {
		certificates: readCertificates(
			certificatesOnly(certificate, references),
			references.certificate,
		),
		privateKey: await readPrivateKey(
			onlyPrivateKey(key, references),
			fields.passphrase,
			references,
		),
	};
}

function readField(text: string | undefined, field: FieldReference): PemBlock[] {
	if (!text?.trim())
		throw fieldError('The field is empty. Paste the PEM, or use a PFX file.', field);
	return readPem(text, field);
}

function certificatesOnly(blocks: PemBlock[], references: IdentityReferences): PemBlock[] {
	const other = blocks.find((block) => !hasCertificates(block));
	if (!other) return blocks;
	throw fieldError(
		`There is ${contentName(other)} where a certificate belongs. ${adviceFor(other)}`,
		references.certificate,
	);
}

/** Returns the only private key. OpenSSL and Windows write certificates and EC parameters beside it. */
function onlyPrivateKey(blocks: PemBlock[], references: IdentityReferences): PemBlock {
	const [key, ...others] = blocks.filter(isPrivateKey);
	if (!key) {
		throw fieldError(
			`There is ${contentName(blocks[0]!)} where the private key belongs. Paste the key that the certificate was requested with.`,
			references.key,
		);
	}
	if (others.length > 0) {
		throw fieldError('There are several private keys. Paste only one.', references.key);
	}
	return key;
}

/** How to get to the certificate, by the label of what was pasted instead. */
const certificateAdvice: Record<string, string> = {
	'CERTIFICATE REQUEST': 'Paste the certificate that was issued for it.',
	'PUBLIC KEY': 'Paste the certificate that contains it.',
	'RSA PUBLIC KEY': 'Paste the certificate that contains it.',
	PKCS12: 'Choose the format PFX and paste it there.',
};

function adviceFor(block: PemBlock): string {
	if (isPrivateKey(block)) return 'Paste the key into the field for the private key.';
	return certificateAdvice[block.label] ?? 'Paste only certificates here.';
}

function isPrivateKey({ label }: PemBlock): boolean {
	return label.endsWith('PRIVATE KEY');
}
