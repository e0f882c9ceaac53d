import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { asn1, pkcs12 } from 'node-forge';

export interface PfxContents {
	certificates: X509Certificate[];
	privateKey: KeyObject;
}

type Forge = typeof import('node-forge');

/**
 * Opens a PFX file whose integrity and passphrase OpenSSL has already approved; node:crypto has no way to hand out its
 * contents. Throws whatever node-forge throws: not for the operator's eyes.
 */
export function pfxContents(pfx: Buffer, passphrase: string): PfxContents {
	// Loading it takes longer than everything else here, and few credentials hold a PFX.
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, without a promise
	const forge = require('node-forge') as Forge;
	const bags = openBags(forge, pfx, passphrase);
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
function openBags(forge: Forge, pfx: Buffer, passphrase: string): pkcs12.Bag[] {
	const utf8 = Buffer.from(passphrase, 'utf8').toString('latin1');
	try {
		return openWith(forge, pfx, utf8);
	} catch {
		return openWith(forge, pfx, passphrase);
	}
}

function openWith(forge: Forge, pfx: Buffer, passphrase: string): pkcs12.Bag[] {
	const structure = forge.asn1.fromDer(pfx.toString('latin1'));
	// Without macData, the third member: OpenSSL has checked it, and it knows more algorithms.
	(structure.value as asn1.Asn1[]).length = 2;
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
