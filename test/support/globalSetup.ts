import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates one folder for the data of n8n's engine, shared by all test files. */
export default function setUp(): void {
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-'));
	process.env.N8N_ENCRYPTION_KEY = randomBytes(16).toString('hex');
}
