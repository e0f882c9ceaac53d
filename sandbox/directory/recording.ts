import { createPrivateKey } from 'node:crypto';

import type { Ledger } from '../ledger';
import type { Directory } from './directory';
import type { Home } from './home';
import { privateKeyPem } from './keys';

/** Records the private keys as PEM (PKCS #8), and the software statement. */
export function recordSecretsOf(home: Home, directory: Directory, ledger: Ledger): void {
	const files = [home.server, home.transport, home.signing].map(({ key }) => createPrivateKey(key));
	for (const key of [...files, home.directoryKey, home.bankKey]) {
		ledger.add('private key', privateKeyPem(key));
	}
	ledger.addJwt('software statement', directory.softwareStatement);
}
