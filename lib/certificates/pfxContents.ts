import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { asn1 } from 'node-forge';

import { pfxBags, readBer, type Forge } from './pfxBags';

export interface PfxContents {
	certificates: X509Certificate[];
	/** Of as many keys as the file holds; read when called. */
	privateKeys: Array<() => KeyObject>;
}

/**
 * Opens a PFX file whose integrity and passphrase OpenSSL has already approved; node:crypto has no way to hand out its
 * contents. `checkMac`: let node-forge check the integrity, too. Throws whatever node-forge throws: not for the operator's eyes.
 */
export function pfxContents(pfx: Buffer, passphrase: string, checkMac = false): PfxContents {
	// Loading it takes longer than everything else here, and few credentials hold a PFX.
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, without a promise
	const forge = require('node-forge') as Forge;
	if (checkMac) assertMac(forge, pfx, passphrase);
	const { certificates, keys } = pfxBags(forge, pfx, passphrase);
	return {
		certificates: certificates.map((der) => new X509Certificate(der)),
		privateKeys: keys.map(
			(key) => () => createPrivateKey({ key: key(), format: 'der', type: 'pkcs8' }),
		),
	};
}

/** node-forge decrypts the file, too, and takes the passphrase in one encoding for both. */
function assertMac(forge: Forge, pfx: Buffer, passphrase: string): void {
	const open = (encoded: string) => {
		const structure = readBer(forge, pfx);
		if ((structure.value as asn1.Asn1[]).length !== 3) throw new TypeError('No MAC');
		forge.pkcs12.pkcs12FromAsn1(structure, encoded);
	};
	try {
		open(Buffer.from(passphrase, 'utf8').toString('latin1'));
	} catch {
		open(passphrase);
	}
}
