import { spawnSync } from 'node:child_process';

import type { Planned } from './file';
import { opensslFiles } from './openssl';
import { gnutlsFiles, javaFiles, nssFiles, pythonFiles } from './otherTools';

/** How files are made with a program. */
interface Making {
	/** The Debian package that contains the program. */
	debian: string;
	/** Arguments with which the program starts and ends. */
	check: string[];
	files: (isFull: boolean) => Generator<Planned>;
}

/** The programs that make files. OpenSSL is always needed. */
export const makers = {
	openssl: { debian: 'openssl', check: ['version'], files: opensslFiles },
	certtool: { debian: 'gnutls-bin', check: ['--version'], files: gnutlsFiles },
	pk12util: { debian: 'libnss3-tools', check: ['-H'], files: nssFiles },
	keytool: { debian: 'default-jre-headless', check: ['-help'], files: javaFiles },
	python3: {
		debian: 'python3-cryptography',
		check: ['-c', 'import cryptography'],
		files: pythonFiles,
	},
} as const satisfies Record<string, Making>;

export type Maker = keyof typeof makers;

/** Returns whether the program runs here. */
export function isInstalled(maker: Maker): boolean {
	const { error, status } = spawnSync(maker, makers[maker].check);
	// pk12util ends its help with an error.
	return !error && (status === 0 || maker === 'pk12util');
}
