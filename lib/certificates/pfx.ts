import { createSecureContext } from 'node:tls';

import { ConfigurationError } from '../errors';
import { decodeBase64 } from './base64';
import type { IdentityLabels } from './identity';
import { pfxContents, type PfxContents } from './pfxContents';

/**
 * Certificates and private key of a PFX file (PKCS#12, RFC 7292) in base64.
 *
 * @throws ConfigurationError for what OpenSSL does not take: damaged, wrong passphrase, outdated encryption, no key or
 * no certificate in it
 */
export function readPfx(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): PfxContents {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused) throw refusal(refused, labels);
	return contentsOf(pfx, { passphrase }, labels);
}

/**
 * The same, and also of files whose encryption OpenSSL 3 no longer reads (RC2, as Windows and older tools write it), in
 * order to convert them. OpenSSL checks the MAC before it finds that out; node-forge checks it again.
 *
 * @throws ConfigurationError like `readPfx`
 */
export function readOutdatedPfx(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): PfxContents {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused && refused.message !== outdated.message) throw refusal(refused, labels);
	return contentsOf(pfx, { passphrase, checkMac: refused !== undefined }, labels);
}

function decode(text: string, labels: IdentityLabels): Buffer {
	const pfx = decodeBase64(withoutWrapping(text));
	if (!pfx) throw refusal(notBase64, labels);
	return pfx;
}

function contentsOf(
	pfx: Buffer,
	{ passphrase = '', checkMac = false }: { passphrase?: string; checkMac?: boolean },
	labels: IdentityLabels,
): PfxContents {
	try {
		return pfxContents(pfx, passphrase, checkMac);
	} catch {
		throw refusal(outdated, labels);
	}
}

interface Refusal {
	field: 'pfx' | 'passphrase';
	message: (labels: IdentityLabels) => string;
}

const notBase64: Refusal = {
	field: 'pfx',
	message: ({ pfx }) => `${pfx} is not base64. Paste the output of "base64 -w0 file.pfx".`,
};
const notPfx: Refusal = {
	field: 'pfx',
	message: ({ pfx }) =>
		`${pfx} is no PFX file, or it is damaged. Paste the output of "base64 -w0 file.pfx".`,
};
const outdated: Refusal = {
	field: 'pfx',
	message: ({ pfx }) =>
		`${pfx} is encrypted in a way that OpenSSL 3 no longer reads. Convert it: ` +
		'"openssl pkcs12 -legacy -in old.pfx -nodes -out all.pem", then "openssl pkcs12 -export -in all.pem -out new.pfx".',
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
	{
		says: /private key from PFX/,
		field: 'pfx',
		message: ({ pfx }) => `${pfx} holds no private key. Export it again, with the key.`,
	},
	{
		says: /certificate from PFX/,
		field: 'pfx',
		message: ({ pfx }) =>
			`${pfx} holds no certificate for its key. Export it again, with the certificate.`,
	},
	{
		says: /key too small/,
		field: 'pfx',
		message: ({ pfx }) =>
			`${pfx} holds a key that is too short. Use RSA of 2048 bits or more, or EC on P-256.`,
	},
];

/** OpenSSL alone judges integrity and passphrase: node-forge has accepted forged MACs (CVE-2025-12816). */
function refusedByOpenSsl(options: {
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

function refusal({ field, message }: Refusal, labels: IdentityLabels): ConfigurationError {
	return new ConfigurationError(message(labels), { field: labels[field] });
}

/** A data URL, or PEM armour, as some tools put around the base64. */
function withoutWrapping(text: string): string {
	return text.replace(/^\s*data:[^,]*,/, '').replace(/-----[A-Z0-9 ]+-----/g, '');
}
