import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { asn1, pkcs12 } from 'node-forge';

export interface PfxContents {
	certificates: X509Certificate[];
	privateKey: KeyObject;
}

type Forge = typeof import('node-forge');

/**
 * Opens a PFX file whose integrity and passphrase OpenSSL has already approved; node:crypto has no way to hand out its
 * contents. `checkMac`: let node-forge check the integrity, too. Throws whatever node-forge throws: not for the operator's eyes.
 */
export function pfxContents(pfx: Buffer, passphrase: string, checkMac = false): PfxContents {
	// Loading it takes longer than everything else here, and few credentials hold a PFX.
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, without a promise
	const forge = require('node-forge') as Forge;
	const bags = openBags(passphrase, (encoded) =>
		openWith(forge, { pfx, passphrase: encoded, checkMac }),
	);
	const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids;
	const key = bags.find(({ type }) => type === keyBag || type === pkcs8ShroudedKeyBag);
	if (!key) throw new Error('No key bag');
	return {
		certificates: bags
			.filter(({ type }) => type === certBag)
			.map((bag) => new X509Certificate(certificateDer(forge, bag))),
		privateKey: createPrivateKey({ key: keyDer(forge, key), format: 'der', type: 'pkcs8' }),
	};
}

/** PBES2 takes the passphrase as UTF-8 (RFC 8018 §3), the older schemes as UTF-16 (RFC 7292 §B.1). */
function openBags(passphrase: string, open: (passphrase: string) => pkcs12.Bag[]): pkcs12.Bag[] {
	const utf8 = Buffer.from(passphrase, 'utf8').toString('latin1');
	try {
		return open(utf8);
	} catch {
		return open(passphrase);
	}
}

interface Opening {
	pfx: Buffer;
	passphrase: string;
	checkMac: boolean;
}

function openWith(forge: Forge, { pfx, passphrase, checkMac }: Opening): pkcs12.Bag[] {
	const structure = forge.asn1.fromDer(pfx.toString('latin1'));
	const members = structure.value as asn1.Asn1[];
	// macData is the third member. OpenSSL has checked it, and it knows more algorithms.
	if (!checkMac) members.length = 2;
	else if (members.length !== 3) throw new Error('No MAC');
	return forge.pkcs12
		.pkcs12FromAsn1(structure, passphrase)
		.safeContents.flatMap(({ safeBags }) => safeBags);
}

/** node-forge leaves as ASN.1 what is not RSA. */
function certificateDer(forge: Forge, { cert, asn1 }: pkcs12.Bag): Buffer {
	return toDer(forge, cert ? forge.pki.certificateToAsn1(cert) : asn1);
}

function keyDer(forge: Forge, { key, asn1 }: pkcs12.Bag): Buffer {
	const { privateKeyToAsn1, wrapRsaPrivateKey } = forge.pki;
	return toDer(forge, key ? wrapRsaPrivateKey(privateKeyToAsn1(key)) : asn1);
}

function toDer(forge: Forge, structure: asn1.Asn1): Buffer {
	return Buffer.from(forge.asn1.toDer(structure).getBytes(), 'latin1');
}
