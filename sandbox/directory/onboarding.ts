import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeHomeFile, type Home } from './home';

/** What a bank hands over that registers TPPs by e-mail. */
export interface Onboarded {
	clientId: string;
	clientSecret: string;
}

/** The TPP's client at a bank: made once, and the same from start to start. */
export function onboardedClient({ directory }: Home, bank: string): Onboarded {
	const path = `bank/${bank}-client.key`;
	try {
		return JSON.parse(readFileSync(join(directory, path), 'utf8')) as Onboarded;
	} catch {
		const client = {
			clientId: randomUUID(),
			clientSecret: randomBytes(24).toString('base64url'),
		};
		writeHomeFile(directory, path, `${JSON.stringify(client)}\n`);
		return client;
	}
}
