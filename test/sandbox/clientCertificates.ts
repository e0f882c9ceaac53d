import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { extensionsOf, issueCertificate, subjectOf } from '../../sandbox/directory/certificates';
import { newRsaKey, privateKeyPem } from '../../sandbox/directory/keys';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';

export interface ClientCertificate {
	/** The directory, the TPP itself, or an authority that has the directory's name and another key. */
	issuer?: 'directory' | 'itself' | 'namesake';
	kind?: 'obwac' | 'obseal';
	days?: number;
}

/** A new certificate with its key, to connect with. */
export async function clientCertificate(bank: EmbeddedBank, options: ClientCertificate = {}) {
	const { issuer = 'directory', kind = 'obwac', days = 365 } = options;
	const key = await newRsaKey();
	const holder = subjectOf('TPP', 'TPP Ltd');
	const authority = subjectOf('Sandbox Issuing CA', 'Open Banking Sandbox', 'PSDGB-OB-SANDBOX');
	const issuers = {
		directory: async () => ({ subject: authority, key: authorityKey(bank) }),
		itself: async () => ({ subject: holder, key }),
		namesake: async () => ({ subject: authority, key: await newRsaKey() }),
	};
	const order = { subject: holder, key, extensions: extensionsOf[kind](), days };
	return { cert: issueCertificate(order, await issuers[issuer]()), key: privateKeyPem(key) };
}

/** A new self-signed certificate with its key, to sign with. */
export async function selfSignedCertificate() {
	const key = await newRsaKey();
	const subject = subjectOf('TPP', 'TPP Ltd');
	const order = { subject, key, extensions: extensionsOf.obseal(), days: 365 };
	return { cert: issueCertificate(order, { subject, key }), key: privateKeyPem(key) };
}

function authorityKey({ home }: EmbeddedBank) {
	return createPrivateKey(readFileSync(join(home, 'bank/ca.key')));
}
