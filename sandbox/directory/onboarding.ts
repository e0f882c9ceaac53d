import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeHomeFile, type Home } from './home';

/** The client that a bank creates when a TPP registers by email. */
export interface OnboardedClient {
	clientId: string;
	clientSecret: string;
}

/** Returns the TPP's client at a bank. It is created once and kept in the home directory. */
export function onboardedClient({ directory }: Home, bank: string): OnboardedClient {
	const path = `bank/${bank}-client.key`;
	try {
		return JSON.parse(readFileSync(join(directory, path), 'utf8')) as OnboardedClient;
	} catch {
		const client = {
			clientId: randomUUID(),
			clientSecret: randomBytes(24).toString('base64url'),
		};
		writeHomeFile(directory, path, `${JSON.stringify(client)}\n`);
		return client;
	}
}
