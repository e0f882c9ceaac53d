import { createPrivateKey, randomInt, type KeyObject } from 'node:crypto';

import {
	extensionsOf,
	issueCertificate,
	subjectOf,
	type Issuer,
	type Subject,
} from './certificates';
import { kidOf, newRsaKey, privateKeyPem } from './keys';
import type { paths } from './paths';

/** Identifiers of the TPP in the embedded directory. */
export interface Tpp {
	softwareId: string;
	organisationId: string;
	kid: string;
	redirectUris: string[];
	organisationName: string;
}

/** Text of each file. */
export type Contents = Record<keyof typeof paths, string>;

/** Creates all keys and certificates and the TPP. */
export async function newContents(): Promise<Contents> {
	const [ca, server, transport, signing, directoryKey, bankKey] = await Promise.all([
		newRsaKey(),
		newRsaKey(),
		newRsaKey(),
		newRsaKey(),
		newRsaKey(),
		newRsaKey(),
	] as const);
	const tpp = newTpp(kidOf(signing));
	const authority = authorityWith(ca);
	const holder = holderOf(tpp);
	const order = (subject: typeof holder, key: KeyObject, extensions: object[]) =>
		issueCertificate({ subject, key, extensions, days: 825 }, authority);
	return {
		ca: order(authority.subject, ca, extensionsOf.authority()),
		server: order(subjectOf('localhost', 'Open Banking Sandbox'), server, extensionsOf.server()),
		transport: order(holder, transport, extensionsOf.obwac()),
		signing: order(holder, signing, extensionsOf.obseal()),
		caKey: privateKeyPem(ca),
		serverKey: privateKeyPem(server),
		transportKey: privateKeyPem(transport),
		signingKey: privateKeyPem(signing),
		encryptedSigningKey: privateKeyPem(signing, 'secret'),
		directoryKey: privateKeyPem(directoryKey),
		bankKey: privateKeyPem(bankKey),
		tpp: `${JSON.stringify(tpp, undefined, '\t')}\n`,
	};
}

/** Issues a transport certificate that expires sooner than some banks accept. */
export function expiringTransport({ caKey, transportKey, tpp }: Contents): string {
	const [ca, key] = [createPrivateKey(caKey), createPrivateKey(transportKey)];
	const extensions = extensionsOf.obwac();
	const subject = holderOf(JSON.parse(tpp) as Tpp);
	return issueCertificate({ subject, key, extensions, days: 60 }, authorityWith(ca));
}

function authorityWith(key: KeyObject): Issuer {
	const subject = subjectOf('Sandbox Issuing CA', 'Open Banking Sandbox', 'PSDGB-OB-SANDBOX');
	return { subject, key };
}

function holderOf({ organisationId, organisationName }: Tpp): Subject {
	return subjectOf(organisationId, organisationName, `PSDGB-OB-Unknown${organisationId}`);
}

function newTpp(kid: string): Tpp {
	return {
		softwareId: randomText(22),
		organisationId: `0015800${randomText(11)}`,
		kid,
		redirectUris: [
			'https://n8n.example.com/webhook/open-banking',
			'https://n8n.example.com/webhook-test/open-banking',
			// Monese's guide, 2.1
			'https://app.getpostman.com/oauth2/callback',
		],
		organisationName: 'Example TPP Ltd',
	};
}

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomText(length: number): string {
	return Array.from({ length }, () => base62[randomInt(base62.length)]).join('');
}
