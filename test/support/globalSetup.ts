import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates folders that all test files share: data of n8n's engine, keys of the tests, files of the embedded bank. */
export default function setUp(): void {
	const folder = (prefix: string) => mkdtempSync(join(tmpdir(), prefix));
	process.env.N8N_USER_FOLDER = folder('n8n-');
	process.env.N8N_ENCRYPTION_KEY = randomBytes(16).toString('hex');
	process.env.TEST_KEYS = folder('test-keys-');
	process.env.EMBEDDED_BANK_FILES = folder('embedded-bank-files-');
}
