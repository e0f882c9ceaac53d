import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Not every machine has the program; where it is missing, these tests are shown as skipped. */
const isInstalled = spawnSync('openssl', ['version']).status === 0;

export const itWithOpenssl = isInstalled ? it : it.skip;

interface OpensslRun {
	ok: boolean;
	stdout: Buffer;
	/** Everything it said. */
	text: string;
}

/** Runs OpenSSL beside `files`, which are gone afterwards. */
export function openssl(args: string[], files: Record<string, string | Buffer> = {}): OpensslRun {
	const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
	try {
		for (const [name, content] of Object.entries(files)) {
			writeFileSync(join(folder, name), content, { mode: 0o600 });
		}
		const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder });
		return { ok: status === 0, stdout, text: `${stdout}${stderr}` };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
