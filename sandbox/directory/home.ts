import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { daysAfter } from '../data/days';
import { expiringTransport, newContents, type Contents, type Tpp } from './contents';
import { kidOf } from './keys';
import { paths } from './paths';

/** The files of the directory. They are the same at every start, so a credential made from them remains valid. */
export interface Home {
	/** Path of the home directory. */
	directory: string;
	ca: string;
	server: { certificate: string; key: string };
	transport: { certificate: string; key: string };
	signing: { certificate: string; key: string };
	/** Signs software statements. */
	directoryKey: KeyObject;
	/** Signs the tokens of the banks' authorization servers. */
	bankKey: KeyObject;
	tpp: Tpp;
}

/** Reads the home directory. Creates its files when one is missing or no longer valid. */
export async function openHome(directory: string): Promise<Home> {
	const contents = readContents(directory) ?? (await createContents(directory));
	// Issued at every start, so that it always has the same number of days left.
	writeHomeFile(directory, 'tpp/transport-expiring.pem', expiringTransport(contents));
	return {
		directory,
		ca: contents.ca,
		server: { certificate: contents.server, key: contents.serverKey },
		transport: { certificate: contents.transport, key: contents.transportKey },
		signing: { certificate: contents.signing, key: contents.signingKey },
		directoryKey: createPrivateKey(contents.directoryKey),
		bankKey: createPrivateKey(contents.bankKey),
		tpp: JSON.parse(contents.tpp) as Tpp,
	};
}

/** Writes a file below the home directory. Only the owner can read files that end in `.key`. */
export function writeHomeFile(directory: string, path: string, content: string): void {
	const file = join(directory, path);
	const mode = path.endsWith('.key') ? 0o600 : 0o644;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, content, { mode });
	chmodSync(file, mode);
}

function readContents(directory: string): Contents | undefined {
	try {
		const entries = Object.entries(paths).map(([name, path]) => [
			name,
			readFileSync(join(directory, path), 'utf8'),
		]);
		const contents = Object.fromEntries(entries) as Contents;
		return isUsable(contents) ? contents : undefined;
	} catch {
		return undefined;
	}
}

function isUsable(contents: Contents): boolean {
	const ca = new X509Certificate(contents.ca);
	const identities = [
		[contents.ca, contents.caKey],
		[contents.server, contents.serverKey],
		[contents.transport, contents.transportKey],
		[contents.signing, contents.signingKey],
	] as const;
	const tpp = JSON.parse(contents.tpp) as Tpp;
	return (
		identities.every(([certificate, key]) =>
			isUsableIdentity(new X509Certificate(certificate), key, ca),
		) && tpp.kid === kidOf(createPrivateKey(contents.signingKey))
	);
}

function isUsableIdentity(certificate: X509Certificate, key: string, ca: X509Certificate): boolean {
	const isValidTomorrow = new Date(certificate.validTo) > daysAfter(new Date(), 1);
	return (
		isValidTomorrow &&
		certificate.checkPrivateKey(createPrivateKey(key)) &&
		certificate.verify(ca.publicKey)
	);
}

async function createContents(directory: string): Promise<Contents> {
	const contents = await newContents();
	for (const [name, path] of Object.entries(paths)) {
		writeHomeFile(directory, path, contents[name as keyof Contents]);
	}
	return contents;
}
