import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expiringTransport, newContents, paths, type Contents, type Tpp } from './contents';
import { kidOf } from './keys';

/** What the directory has on disk: the same from start to start, so that what was made from it goes on working. */
export interface Home {
	directory: string;
	ca: string;
	server: { certificate: string; key: string };
	transport: { certificate: string; key: string };
	signing: { certificate: string; key: string };
	/** Signs software statements. */
	directoryKey: KeyObject;
	/** Signs what the banks' authorization servers issue. */
	bankKey: KeyObject;
	tpp: Tpp;
}

export async function openHome(directory: string): Promise<Home> {
	const contents = readContents(directory) ?? (await createContents(directory));
	// Issued anew at every start, so that it always has the same time left.
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
	const pairs = [
		[contents.ca, contents.caKey],
		[contents.server, contents.serverKey],
		[contents.transport, contents.transportKey],
		[contents.signing, contents.signingKey],
	] as const;
	const tpp = JSON.parse(contents.tpp) as Tpp;
	return (
		pairs.every(([certificate, key]) => isValidPair(new X509Certificate(certificate), key, ca)) &&
		tpp.kid === kidOf(createPrivateKey(contents.signingKey))
	);
}

function isValidPair(certificate: X509Certificate, key: string, ca: X509Certificate): boolean {
	const lastsADay = Date.parse(certificate.validTo) > Date.now() + 86_400_000;
	return (
		lastsADay &&
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
